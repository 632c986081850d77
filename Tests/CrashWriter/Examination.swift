import EventSourcing
import Glibc
import Ledger
import TeaHouse

extension CrashWriter {
  /// What must hold of a ledger after a crash: every line `SEQ TX` promised before it is kept, nothing was altered, and
  /// work goes on. Ends with 1 and says what does not hold.
  static func examine(_ path: String, promised: String) throws(LedgerError) {
    let found = try Ledger.verify(path, domain: TeaHouse(), level: .views)
    if found.isIntegrityFailure { complain(found) }
    try checkPromises(path, String(decoding: try Files.read(promised), as: UTF8.self))
    do {
      let house = try House.open(path)
      let outcomes = try house.writer.append([try house.note(events: 2), try house.note(events: 1)])
      if let refusals = outcomes.map(\.refusals).first(where: { !$0.isEmpty }) { fail("refused: \(refusals)") }
      try house.writer.flush()
    }
    let healed = try Ledger.verify(path, domain: TeaHouse(), level: .views)
    if !healed.findings.isEmpty { complain(healed) }
  }

  private static func checkPromises(_ path: String, _ lines: String) throws(LedgerError) {
    let snapshot = try Ledger.open(path, domain: TeaHouse()).log.snapshot()
    for line in lines.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let seq = UInt64(parts[0]) else { fail("no promise: \(line)") }
      guard let bytes = try snapshot.entry(seq) else { fail("lost: \(line), of \(snapshot.size) entries") }
      do {
        let found = try ParsedEntry(seq: seq, bytes: bytes).transaction.header.tx.text
        if found != parts[1] { fail("another transaction at \(line): \(found)") }
      } catch {
        fail("unreadable: \(line): \(error)")
      }
    }
  }

  private static func complain(_ report: VerificationReport) -> Never {
    fail(report.findings.map { "\($0.code) \($0.message.en)" }.joined(separator: "; "))
  }

  private static func fail(_ text: String) -> Never {
    say(text + "\n")
    exit(1)
  }
}
