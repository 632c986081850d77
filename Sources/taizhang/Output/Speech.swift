import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Glibc

/// The language of this run: `--lang`, else the environment's; Chinese unless that is English.
enum Speech {
  static let language: Language = chosen() ?? fromEnvironment()

  /// A language that there is not chooses nothing: the error about it is told in the environment's.
  private static func chosen() -> Language? {
    [typed(), environment("TAIZHANG_LANG")].lazy.compactMap { $0 }.compactMap { Language(rawValue: $0) }.first
  }

  private static func typed() -> String? {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix("--lang=") { return String(argument.dropFirst(7)) }
      if argument == "--lang", index + 1 < arguments.count { return arguments[index + 1] }
    }
    return nil
  }

  /// A command that is an example: what stands for names, in the language of this run.
  static func example(_ command: String) -> String {
    command.replacing(Founding.name, with: say("姓名", Founding.name))
      .replacing(Founding.bureauName, with: say("县财政局", Founding.bureauName))
  }

  private static func fromEnvironment() -> Language {
    let locale = environment("LC_ALL") ?? environment("LANG") ?? ""
    return locale.hasPrefix("en") ? .en : .zh
  }
}

/// One sentence in the language of this run.
func say(_ zh: String, _ en: String) -> String { Bilingual(zh, en).text(Speech.language) }

extension Bilingual {
  var spoken: String { text(Speech.language) }
}

/// What the catalogue calls things, in the language of this run; their own names where it does not know them.
enum Labels {
  static func type(_ name: String) -> String {
    Catalogue.current.type(name).map { say($0.zh, $0.en) } ?? name
  }

  static func evidenceKind(_ code: String) -> String {
    Catalogue.current.codelist("evidence_kind")?.label(code, Speech.language) ?? code
  }
}

/// A variable of the environment; an empty one counts as none.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}
