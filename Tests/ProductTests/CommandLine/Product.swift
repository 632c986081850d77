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

  /// A ledger with a handler, a household, a second registrar and two who sign off.
  func makeLedger() throws {
    let steps = [
      ["init", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局"],
      ["person", "add", "p-0001", "--name", "张三", "--role", "handler", "--org", "org-authority"],
      ["household", "add", "hh-0001", "--place", "621021103204"],
    ]
    for step in steps {
      let answer = try start(Self.binary, step)
      precondition(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  /// Those who sign problems off.
  func makeSigners() throws {
    let both = ["--sign", "p-founder", "p-0009"]
    let steps = [
      ["person", "add", "p-0009", "--role", "registrar", "--org", "org-authority"],
      ["person", "add", "p-0002", "--role", "department_head", "--org", "org-authority"] + both,
      ["person", "add", "p-0003", "--role", "county_leader_in_charge", "--org", "org-authority"] + both,
    ]
    for step in steps {
      let answer = try start(Self.binary, step)
      precondition(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  func visit() throws -> Answer {
    try self("record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001")
  }
}
