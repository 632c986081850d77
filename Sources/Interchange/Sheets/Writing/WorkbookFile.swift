import CXLSXWriter
import Glibc

/// A workbook being written by libxlsxwriter. Every call's answer is looked at.
final class WorkbookFile {
  /// The formats a table uses, shared by all sheets.
  enum Style: Hashable {
    case title
    case header
    case text
    case number(decimals: Int)
    case date
    case dateTime
    /// A number as it is.
    case plain
    /// A cell in which something is wrong, and such a date.
    case fault
    case faultyDate
  }

  let path: String
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var styles: [Style: UnsafeMutablePointer<lxw_format>] = [:]

  init(_ file: String, shownAs path: String) throws(SheetError) {
    self.path = path
    guard let workbook = workbook_new(file) else { throw SheetWriter.failed(path, ENOMEM) }
    self.workbook = workbook
    var properties = lxw_doc_properties()
    // A fixed moment, 2000-01-01T00:00:00Z: the library would take the clock's.
    properties.created = 946_684_800
    try check(workbook_set_properties(workbook, &properties))
  }

  deinit {
    // Only a workbook that failed half-way is still open; closing is the only way to free it.
    if let workbook { workbook_close(workbook) }
  }

  func addSheet(_ name: String) throws(SheetError) -> UnsafeMutablePointer<lxw_worksheet> {
    // The library takes an empty name for "choose one".
    try check(
      name.isEmpty ? LXW_ERROR_PARAMETER_VALIDATION : workbook_validate_sheet_name(workbook, name),
      sheet: name)
    guard let sheet = workbook_add_worksheet(workbook, name) else { throw SheetWriter.failed(path, ENOMEM) }
    return sheet
  }

  /// Packs the file and closes it.
  func close() throws(SheetError) {
    guard let workbook else { return }
    self.workbook = nil
    errno = 0
    let code = workbook_close(workbook)
    let reason = errno
    guard code == LXW_NO_ERROR else {
      let said = reason == 0 ? String(cString: lxw_strerror(code)) : systemMessage(reason)
      throw .writing(
        path, code: "X41", zh: "无法写入文件：\(said)。请检查磁盘空间与权限。",
        en: "The file cannot be written: \(said). Check disk space and permissions.")
    }
  }

  /// Throws X42 for an answer of the library other than success.
  func check(_ code: lxw_error, sheet: String? = nil) throws(SheetError) {
    guard code != LXW_NO_ERROR else { return }
    let reason = String(cString: lxw_strerror(code))
    throw .writing(
      path, code: "X42", zh: "工作表无法容纳这些内容：\(reason)。", en: "A sheet cannot hold this: \(reason).",
      sheet: sheet)
  }

  func style(_ style: Style) throws(SheetError) -> UnsafeMutablePointer<lxw_format> {
    if let known = styles[style] { return known }
    guard let format = workbook_add_format(workbook) else { throw SheetWriter.failed(path, ENOMEM) }
    switch style {
    case .title:
      format_set_bold(format)
      format_set_font_size(format, 14)
      format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .header:
      format_set_bold(format)
      format_set_text_wrap(format)
      format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
      format_set_bg_color(format, 0xDDEBF7)
      format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_num_format(format, "@")
    case .text: format_set_num_format(format, "@")
    case .number(let decimals):
      format_set_num_format(format, decimals == 0 ? "0" : "0." + String(repeating: "0", count: decimals))
    case .date: format_set_num_format(format, "yyyy-mm-dd")
    case .dateTime: format_set_num_format(format, "yyyy-mm-dd hh:mm:ss")
    case .plain: break
    case .fault, .faultyDate:
      format_set_bg_color(format, 0xFFC7CE)
      format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
      if style == .faultyDate { format_set_num_format(format, "yyyy-mm-dd") }
    }
    styles[style] = format
    return format
  }
}
