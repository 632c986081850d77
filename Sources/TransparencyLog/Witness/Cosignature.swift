/// A witness's word that, at a time, this was the largest consistent tree of a log it had seen (C2SP tlog-cosignature).
///
/// ```
/// cosignature/v1
/// time <seconds since 1970>
/// <text of the checkpoint>
/// ```
///
/// is what is signed; the line under the checkpoint holds key id, time (eight bytes, big-endian) and signature.
public struct Cosignature: Hashable, Sendable {
  /// Whose it is.
  public let key: CosignerKey
  /// Seconds since 1970.
  public let time: UInt64
  /// The line, byte for byte, line feed included.
  public let line: [UInt8]

  static func message(text: [UInt8], time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n".utf8) + text
  }

  /// The cosignatures by known keys under a checkpoint, in the order of their lines; at most one of each key, the first: a
  /// witness may have signed at two times.
  ///
  /// - Parameter checkpoint: the whole note.
  /// - Throws: ``NoteError/unverified(name:keyID:)`` when any line names a known key falsely, be there a true one before it
  ///   or after; lines by others are ignored.
  public static func find(under checkpoint: [UInt8], by known: [CosignerKey]) throws(NoteError) -> [Cosignature] {
    let note = try SignedNote.parse(checkpoint)
    var found: [Cosignature] = []
    for line in note.signatures {
      guard let key = known.first(where: { $0.keyID == line.keyID && KeyName.same($0.name, line.name) }) else {
        continue
      }
      guard let time = time(of: line, by: key, text: note.text) else {
        throw .unverified(name: line.name, keyID: line.keyID)
      }
      if found.contains(where: { $0.key == key }) { continue }
      found.append(Cosignature(key: key, time: time, line: Array(checkpoint[line.line])))
    }
    return found
  }

  private static func time(of line: NoteSignature, by key: CosignerKey, text: [UInt8]) -> UInt64? {
    guard line.signature.count == 8 + Ed25519PublicKey.signatureByteCount else { return nil }
    let time = line.signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    guard time < 1 << 63 else { return nil }
    let isTrue = key.publicKey.verify(
      signature: Array(line.signature.dropFirst(8)), message: message(text: text, time: time))
    return isTrue ? time : nil
  }
}
