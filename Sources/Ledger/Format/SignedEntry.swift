import EventSourcing
import Glibc
import TransparencyLog

/// What a check of signatures asks of an entry: who must sign, the lines below the text, and what it says of keys.
protocol SignedEntry: Sendable {
  /// Index of the entry in the log, from 0.
  var seq: UInt64 { get }
  /// When the ledger took it.
  var recorded: Timestamp { get }
  var header: TransactionHeader { get }
  /// How many events it has.
  var eventCount: Int { get }
  /// Those after which keys may be others, in order.
  var keyEvents: [Event] { get }
  /// The whole note.
  var note: [UInt8] { get }
  /// The signed text in `note`.
  var textRange: Range<Int> { get }
  var signatures: [NoteSignatureSpan] { get }
}

extension ParsedEntry: SignedEntry {
  var header: TransactionHeader { transaction.header }
  var eventCount: Int { transaction.events.count }
  var keyEvents: [Event] { transaction.events.filter(\.changesKeys) }
}

extension HashedEntry: SignedEntry {
  var seq: UInt64 { entry.seq }
  var recorded: Timestamp { entry.recorded }
  var header: TransactionHeader { entry.header }
  var eventCount: Int { entry.eventCount }
  var keyEvents: [Event] { entry.keyEvents }
  var note: [UInt8] { entry.note }
  var textRange: Range<Int> { entry.textRange }
  var signatures: [NoteSignatureSpan] { entry.signatures }
}

extension Event {
  /// Whether keys may be others after it.
  fileprivate var changesKeys: Bool { KeyEventLine.families.contains { type.hasPrefix($0) } }
}

/// An entry of which no more is read than what its signatures are checked by: the header, and the events about keys. What
/// the others say is the rules' business, and reading them would take longer than a signature.
///
/// A class, because it is handed from thread to thread with all that it holds.
final class EntrySignatures: SignedEntry {
  let seq: UInt64
  let recorded: Timestamp
  let header: TransactionHeader
  let eventCount: Int
  let keyEvents: [Event]
  let note: [UInt8]
  let textRange: Range<Int>
  let signatures: [NoteSignatureSpan]

  /// - Throws: what is wrong with stamp, note, header, or an event about keys.
  init(seq: UInt64, bytes: UnsafeRawBufferPointer) throws(Refusals) {
    let (stamp, note) = try Entry.parts(bytes)
    let split = try ParsedNote.split(note)
    let text = UnsafeRawBufferPointer(rebasing: note[split.textRange])
    let transaction = try TransactionExcerpt(of: text, readingEvents: KeyEventLine.mayBe)
    self.seq = seq
    recorded = stamp
    header = transaction.header
    eventCount = transaction.eventCount
    keyEvents = transaction.events.filter(\.changesKeys)
    self.note = Array(note)
    (textRange, signatures) = split
  }
}

/// How the line of an event about keys is known before it is read.
private enum KeyEventLine {
  static let families = ["key.", "ledger."]
  /// What stands before the dot, from the quotation mark on.
  private static let openings = families.map { Array("\"\($0)".utf8.dropLast()) }

  /// May say yes wrongly, never no: such a type stands in its line as a string that begins so, unless it is written with
  /// escapes.
  static func mayBe(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let base = line.baseAddress else { return false }
    if memchr(base, Int32(UInt8(ascii: "\\")), line.count) != nil { return true }
    var start = 0
    while let dot = memchr(base + start, Int32(UInt8(ascii: ".")), line.count - start) {
      let end = UnsafeRawPointer(dot) - base
      if openings.contains(where: { end >= $0.count && memcmp(base + end - $0.count, $0, $0.count) == 0 }) {
        return true
      }
      start = end + 1
    }
    return false
  }
}
