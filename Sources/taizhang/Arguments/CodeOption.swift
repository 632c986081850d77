import Interchange
import Ledger

/// An option whose value is a code: taken as `record` takes a field's, by the code or by its label.
struct CodeOption {
  /// As it is typed, `--role`.
  let name: String
  /// The codelist.
  let list: String
  /// The type of event that `catalogue show` lists every code of.
  let type: String

  /// - Throws: `X146` with the choices, or that the value is empty; 65 as of a field.
  func code(_ typed: String) throws(LedgerError) -> String {
    do throws(CellProblem) { return try FieldReading.code(text: typed, list: list) } catch {
      throw LedgerError(
        .malformed, error.code, "\(name)：\(error.zh)。\(error.advice.zh)（全部：taizhang catalogue show \(type)）",
        "\(name): \(error.en). \(error.advice.en) (all: taizhang catalogue show \(type))")
    }
  }

  /// The code of an option that may be left out; nil when it was.
  func code(ifGiven typed: String?) throws(LedgerError) -> String? {
    guard let typed else { return nil }
    return try code(typed)
  }
}

extension CodeOption {
  /// The role of a duty.
  static let role = CodeOption(name: "--role", list: "role", type: "duty.assigned")
}
