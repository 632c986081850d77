/// A text with signatures under it (C2SP signed-note v1.0.0), read but not yet believed.
///
/// ```
/// text, one or more lines
///                                     ← the last blank line
/// — name base64(key id[4] ‖ signature)
/// — …
/// ```
///
/// What is signed is the text with its last line feed and without the blank line. A signature covers neither
/// its own line's name nor the other lines, so whoever carries the note can add lines or take them away.
public struct SignedNote: Sendable {
  /// More signature lines than this are refused, as in golang.org/x/mod; C2SP asks for at least 16.
  public static let signatureCountMax = 100

  /// The signed text: valid UTF-8, ends with a line feed.
  public let text: [UInt8]

  /// The signature lines from the top, including those by unknown keys.
  public let signatures: [NoteSignature]

  /// Reads a note.
  ///
  /// - Throws: ``NoteError`` for bytes that are not a note. No signature is checked.
  public static func parse(_ bytes: [UInt8]) throws(NoteError) -> SignedNote {
    try bytes.withRawBytes { (note) throws(NoteError) in try parse(note) }
  }

  /// Reads a note.
  ///
  /// - Throws: ``NoteError`` for bytes that are not a note. No signature is checked.
  public static func parse(_ note: UnsafeRawBufferPointer) throws(NoteError) -> SignedNote {
    let parts = try split(note)
    return SignedNote(
      text: [UInt8](note[parts.textRange]), signatures: parts.signatures.map { NoteSignature($0, in: note) })
  }
}

/// One signature line of a note.
public struct NoteSignature: Sendable {
  /// Whom the line names. Not covered by the signature.
  public let name: String
  /// Which of that name's keys; the first four bytes of what the line holds.
  public let keyID: UInt32
  /// The signature without the key id; 64 bytes if by a plain Ed25519 key.
  public let signature: [UInt8]
  /// Where the line is in the note: byte offsets, from the dash to the line feed, both included.
  public let line: Range<Int>

  init(_ span: NoteSignatureSpan, in note: UnsafeRawBufferPointer) {
    name = String(decoding: note[span.name], as: UTF8.self)
    keyID = span.keyID
    signature = span.signature(in: note)
    line = span.line
  }
}

extension SignedNote {
  /// A note made of `text` and one signature line for each signer, in that order.
  ///
  /// - Throws: ``NoteError`` unless the text may stand in a note and ends with a line feed.
  public static func sign(text: [UInt8], with signers: [SignerKey]) throws(NoteError) -> [UInt8] {
    guard signers.count > 0 else { throw .missingSignatureBlock }
    guard signers.count <= signatureCountMax else { throw .tooManySignatures }
    var note = text
    note.append(lineFeed)
    for signer in signers { note += try signatureLine(for: text, by: signer) }
    return note
  }

  /// The line that a signer adds under a note with this text, line feed included.
  ///
  /// - Throws: ``NoteError`` unless the text may stand in a note and ends with a line feed.
  public static func signatureLine(for text: [UInt8], by signer: SignerKey) throws(NoteError) -> [UInt8] {
    guard text.last == lineFeed else { throw .unterminatedText }
    try text.withRawBytes { (text) throws(NoteError) in try NoteText.check(text) }
    let blob = withUnsafeBytes(of: signer.keyID.bigEndian) { [UInt8]($0) } + signer.sign(text)
    return Array("\u{2014} \(signer.name) \(Base64.encode(blob))\n".utf8)
  }

  static let lineFeed: UInt8 = 0x0A
}
