public import EventSourcing
import TransparencyLog

/// A leaf of the log: one line with the stamp, then the signed note unchanged.
///
/// ```
/// taizhang/entry/v1 2026-11-20T01:30:00.123Z
/// taizhang/tx/v1
/// …
/// ```
public enum Entry {
  /// The first line up to the stamp.
  static let magic = "taizhang/entry/v1 "
  /// Magic, 24 bytes of stamp, line feed.
  static let stampLineByteCount = 18 + 24 + 1

  /// Whether a leaf says that it is an entry, of whatever version: what does not is of another log.
  static func isClaimed(by leaf: [UInt8]) -> Bool { leaf.starts(with: "taizhang/entry/".utf8) }

  /// The bytes of an entry.
  public static func compose(stamp: Timestamp, note: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stampLineByteCount + note.count)
    bytes.append(contentsOf: magic.utf8)
    bytes.append(contentsOf: stamp.utcText.utf8)
    bytes.append(0x0A)
    bytes.append(contentsOf: note)
    return bytes
  }

  /// Splits an entry into its stamp and its note.
  ///
  /// - Returns: nil when the first line is not exactly magic and stamp.
  public static func split(_ entry: UnsafeRawBufferPointer) -> (stamp: Timestamp, note: UnsafeRawBufferPointer)? {
    guard entry.count > stampLineByteCount, entry[stampLineByteCount - 1] == 0x0A,
      entry[..<magic.utf8.count].elementsEqual(magic.utf8)
    else { return nil }
    let text = String(decoding: entry[magic.utf8.count..<(stampLineByteCount - 1)], as: UTF8.self)
    guard let stamp = Timestamp(text), stamp.utcText == text else { return nil }
    return (stamp, UnsafeRawBufferPointer(rebasing: entry[stampLineByteCount...]))
  }

  /// The same, refusing what ``split(_:)`` cannot split.
  static func parts(
    _ entry: UnsafeRawBufferPointer
  ) throws(Refusals) -> (stamp: Timestamp, note: UnsafeRawBufferPointer) {
    guard let parts = split(entry) else {
      throw Refusals([Refusal("T00", "条目首行不合格式", "the entry's first line is malformed")])
    }
    return parts
  }
}

/// An entry read back: its place, its stamp, its note taken apart. No signature has been checked.
public struct ParsedEntry: Sendable {
  /// Index of the entry in the log, from 0.
  public let seq: UInt64
  /// The stamp of its first line: when the ledger took it.
  public let recorded: Timestamp
  /// What was signed: header and events.
  public let transaction: Transaction
  /// The whole note.
  public let note: [UInt8]
  /// The signed text in `note`.
  let textRange: Range<Int>
  let signatures: [NoteSignatureSpan]
  /// What the catalogue says against it; nil when it was not asked.
  var shape: [Refusal]?
  /// Signatures already verified, each by a key.
  var proven: [SignatureCheck.Claim] = []

  /// Parses the bytes of entry `seq`.
  ///
  /// - Throws: what is wrong with it, as a refusal would say it.
  public init(seq: UInt64, bytes: UnsafeRawBufferPointer) throws(Refusals) {
    let (stamp, note) = try Entry.parts(bytes)
    let parsed = try ParsedNote(Array(note))
    self.seq = seq
    self.recorded = stamp
    transaction = parsed.transaction
    self.note = parsed.bytes
    textRange = parsed.textRange
    signatures = parsed.signatures
  }

  init(seq: UInt64, recorded: Timestamp, note: ParsedNote) {
    self.seq = seq
    self.recorded = recorded
    transaction = note.transaction
    self.note = note.bytes
    textRange = note.textRange
    signatures = note.signatures
  }

  /// The event at `position`, with where it stands.
  ///
  /// - Precondition: the transaction has an event there.
  public func context(_ position: Int) -> EventContext {
    EventContext(transaction: transaction, position: position, seq: seq, recorded: recorded)
  }
}

/// A signed note whose text is a transaction.
public struct ParsedNote: Sendable {
  /// The whole note, signatures included: at most ``Transaction/noteByteCountMax`` bytes.
  public let bytes: [UInt8]
  /// The transaction that its text is.
  public let transaction: Transaction
  let textRange: Range<Int>
  let signatures: [NoteSignatureSpan]

  /// - Throws: every rule of form that is broken.
  public init(_ bytes: [UInt8]) throws(Refusals) {
    (textRange, signatures) = try bytes.withUnsafeBufferPointer { (buffer) throws(Refusals) in
      try Self.split(UnsafeRawBufferPointer(buffer))
    }
    self.bytes = bytes
    transaction = try Transaction(text: bytes[textRange])
  }

  /// Finds text and signature lines of a note that may be a transaction's; neither is read.
  static func split(
    _ note: UnsafeRawBufferPointer
  ) throws(Refusals) -> (textRange: Range<Int>, signatures: [NoteSignatureSpan]) {
    guard note.count <= Transaction.noteByteCountMax else {
      throw Refusals([
        Refusal(
          "T08", "签名文书共\(note.count)字节，超过上限\(Transaction.noteByteCountMax)字节，请拆成多笔",
          "the note has \(note.count) bytes, more than \(Transaction.noteByteCountMax): split it")
      ])
    }
    do { return try SignedNote.split(note) } catch {
      throw Refusals([Refusal("T07", "不是签名文书：\(error.message.zh)", "not a signed note: \(error.message.en)")])
    }
  }
}
