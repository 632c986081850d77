import EventSourcing
import Glibc
import Ledger
import Synchronization

/// Standard output for answers, standard error for everything else.
enum Output {
  static func line(_ text: String) {
    write(text)
    write("\n")
  }

  static func write(_ text: String) { write(bytes: Array(text.utf8)) }

  private static let buffer = Mutex<[UInt8]>([])

  static func write(bytes: [UInt8]) {
    let full = buffer.withLock { (pending) -> [UInt8] in
      pending += bytes
      guard pending.count >= 1 << 16 else { return [] }
      defer { pending.removeAll(keepingCapacity: true) }
      return pending
    }
    send(full, to: STDOUT_FILENO)
  }

  static func flush() {
    let rest = buffer.withLock { (pending) -> [UInt8] in
      defer { pending.removeAll() }
      return pending
    }
    send(rest, to: STDOUT_FILENO)
  }

  static func diagnostic(_ text: String) { send(Array((text + "\n").utf8), to: STDERR_FILENO) }

  /// Text for people without a line end: a question, a progress bar.
  static func prompt(_ text: String) { send(Array(text.utf8), to: STDERR_FILENO) }

  /// - Note: a reader that went away (`| head`) ends the command quietly; an answer cut short by anything else is told.
  private static func send(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        if code == EPIPE { exit(ExitStatus.done.rawValue) }
        if descriptor == STDOUT_FILENO { Failure.report(unwritten(code)) }
        exit(ExitStatus.inputOutput.rawValue)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Of a command that writes, the work is done before its answer: tried again without a look, it may be done twice.
  private static func unwritten(_ code: Int32) -> LedgerError {
    let (zh, en) = ("；命令本身可能已完成，重试前请先查看", "; the command itself may be done: look before trying again")
    if code == ENOSPC || code == EDQUOT {
      return LedgerError(
        .inputOutput, "E15", "磁盘已满，标准输出未能写完\(zh)", "the disk is full, standard output was not written in full\(en)")
    }
    let reason = String(cString: strerror(code))
    return LedgerError(
      .inputOutput, "E17", "标准输出未能写完（\(reason)）\(zh)", "standard output was not written in full (\(reason))\(en)")
  }

  /// The next likely command, said to people only.
  static func hint(_ zh: String, _ en: String) {
    if isatty(STDERR_FILENO) != 0 || environment("TAIZHANG_HINTS") != nil {
      diagnostic(say("下一步：", "next: ") + say(zh, en))
    }
  }

  static func refusals(_ reasons: [Refusal]) {
    for reason in reasons {
      let (first, second) =
        Speech.language == .zh ? (reason.message.zh, reason.message.en) : (reason.message.en, reason.message.zh)
      diagnostic("\(reason.code) \(isVerbose ? "\(reason.path)  " : place(reason.path))\(first)\n    \(second)")
    }
  }

  /// Whether technical places are told: the JSON path in the note. `--json` always has them.
  static let isVerbose = CommandLine.arguments.contains("--verbose")

  /// Which of a note's events is meant, where it is not the first.
  private static func place(_ path: String) -> String {
    let head = "$.events["
    guard path.hasPrefix(head), let index = Int(path.dropFirst(head.count).prefix { $0 != "]" }), index > 0 else {
      return ""
    }
    return say("（第\(index + 1)项）", "(event \(index + 1)) ")
  }

  /// Writes one JSON document.
  static func json(_ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object {
      $0.asFoundMark()
      body(&$0)
    }
    writer.newline()
    write(bytes: writer.bytes)
  }
}

extension JSONWriter {
  /// A message as `{"zh":…,"en":…}`.
  mutating func member(_ name: String, _ text: Bilingual) {
    self.name(name)
    object {
      $0.member("zh", text.zh)
      $0.member("en", text.en)
    }
  }

  mutating func refusals(_ reasons: [Refusal]) {
    name("reasons")
    array { writer in
      for reason in reasons {
        writer.object {
          $0.member("code", reason.code)
          $0.member("path", reason.path)
          $0.member("message", reason.message)
        }
      }
    }
  }
}
