import CXLSXWriter
import Glibc

/// Drop-down lists: short ones inside the validation, long ones on a hidden sheet, because a validation holds at most
/// 255 characters and divides them at commas.
struct DropDownLists {
  static let sheetName = "代码表"

  /// Whether a sheet holds the choices of a template that this program wrote.
  static func isList(_ sheet: Sheet) -> Bool { sheet.isHidden && sheet.name == sheetName }
  private var lists: [(title: String, choices: [String])] = []

  /// Where a drop-down takes its choices from.
  enum Source {
    case inline([String])
    case formula(String)
  }

  mutating func source(title: String, choices: [String]) -> Source {
    // Bytes, not characters: libxlsxwriter 1.1 counts characters but copies into a buffer of so many bytes, and a list of
    // Chinese labels ran over its end.
    let byteCount = choices.reduce(choices.count - 1) { $0 + $1.utf8.count }
    let isPlain = choices.allSatisfy { !$0.contains(",") && !$0.contains("\"") && !$0.isEmpty }
    if byteCount <= 250, isPlain { return .inline(choices) }
    let index = lists.firstIndex { $0.choices == choices } ?? lists.count
    if index == lists.count { lists.append((title, choices)) }
    let letters = Cell.letters(ofColumn: index + 1)
    return .formula("='\(Self.sheetName)'!$\(letters)$2:$\(letters)$\(choices.count + 1)")
  }

  /// Writes the hidden sheet, if any list needs it.
  func write(_ file: WorkbookFile) throws(SheetError) {
    guard !lists.isEmpty else { return }
    let sheet = try file.addSheet(Self.sheetName)
    let style = try file.style(.text)
    for (column, list) in lists.enumerated() {
      for (row, text) in ([list.title] + list.choices).enumerated() {
        try file.check(
          worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), text, style), sheet: Self.sheetName
        )
      }
    }
    worksheet_hide(sheet)
  }
}

extension DropDownLists.Source {
  /// Calls `body` with a validation that refuses other values; the library copies what it keeps.
  func withValidation(_ body: (UnsafeMutablePointer<lxw_data_validation>) -> lxw_error) -> lxw_error {
    var validation = lxw_data_validation()
    var strings = [UnsafeMutablePointer<CChar>?]()
    defer { strings.forEach { free($0) } }
    func copied(_ text: String) -> UnsafeMutablePointer<CChar>? {
      strings.append(strdup(text))
      return strings.last ?? nil
    }
    validation.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
    validation.error_title = copied("请从下拉列表中选择")
    validation.error_message = copied("此列只能填下拉列表中的值。Choose from the drop-down list.")
    switch self {
    case .formula(let formula):
      validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
      validation.value_formula = copied(formula)
      return body(&validation)
    case .inline(let choices):
      validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
      var list: [UnsafeMutablePointer<CChar>?] = choices.map { copied($0) } + [nil]
      return list.withUnsafeMutableBufferPointer { buffer in
        validation.value_list = buffer.baseAddress
        return body(&validation)
      }
    }
  }
}
