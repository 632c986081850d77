import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

/// A small ledger to import into, at a time that stands still.
final class ImportLedger {
  struct Clock: LedgerClock {
    var isLeapConfirmed: Bool { true }
    func now() -> Timestamp { Timestamp(ms: 1_780_189_200_000) }  // 2026-05-31T09:00:00+08:00
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
    _ = try LedgerSetup(
      path: folder, origin: "import.example/ledger", region: "621021", authority: "某局", purpose: .test
    ).make(clock: Clock())
  }

  deinit { try? Files.remove(path) }

  var founder: SignerKey { get throws { try KeyFile.load(session.ledger.folder.secretKey("p-founder")) } }

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
    return try Importer(session, keys: [try founder], options: options).run(template, path: file)
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
