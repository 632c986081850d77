import Glibc

/// Runs this program again with other arguments, as a person would.
enum OwnProcess {
  /// Runs it with this process's standard streams and waits.
  ///
  /// - Returns: its exit status; 128 and the signal's number when a signal ended it.
  static func run(_ arguments: [String], environment extra: [String: String]) throws -> Int32 {
    Output.flush()
    for (name, value) in extra.sorted(by: { $0.key < $1.key }) { setenv(name, value, 1) }
    var strings = (["taizhang"] + arguments).map { strdup($0) } + [nil]
    defer { strings.forEach { free($0) } }
    var process = pid_t()
    let code = posix_spawn(&process, try path(), nil, nil, &strings, environ)
    guard code == 0 else { throw ExitStatus.inputOutput }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw ExitStatus.inputOutput }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private static func path() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw ExitStatus.inputOutput }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
