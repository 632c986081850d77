/// Where one signature line's parts are in the note it was found in: what ``SignedNote/split(_:)`` gives
/// without copying anything.
public struct NoteSignatureSpan: Hashable, Sendable {
  /// The whole line, from the dash to the line feed, both included.
  public let line: Range<Int>
  /// The name.
  public let name: Range<Int>
  /// The base64 of key id and signature, known to be canonical.
  public let base64: Range<Int>
  /// The key id.
  public let keyID: UInt32

  /// The signature without the key id.
  ///
  /// - Precondition: `note` is the buffer the span was found in.
  public func signature(in note: UnsafeRawBufferPointer) -> [UInt8] {
    guard let blob = Base64.decode(UnsafeRawBufferPointer(rebasing: note[base64])) else {
      preconditionFailure("the span is of another note")
    }
    return Array(blob.dropFirst(4))
  }
}

extension SignedNote {
  /// Finds a note's parts and checks its form, for readers of many notes: one array, no copies.
  ///
  /// - Returns: the byte range of the signed text (with its last line feed), and the lines below from the
  ///   top.
  /// - Throws: ``NoteError`` for bytes that are not a note. No signature is checked.
  public static func split(
    _ note: UnsafeRawBufferPointer
  ) throws(NoteError) -> (textRange: Range<Int>, signatures: [NoteSignatureSpan]) {
    try NoteText.check(note)
    guard let textEnd = endOfText(note) else { throw .missingSignatureBlock }
    let linesStart = textEnd + 1
    guard linesStart < note.count, note[note.count - 1] == lineFeed else { throw .missingSignatureBlock }

    var signatures: [NoteSignatureSpan] = []
    var start = linesStart
    while start < note.count {
      guard signatures.count < signatureCountMax else { throw .tooManySignatures }
      var end = start
      while note[end] != lineFeed { end += 1 }
      guard let span = span(note, start..<end + 1) else {
        throw .malformedSignatureLine(number: signatures.count + 1)
      }
      signatures.append(span)
      start = end + 1
    }
    return (0..<textEnd, signatures)
  }

  /// The offset of the last blank line's line feed: the text ends before it.
  private static func endOfText(_ note: UnsafeRawBufferPointer) -> Int? {
    var offset = note.count - 1
    while offset > 0 {
      if note[offset] == lineFeed && note[offset - 1] == lineFeed { return offset }
      offset -= 1
    }
    return nil
  }

  /// `— name base64`, or nil.
  private static func span(_ note: UnsafeRawBufferPointer, _ line: Range<Int>) -> NoteSignatureSpan? {
    let end = line.upperBound - 1
    let nameStart = line.lowerBound + dash.count
    guard nameStart <= end, note[line.lowerBound..<nameStart].elementsEqual(dash) else { return nil }
    guard let space = note[nameStart..<end].firstIndex(of: 0x20) else { return nil }
    let name = nameStart..<space
    let base64 = space + 1..<end
    guard KeyName.isValid(UnsafeRawBufferPointer(rebasing: note[name])),
      let keyID = keyID(UnsafeRawBufferPointer(rebasing: note[base64]))
    else { return nil }
    return NoteSignatureSpan(line: line, name: name, base64: base64, keyID: keyID)
  }

  /// U+2014 and a space.
  private static let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

  /// The key id this base64 begins with; nil unless it is canonical and holds at least one byte more.
  private static func keyID(_ base64: UnsafeRawBufferPointer) -> UInt32? {
    guard let count = Base64.decodedCount(base64), count >= 5 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { blob in
      guard Base64.decode(base64, into: blob) != nil else { return nil }
      return UInt32(bigEndian: blob.loadUnaligned(as: UInt32.self))
    }
  }
}
