extension SignedNote {
  /// The keys among `known` that signed this note, in the order of their lines.
  ///
  /// Lines by others are ignored: they may be anything. A false signature in the name of a known key rejects
  /// the whole note, because someone pretended; so does a false one beside a true one (C2SP signed-note), although
  /// golang.org/x/mod looks at a key's first line only.
  ///
  /// - Throws: ``NoteError/unverified(name:keyID:)``, ``NoteError/ambiguousKey(name:keyID:)``, or
  ///   ``NoteError/noKnownSignature`` if no line is by a known key: an unsigned text is nobody's word.
  public func verify(known: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
    var verified: [VerifierKey] = []
    for line in signatures {
      guard let key = try Self.key(of: line, among: known) else { continue }
      guard key.publicKey.verify(signature: line.signature, message: text) else {
        throw .unverified(name: line.name, keyID: line.keyID)
      }
      if !verified.contains(key) { verified.append(key) }
    }
    guard !verified.isEmpty else { throw .noKnownSignature }
    return verified
  }

  private static func key(
    of line: NoteSignature, among known: [VerifierKey]
  ) throws(NoteError) -> VerifierKey? {
    var found: VerifierKey?
    for key in known where key.keyID == line.keyID && KeyName.same(key.name, line.name) && key != found {
      guard found == nil else { throw .ambiguousKey(name: line.name, keyID: line.keyID) }
      found = key
    }
    return found
  }
}

extension VerifierKey {
  /// Whether a line found by ``SignedNote/split(_:)`` names this key and holds its signature of the text.
  /// Allocates nothing of its own, for readers of many notes.
  ///
  /// - Precondition: `note` is the buffer the line was found in, `text` the range found with it.
  public func verify(_ line: NoteSignatureSpan, text: Range<Int>, in note: UnsafeRawBufferPointer) -> Bool {
    let blobCount = 4 + Ed25519PublicKey.signatureByteCount
    guard keyID == line.keyID, note[line.name].elementsEqual(name.utf8) else { return false }
    return withUnsafeTemporaryAllocation(byteCount: blobCount, alignment: 1) { blob in
      let decoded = Base64.decode(UnsafeRawBufferPointer(rebasing: note[line.base64]), into: blob)
      guard decoded == blobCount else { return false }
      return publicKey.verify(
        signature: UnsafeRawBufferPointer(rebasing: blob[4...]),
        message: UnsafeRawBufferPointer(rebasing: note[text]))
    }
  }
}
