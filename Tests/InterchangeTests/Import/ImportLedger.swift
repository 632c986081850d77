import Assistance
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

/// A small ledger to import into, at a time that stands still. It was founded two months before, since power works from the day it was
/// recorded: a founder, a second registrar, a leader, and an officer who is handler of the authority and accountant of the finance bureau.
final class ImportLedger {
  struct Clock: LedgerClock {
    /// 2026-05-31T09:00:00+08:00
    var ms: Int64 = 1_780_189_200_000
    var isLeapConfirmed: Bool { true }
    func now() -> Timestamp { Timestamp(ms: ms) }
  }

  let path: String
  let session: LedgerSession
  private var files = 0

  init(_ name: String = #function) throws {
    let safe = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    path = "/tmp/taizhang-import-\(safe)-\(Hash.zero.hex.prefix(4))\(UInt32.random(in: 0 ... .max))"
    try Files.makeFolder(path)
    try Self.make(path + "/ledger")
    session = try LedgerSession.open(path + "/ledger", clock: Clock())
  }

  private static func make(_ folder: String) throws {
    let founding = Clock(ms: Clock().ms - 60 * 86_400_000)
    _ = try LedgerSetup(
      path: folder, origin: "import.example/ledger", region: "621021", authority: "某局", purpose: .test
    ).make(clock: founding)
    let session = try LedgerSession.open(folder, clock: founding)
    func key(_ person: String) throws -> SignerKey { try KeyFile.load(session.ledger.folder.secretKey(person)) }
    func enrol(_ person: String, _ role: String, _ org: String, by signers: String...) throws {
      var enrolment = Enrolment(person: person)
      enrolment.role = role
      enrolment.org = org
      let outcome = try session.enrol(enrolment, keys: try signers.map(key)).outcome
      if let refusal = outcome.refusals.first { throw refusal }
    }
    var finance = PlainEvent("org.registered", "org-finance", time: founding.now().beijingText) { writer in
      writer.member("kind", "finance_bureau")
      writer.member("name", "某财政局")
    }
    finance.place = session.regionPlace
    if let refusal = try session.submit([finance], keys: [try key("p-founder")]).refusals.first { throw refusal }
    try enrol("p-second", "registrar", "org-authority", by: "p-founder")
    try enrol("p-leader", "leading_group_leader", "org-authority", by: "p-founder", "p-second")
    try enrol("p-officer", "accountant", "org-finance", by: "p-founder", "p-second", "p-leader")
    let duty = PlainEvent("duty.assigned", "duty-officer-2", time: founding.now().beijingText) { writer in
      writer.member("from", "2020-01-01")
      writer.member("org", "org-authority")
      writer.member("person", "p-officer")
      writer.member("role", "handler")
    }
    if let refusal = try session.submit([duty], keys: [try key("p-founder")]).refusals.first { throw refusal }
  }

  deinit { try? Files.remove(path) }

  var founder: SignerKey { get throws { try key("p-founder") } }
  /// Handler and accountant: who records what sheets hold, but organisations.
  var officer: SignerKey { get throws { try key("p-officer") } }

  private func key(_ person: String) throws -> SignerKey { try KeyFile.load(session.ledger.folder.secretKey(person)) }

  /// Imports the text of a CSV file.
  func run(_ template: String, _ csv: String, _ choose: (inout ImportOptions) -> Void = { _ in }) throws
    -> ImportReport
  {
    files += 1
    let file = "\(path)/\(files).csv"
    try Files.write(file, Array(csv.utf8))
    return try run(template, file: file, choose)
  }

  func run(_ template: String, file: String, _ choose: (inout ImportOptions) -> Void = { _ in }) throws
    -> ImportReport
  {
    var options = ImportOptions()
    choose(&options)
    guard let template = ImportTemplate.named(template) else { throw ExitError.noTemplate }
    let signer = template.id.hasPrefix("org.") ? try founder : try officer
    return try Importer(session, keys: [signer], options: options).run(template, path: file)
  }

  enum ExitError: Error { case noTemplate }

  /// A row of a view.
  func row(_ table: String, _ key: String) throws -> JSONValue? {
    try session.ledger.view().row(table, key).map { try JSONDocument.object($0) }
  }

  /// The whole log as text.
  func log() throws -> String {
    var text = ""
    let view = try session.ledger.view()
    try view.forEachEntry(in: 0..<view.size) { entry in
      text += String(decoding: entry.note, as: UTF8.self)
      return true
    }
    return text
  }

  /// Two villages, to live in.
  func villages() throws {
    _ = try run(
      "village.tagged",
      """
      对象编号,村名,区划代码,发生时间
      v-1,甲村,621021103201,2026-05-20
      v-2,乙村,621021103202,2026-05-20
      """)
  }
}
