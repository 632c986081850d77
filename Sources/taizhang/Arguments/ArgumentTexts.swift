import AssistanceLedger
import EventSourcing
import Glibc
import Ledger

/// The command line as a door through which texts come: no option or field takes a character that shows nothing or something else.
///
/// What is composed later is checked again (`Composer`), whatever it was read from; here the option can be named.
enum ArgumentTexts {
  /// - Throws: `E08` with the option or field, the character and its place, or for bytes that are no UTF-8.
  static func check(_ arguments: [String]) throws(LedgerError) {
    for (index, argument) in arguments.enumerated().dropFirst() {
      let (title, text) = named(argument, index, after: arguments[index - 1])
      if !isUTF8(index) {
        throw LedgerError(.malformed, "E08", "“\(title.zh)”不是UTF-8文本", "\(title.en) is not UTF-8 text")
      }
      // A file may be called anything; what is recorded of its name is checked there.
      guard let fault = TextFault(in: text), !Files.exists(argument), !Files.exists(String(text)) else { continue }
      throw LedgerError(fault, in: title)
    }
  }

  /// A value and what people call it: the option before it, the field it is for, else which argument it is.
  private static func named(
    _ argument: String, _ index: Int, after previous: String
  ) -> (title: Bilingual, text: Substring) {
    if let equals = argument.firstIndex(of: "="), equals != argument.startIndex {
      let name = argument[..<equals]
      // A name that is at fault itself is no name to tell.
      if TextFault(in: name) == nil {
        return (Bilingual("\(name)", "\(name)"), argument[argument.index(after: equals)...])
      }
    } else if previous.hasPrefix("-"), index > 1 {
      return (Bilingual(previous, previous), argument[...])
    }
    return (Bilingual("第\(index)个参数", "argument \(index)"), argument[...])
  }

  /// Whether an argument is UTF-8 as it was given: Swift shows other bytes as replacement characters.
  private static func isUTF8(_ index: Int) -> Bool {
    guard index < Int(CommandLine.argc), let raw = CommandLine.unsafeArgv[index] else { return true }
    return String(validatingCString: raw) != nil
  }
}
