import EventSourcing
import Glibc

/// Standard output for answers, standard error for everything else.
enum Output {
  static func line(_ text: String) {
    write(text)
    write("\n")
  }

  static func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// - Note: a reader that went away (`| head`) ends the command quietly.
  static func write(bytes: [UInt8]) {
    guard fwrite(bytes, 1, bytes.count, stdout) == bytes.count else {
      exit(errno == EPIPE ? ExitStatus.done.rawValue : ExitStatus.inputOutput.rawValue)
    }
  }

  static func flush() {
    if fflush(stdout) != 0, errno != EPIPE { exit(ExitStatus.inputOutput.rawValue) }
  }

  static func diagnostic(_ text: String) { fputs(text + "\n", stderr) }

  /// The next likely command, said to people only.
  static func hint(_ zh: String, _ en: String) {
    if isatty(STDERR_FILENO) != 0 || environment("TAIZHANG_HINTS") != nil { diagnostic(say("下一步：", "next: ") + say(zh, en)) }
  }

  static func refusals(_ reasons: [Refusal]) {
    for reason in reasons {
      let (first, second) =
        Speech.language == .zh ? (reason.message.zh, reason.message.en) : (reason.message.en, reason.message.zh)
      diagnostic("\(reason.code) \(reason.path)  \(first)\n    \(second)")
    }
  }

  /// Writes one JSON document.
  static func json(_ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(body)
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
