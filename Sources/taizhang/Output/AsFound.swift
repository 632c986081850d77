import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import Synchronization

/// `--as-found`, of commands that only read.
///
/// A ledger older than what this machine has seen, or other, is not opened (`L09`, `L04`). Whoever is to find out what happened has
/// to read it all the same; what is printed then says of itself that it may be old or false.
struct AsFoundOption: ParsableArguments {
  @Flag(
    name: .long,
    help: .init(
      say(
        "账本比本机见过的旧或不同（L09、L04）时仍按现状读取，并在输出中注明；只用于查找原因",
        "Read the ledger as it is although it is older than what this machine has seen, or other (L09, L04), and mark what is printed: to find out what happened."
      )))
  var asFound = false
}

extension Output {
  private static let found = Mutex<LedgerError?>(nil)

  /// Why what is printed may be old or false; nil for what this machine has nothing against.
  static var asFound: LedgerError? { found.withLock { $0 } }

  /// From now on everything printed is marked. The whole reason goes to standard error.
  static func markAsFound(_ failure: LedgerError) {
    found.withLock { $0 = failure }
    diagnostic(say("！按现状读取：", "! as found: ") + "\(failure.code) \(failure.message.spoken)")
  }

  /// The first line of what people read; nil where nothing is to be marked.
  static var asFoundLine: String? {
    asFound.map {
      say(
        "！按现状读取（\($0.code)）：内容比本机见过的旧，或已被改写，不可据以办事",
        "! as found (\($0.code)): older than what this machine has seen, or rewritten; do not act on it")
    }
  }
}

extension JSONWriter {
  /// `"as_found":{"code","message"}`, the first member of an object that tells of such a ledger.
  mutating func asFoundMark() {
    guard let failure = Output.asFound else { return }
    name("as_found")
    object {
      $0.member("code", failure.code)
      $0.member("message", failure.message)
    }
  }

  /// A row of a view as a query prints it, marked by its code alone.
  static func markedRow(_ row: [UInt8]) -> [UInt8] {
    guard let failure = Output.asFound, row.first == UInt8(ascii: "{") else { return row }
    let mark = Array("{\"as_found\":\"\(failure.code)\"".utf8)
    return row.count == 2 ? mark + [UInt8(ascii: "}")] : mark + [UInt8(ascii: ",")] + row.dropFirst()
  }
}
