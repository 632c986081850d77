import EventSourcing
import Glibc
import Ledger
import TeaHouse
import TransparencyLog

/// A process for tests to kill, and to measure: it makes, fills and verifies ledgers of the tea house.
///
/// ```
/// crash-writer create PATH
/// crash-writer append PATH            until killed; prints `SEQ TX` of each transaction once it is durable
/// crash-writer append PATH COUNT      the same, and ends
/// crash-writer flush PATH             stores derived state
/// crash-writer generate PATH TRANSACTIONS EVENTS
/// crash-writer verify PATH LEVEL JOBS [UID]
/// crash-writer examine PATH PROMISED  whether a crash left a sound ledger that holds the lines of the file PROMISED
/// crash-writer rates
/// crash-writer compare PATH
/// ```
@main
enum CrashWriter {
  static func main() {
    CrashGuard.install(isChild: true)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do throws(LedgerError) {
      switch arguments.first {
      case "create": _ = try House.create(arguments[1])
      case "append": try append(arguments[1], count: arguments.count > 2 ? Int(arguments[2]) ?? 0 : .max)
      case "flush": _ = try House.open(arguments[1]).writer.flush()
      case "generate": try generate(arguments[1], Int(arguments[2]) ?? 0, Int(arguments[3]) ?? 1)
      case "verify": try verify(arguments)
      case "examine": try examine(arguments[1], promised: arguments[2])
      case "rates": Rates.measure()
      case "compare": try Rates.compare(arguments[1])
      default: exit(64)
      }
    } catch {
      say("\(error)\n", to: STDERR_FILENO)
      exit(error.kind == .tryAgain ? 75 : error.kind == .integrity ? 2 : 74)
    }
  }

  static func say(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Appends groups of one to four notes, storing derived state now and then.
  private static func append(_ path: String, count: Int) throws(LedgerError) {
    let house = try House.open(path)
    var rest = count
    while rest > 0 {
      let size = min(rest, Int.random(in: 1...4))
      let outcomes = try house.writer.append((0..<size).map { (_) throws(LedgerError) in try house.note(events: 2) })
      for outcome in outcomes {
        guard let receipt = outcome.receipt else { fatalError("\(outcome.refusals)") }
        say("\(receipt.seq) \(receipt.tx.text)\n")
      }
      if Int.random(in: 0..<8) == 0 { try house.writer.flush() }
      rest -= size
    }
  }

  /// A ledger for measuring: transactions of so many events in large commits.
  private static func generate(_ path: String, _ transactions: Int, _ events: Int) throws(LedgerError) {
    let house = try House.create(path)
    let start = Rates.now()
    var rest = transactions
    while rest > 0 {
      let size = min(rest, max(1, 20_000 / events))
      let notes = parallel(size) { _ in Result { () throws(LedgerError) in try house.note(events: events) } }
      for outcome in try house.writer.append(notes.map { (note) throws(LedgerError) in try note.get() }) {
        guard outcome.refusals.isEmpty else { fatalError("\(outcome.refusals)") }
      }
      rest -= size
      if house.writer.pendingEventCount >= 250_000 { try house.writer.flush() }
    }
    try house.writer.flush()
    let seconds = Rates.now() - start
    say("\(transactions) transactions, \(transactions * events) events, \(seconds) s, signing included\n")
  }

  private static func verify(_ arguments: [String]) throws(LedgerError) {
    if arguments.count > 4, let user = UInt32(arguments[4]), setuid(user) != 0 { exit(77) }
    guard let level = VerificationLevel(rawValue: arguments[2]), let jobs = Int(arguments[3]) else { exit(64) }
    let start = Rates.now()
    var peakKiB = 0
    var report = try Ledger.verify(arguments[1], domain: TeaHouse(), level: level, jobs: jobs) { _, _ in
      peakKiB = max(peakKiB, Rates.anonymousKiB())
    }
    report.seconds = Rates.now() - start
    say(String(decoding: report.jsonBytes, as: UTF8.self))
    say("RssAnon at most \(peakKiB) KiB\n", to: STDERR_FILENO)
    exit(report.exitStatus)
  }
}
