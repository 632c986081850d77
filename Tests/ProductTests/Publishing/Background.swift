import Foundation

/// A program that runs beside the test and is ended with it.
final class Background {
  private let process: Process
  private let out: String

  init(
    _ taizhang: Product, _ program: String, _ arguments: [String], named name: String,
    environment: [String: String] = [:]
  ) throws {
    out = taizhang.path(".\(name).out")
    _ = FileManager.default.createFile(atPath: out, contents: nil)
    _ = FileManager.default.createFile(atPath: out + ".err", contents: nil)
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: taizhang.folder)
    let own = [
      "HOME": taizhang.folder, "XDG_STATE_HOME": taizhang.folder + "/state-\(name)", "PATH": "/usr/bin:/bin",
      "LANG": "zh_CN.UTF-8", "PYTHONUNBUFFERED": "1",
    ]
    process.environment = own.merging(environment) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: out)
    process.standardError = FileHandle(forWritingAtPath: out + ".err")
    try process.run()
  }

  deinit { stop() }

  /// Its number, for whoever looks at it from outside.
  var id: pid_t { process.processIdentifier }

  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  var output: String { (try? String(contentsOfFile: out, encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOfFile: out + ".err", encoding: .utf8)) ?? "" }

  /// Waits, at most 20 seconds, until something holds.
  func wait(until isSo: (Background) -> Bool) -> Bool {
    for _ in 0..<400 {
      if isSo(self) { return true }
      usleep(50_000)
    }
    return false
  }

  /// Its status, once it ended by itself; nil when it does not within 20 seconds.
  func status() -> Int32? {
    guard wait(until: { !$0.process.isRunning }) else { return nil }
    return process.terminationStatus
  }
}

extension Product {
  /// A web server that knows nothing of ledgers, on this machine only; its address.
  func webServer(_ folder: String) throws -> (Background, String) {
    let server = try Background(
      self, "/usr/bin/env",
      ["python3", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", path(folder)], named: "web")
    guard server.wait(until: { $0.output.contains("http://") }),
      let address = server.output.split(separator: "(").last?.split(separator: ")").first
    else { throw CocoaError(.fileReadUnknown) }
    return (server, address.hasSuffix("/") ? String(address.dropLast()) : String(address))
  }

  /// A web server that never answers for what is below a path; its address.
  func stuckServer(_ folder: String, at prefix: String) throws -> (Background, String) {
    let script = """
      import http.server, functools, sys, time
      class Stuck(http.server.SimpleHTTPRequestHandler):
          def do_GET(self):
              time.sleep(60 if self.path.startswith(sys.argv[2]) else 0)
              super().do_GET()
      server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Stuck, directory=sys.argv[1]))
      server.daemon_threads = True
      print(f"http://127.0.0.1:{server.server_port}", flush=True)
      server.serve_forever()
      """
    let server = try Background(self, "/usr/bin/env", ["python3", "-c", script, path(folder), prefix], named: "stuck")
    guard server.wait(until: { $0.output.hasSuffix("\n") }) else { throw CocoaError(.fileReadUnknown) }
    return (server, server.output.trimmingCharacters(in: .newlines))
  }

  /// A witness of the ledger here; its address.
  func witness(_ name: String) throws -> (Background, String) {
    let key = try self("witness", "key", "\(name).example/witness", "--store", name)
    precondition(key.status == 0, key.err)
    let server = try Background(
      self, Self.binary,
      ["witness", "serve", "--store", name, "--log", "ledger/keys/checkpoint.vkey", "--listen", "127.0.0.1:0"],
      named: name)
    guard server.wait(until: { $0.output.hasSuffix("\n") }) else { throw CocoaError(.fileReadUnknown) }
    return (server, server.output.trimmingCharacters(in: .newlines))
  }

  func text(_ file: String) throws -> String {
    try String(contentsOfFile: path(file), encoding: .utf8).trimmingCharacters(in: .newlines)
  }

  func write(_ text: String, _ file: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path(file))) }
}
