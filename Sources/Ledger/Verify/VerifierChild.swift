import EventSourcing
import Glibc

/// Runs verification in a process of its own.
///
/// LMDB maps its file, so a torn file can kill whoever reads it by signal, and no error handling catches that. The child
/// takes the blow; the parent says what it means.
public enum VerifierChild {
  /// The status of an integrity failure.
  public static let integrityStatus: Int32 = 2
  /// The status of a child ended by something else than what it read.
  public static let inputOutputStatus: Int32 = 74

  /// Runs `executable` with its own standard output and error, and waits.
  ///
  /// - Parameter arguments: without the executable's name.
  /// - Returns: the child's exit status; 2, with a message on standard error, when what it read killed it; 74 when it was
  ///   killed from outside.
  /// - Throws: `E18` when it cannot be started.
  public static func run(_ executable: String, _ arguments: [String]) throws(LedgerError) -> Int32 {
    let status = try wait(spawn(executable, [executable] + arguments))
    let signal = status & 0x7F
    if signal == 0 { return (status >> 8) & 0xFF }
    let isByReading = fatalSignals.contains(signal)
    say(isByReading ? killedByReading(signal) : killedFromOutside(signal))
    return isByReading ? integrityStatus : inputOutputStatus
  }

  /// What a process gets for touching pages that are not there, or for a failed check on what it read.
  private static let fatalSignals: Set<Int32> = [SIGBUS, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGFPE]

  private static func spawn(_ executable: String, _ arguments: [String]) throws(LedgerError) -> pid_t {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    // A caller on a dispatch thread has most signals blocked, and a child would inherit that: Ctrl-C could not end it.
    var attributes = posix_spawnattr_t()
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var environment = environmentWithoutBacktraces()
    defer { for pointer in environment { free(pointer) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, executable, nil, &attributes, pointers, &environment)
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      throw LedgerError(
        .inputOutput, "E18", "无法启动核验进程“\(executable)”（\(reason)）",
        "the verifying process \"\(executable)\" cannot be started (\(reason))")
    }
    return process
  }

  /// This process's environment, but without a program that examines the dying: that a torn file kills the child is foreseen,
  /// and the Swift runtime's, when asked for, once never ended.
  private static func environmentWithoutBacktraces() -> [UnsafeMutablePointer<CChar>?] {
    var environment: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let variable = next.pointee {
      if strncmp(variable, "SWIFT_BACKTRACE=", 16) != 0 { environment.append(strdup(variable)) }
      next += 1
    }
    environment.append(nil)
    return environment
  }

  private static func wait(_ process: pid_t) throws(LedgerError) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Files.failure("wait", "\(process)", errno) }
    }
    return status
  }

  private static func killedByReading(_ signal: Int32) -> Bilingual {
    Bilingual(
      "L10 数据库文件损坏：读取它的核验进程被信号\(signal)终止；请从备份恢复",
      "L10 a database file is damaged: reading it killed the verifying process (signal \(signal)); restore it from a copy"
    )
  }

  private static func killedFromOutside(_ signal: Int32) -> Bilingual {
    Bilingual("核验进程被信号\(signal)终止，没有结论", "the verifying process was ended by signal \(signal): there is no verdict")
  }

  private static func say(_ message: Bilingual) {
    let bytes = Array("\(message.zh) / \(message.en)\n".utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
