import Foundation

/// The program as people run it: the real binary in a folder of its own.
struct Product {
  let folder: String

  struct Answer {
    let status: Int32
    let out: String
    let err: String

    /// The one JSON document on standard output.
    var json: [String: Any] {
      let value = try? JSONSerialization.jsonObject(with: Data(out.utf8))
      return value as? [String: Any] ?? [:]
    }
  }

  /// Makes a folder; nothing of it is left after `body`.
  static func run(_ body: (Product) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "taizhang-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(Product(folder: folder))
  }

  /// The program named with `TAIZHANG_BINARY`: what people run is the release build, and some faults show only there. Otherwise the
  /// one beside the test bundle, wherever that was built.
  static let binary: String = {
    if let named = ProcessInfo.processInfo.environment["TAIZHANG_BINARY"] {
      precondition(FileManager.default.isExecutableFile(atPath: named), "TAIZHANG_BINARY is no program: \(named)")
      return URL(fileURLWithPath: named).path
    }
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let bundles = CommandLine.arguments.filter { $0.contains(".xctest") }
    let folders = ([own] + bundles).map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let found = folders.map { $0.appendingPathComponent("taizhang").path }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    precondition(found != nil, "the program is not beside the tests: \(folders)")
    return found ?? ""
  }()

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  @discardableResult
  func callAsFunction(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
    try start(Self.binary, arguments, environment)
  }

  /// Runs any program here.
  func start(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let own = ["HOME": folder, "XDG_STATE_HOME": folder + "/state", "PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8"]
    process.environment = own.merging(environment) { _, given in given }
    // Files, not pipes: a long answer must not block whoever waits for its end.
    let (out, err) = (path(".out"), path(".err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: err)
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, out: try String(contentsOfFile: out, encoding: .utf8),
      err: try String(contentsOfFile: err, encoding: .utf8))
  }

  /// A ledger with a handler and a household, still being founded.
  func makeLedger() throws {
    try follow([
      ["init", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局"],
      [
        "person", "add", "p-0001", "--name", "张三", "--role", "handler", "--org", "org-authority", "--from",
        "2026-01-01",
      ],
      ["household", "add", "hh-0001", "--place", "621021103204"],
    ])
  }

  /// Who signs for those who hold power.
  static let appointers = ["--sign", "p-0008", "p-founder", "p-0009"]

  /// The second registrar and the leader, with whom the founding is over, and those who sign problems off.
  func makeSigners() throws {
    try follow([
      ["person", "add", "p-0009", "--role", "registrar", "--org", "org-authority", "--sign", "p-founder"],
      [
        "person", "add", "p-0008", "--role", "leading_group_leader", "--org", "org-authority", "--sign", "p-founder",
        "p-0009",
      ],
      ["person", "add", "p-0002", "--role", "department_head", "--org", "org-authority"] + Self.appointers,
      ["person", "add", "p-0003", "--role", "county_leader_in_charge", "--org", "org-authority"] + Self.appointers,
    ])
  }

  /// The finance bureau, of which one approves, one pays and one reconciles; a project in the library, with 3000 yuan.
  func makeMoney() throws {
    let finance = ["--org", "org-finance"] + Self.appointers
    try follow([
      ["org", "add", "org-finance", "--name", "财政局", "--kind", "finance_bureau", "--sign", "p-founder"],
      ["org", "add", "org-bureau", "--name", "乡村振兴局", "--kind", "revitalisation_bureau", "--sign", "p-founder"],
      ["org", "add", "org-builder", "--name", "施工队", "--kind", "contractor", "--sign", "p-founder"],
      ["person", "add", "p-0004", "--role", "approver"] + finance,
      ["person", "add", "p-0005", "--role", "cashier"] + finance,
      ["person", "add", "p-0006", "--role", "accountant"] + finance,
      ["person", "add", "p-0007", "--role", "unit_head", "--org", "org-bureau"] + Self.appointers,
      ["record", "fund.source_registered", "--subject", "fd-1", "name=衔接资金", "--sign", "p-0006"],
      ["record", "fund.appropriated", "--subject", "ap-1", "fund=fd-1", "amount=0.5万元", "--sign", "p-0004"],
      [
        "record", "project.proposed", "--subject", "pr-1", "name=村道硬化", "delivery=self_build",
        "responsible_org=org-authority", "--sign", "p-0001",
      ],
      ["record", "project.library_admitted", "--subject", "pr-1", "--sign", "p-0007"],
      [
        "record", "fund.allocated", "--subject", "al-1", "fund=fd-1", "project=pr-1", "amount=3000元", "--sign",
        "p-0004",
      ],
    ])
  }

  private func follow(_ steps: [[String]]) throws {
    for step in steps {
      let answer = try start(Self.binary, step)
      precondition(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  func visit() throws -> Answer {
    try self("record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001")
  }
}
