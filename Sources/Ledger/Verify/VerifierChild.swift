import EventSourcing
import Glibc

/// Runs verification in a process of its own.
///
/// LMDB maps its file, so a torn file can kill whoever reads it by signal, and no error handling catches that. The child
/// takes the blow; the parent says what it means. The child tells the two ways of dying apart, since it alone knows at which
/// address it died: by SIGBUS for a torn page, by any other signal of a fault for a defect of the program.
public enum VerifierChild {
  /// How the child ended.
  public enum Ending: Sendable {
    /// By itself, with this exit status.
    case exited(Int32)
    /// Killed by what it read: an integrity failure, `L10`.
    case damaged(LedgerError)
    /// Killed by a defect of its own: `E09`. Nothing is said about the ledger.
    case defective(LedgerError)
    /// Killed from outside, without a verdict: `E19`.
    case interrupted(LedgerError)

    /// The exit status that says so: the child's own, 2, 70, or 74.
    public var status: Int32 {
      switch self {
      case .exited(let status): status
      case .damaged: 2
      case .defective: 70
      case .interrupted: 74
      }
    }
  }

  /// Runs `executable` with its own standard output and error, and waits.
  ///
  /// - Parameter arguments: without the executable's name.
  /// - Throws: `E18` when it cannot be started.
  public static func run(_ executable: String, _ arguments: [String]) throws(LedgerError) -> Ending {
    let status = try wait(spawn(executable, [executable] + arguments))
    let signal = status & 0x7F
    switch signal {
    case 0: return .exited((status >> 8) & 0xFF)
    case SIGBUS: return .damaged(killedByReading(signal))
    case SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGFPE: return .defective(killedByDefect(signal))
    default: return .interrupted(killedFromOutside(signal))
    }
  }

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
  /// and the Swift runtime's once never ended.
  private static func environmentWithoutBacktraces() -> [UnsafeMutablePointer<CChar>?] {
    var environment: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let variable = next.pointee {
      if strncmp(variable, "SWIFT_BACKTRACE=", 16) != 0 { environment.append(strdup(variable)) }
      next += 1
    }
    environment.append(strdup("SWIFT_BACKTRACE=enable=no"))
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

  private static func killedByReading(_ signal: Int32) -> LedgerError {
    LedgerError(
      .integrity, "L10",
      "数据库文件损坏：读取它的进程被信号\(signal)终止。若 taizhang verify --level signatures 无发现，坏的只是派生状态，执行 taizhang rebuild 即可；否则请从备份恢复",
      "a database file is damaged: reading it killed the process (signal \(signal)). If taizhang verify --level signatures finds nothing, only derived state is damaged: run taizhang rebuild; else restore a backup"
    )
  }

  private static func killedByDefect(_ signal: Int32) -> LedgerError {
    LedgerError(
      .defect, "E09",
      "程序出错（信号\(signal)）：这是程序的缺陷，不是账本的问题，没有得出结论。请把以上文字和所用命令报告给程序的维护者",
      "a defect in the program (signal \(signal)), not in your ledger; there is no verdict. Please report it with this text and the command you ran"
    )
  }

  private static func killedFromOutside(_ signal: Int32) -> LedgerError {
    LedgerError(
      .inputOutput, "E19", "进程被信号\(signal)终止，没有结论；请再试",
      "the process was ended by signal \(signal), without a verdict: try again")
  }
}
