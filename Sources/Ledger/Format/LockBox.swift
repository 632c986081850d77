public import EventSourcing
import Glibc
import LMDB

/// How long a writer waits for another.
///
/// A ledger has one writer at a time, and a command is one for a fraction of a second: who comes second had better wait than be told
/// to type it again.
public struct Patience: Sendable {
  /// At most so long.
  public let seconds: Double
  /// Told once, after a second, who is waited for.
  let waiting: @Sendable (LockHolder?) -> Void

  /// - Parameter waiting: told once, after a second, who is waited for, as far as the system tells.
  public init(seconds: Double, waiting: @escaping @Sendable (LockHolder?) -> Void = { _ in }) {
    self.seconds = seconds
    self.waiting = waiting
  }

  /// Not at all: another writer is an error at once.
  public static let none = Patience(seconds: 0)
}

/// The process that holds a lock, as the system knows it.
public struct LockHolder: Sendable {
  /// Its id; nil where it is not this system's to tell, as of a process in another container.
  public let process: Int?
  /// Its program and subcommand, without what else it was given: `taizhang import`.
  public let command: String?
  /// When it was started.
  public let since: Timestamp?

  /// Who holds the lock on a file; nil when nobody does, or it cannot be told.
  public static func of(_ path: String) -> LockHolder? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return nil
    }
    guard errno == EWOULDBLOCK else { return nil }
    guard let process = process(holding: descriptor), process > 0 else {
      return LockHolder(process: nil, command: nil, since: nil)
    }
    return LockHolder(process: process, command: Self.command(process), since: start(process))
  }

  /// From the kernel's list of locks: `1: FLOCK ADVISORY WRITE PID MAJ:MIN:INODE …`.
  private static func process(holding descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, let text = text("/proc/locks") else { return nil }
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(status.st_ino)") { return Int(fields[4]) }
    }
    return nil
  }

  /// The first words of a command line: names of the program, its subcommand and what that begins with. Options and their values are
  /// nobody else's business: they may be names and reasons.
  private static func command(_ process: Int) -> String? {
    guard let bytes = try? Files.read("/proc/\(process)/cmdline", limit: 1 << 20) else { return nil }
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let program = words.first?.split(separator: "/").last else { return nil }
    let rest = words.dropFirst().prefix { word in
      word.first?.isLetter ?? false && word.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "/") && $0 != 0x3D }
    }
    return ([String(program)] + rest.prefix(2)).joined(separator: " ")
  }

  /// Field 22 of `/proc/PID/stat`, in ticks since the system was started.
  private static func start(_ process: Int) -> Timestamp? {
    guard let status = text("/proc/\(process)/stat"), let paren = status.lastIndex(of: ")"),
      let boot = text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })?
        .split(separator: " ").last.flatMap({ UInt64($0) })
    else { return nil }
    let fields = status[paren...].split(separator: " ")
    let hertz = sysconf(Int32(_SC_CLK_TCK))
    guard fields.count > 20, let ticks = UInt64(fields[20]), hertz > 0 else { return nil }
    return Timestamp(statedSeconds: boot + ticks / UInt64(hertz))
  }

  private static func text(_ path: String) -> String? {
    (try? Files.read(path, limit: 1 << 24)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// `进程1234（taizhang import，2026-11-30T09:00:00+08:00起）`.
  public var words: Bilingual {
    guard let process else { return Bilingual("别处的进程", "a process elsewhere") }
    var (zh, en): ([String], [String]) = ([], [])
    if let command { (zh, en) = ([command], [command]) }
    if let since {
      zh.append("\(since.beijingText)起")
      en.append("since \(since.beijingText)")
    }
    guard !zh.isEmpty else { return Bilingual("进程\(process)", "process \(process)") }
    return Bilingual(
      "进程\(process)（\(zh.joined(separator: "，"))）", "process \(process) (\(en.joined(separator: ", ")))")
  }
}

/// Holds the writer's lock as long as the ledger is open.
final class LockBox: Sendable {
  private let lock: WriterLock

  /// - Throws: `E03`, saying who holds it, when another does and goes on doing so.
  init(_ path: String, _ patience: Patience = .none) throws(LedgerError) {
    lock = try Self.take(path, patience)
  }

  private static func take(_ path: String, _ patience: Patience) throws(LedgerError) -> WriterLock {
    let start = seconds()
    var isTold = false
    while true {
      do { return try WriterLock(path: path) } catch {
        guard error.code == .busy else { throw LedgerError(error) }
      }
      let waited = seconds() - start
      guard waited < patience.seconds else { throw busy(path, waited) }
      if waited >= 1, !isTold {
        patience.waiting(LockHolder.of(path))
        isTold = true
      }
      // Not all at the same moment again.
      usleep(10_000 + UInt32.random(in: 0..<20_000))
    }
  }

  private static func busy(_ path: String, _ waited: Double) -> LedgerError {
    let who = LockHolder.of(path)?.words ?? Bilingual("另一个程序", "another writer")
    let time =
      waited < 1
      ? Bilingual("", "") : Bilingual("，已等待\(Int(waited))秒", ", waited for \(Int(waited)) seconds")
    return LedgerError(
      .tryAgain, "E03", "\(who.zh)正在写此账本\(time.zh)；请等它结束后再试",
      "\(who.en) holds the ledger\(time.en): try again when it has ended")
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
