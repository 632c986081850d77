import EventSourcing

/// Why a sheet could not be read or written, and where: said to a person in Chinese and in English.
///
/// | codes | of |
/// |---|---|
/// | X01–X10 | the file as a whole: unreadable, too large, or of a kind that is refused |
/// | X11–X18 | CSV |
/// | X21–X26 | XLSX |
/// | X41–X43 | writing |
/// | X51–X53 | finding the sheet and its header row |
/// | X101–X199 | single cells and rows: ``CellProblem`` |
public struct SheetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The stable code, e.g. `X13`.
  public let code: String
  /// What happened and what to do, in Chinese.
  public let zh: String
  /// What happened and what to do, in English.
  public let en: String
  /// The file as it was named to the reader or writer.
  public let file: String
  /// The sheet, once known.
  public var sheet: String?
  /// The 1-based row, as a person sees it.
  public var row: Int?
  /// The 1-based column.
  public var column: Int?
  /// The part of an archive and what is wrong with it, without the advice for a workbook: other archives need another.
  var fault: Bilingual?

  /// Makes an error.
  public init(
    code: String, zh: String, en: String, file: String, sheet: String? = nil, row: Int? = nil,
    column: Int? = nil
  ) {
    self.code = code
    self.zh = zh
    self.en = en
    self.file = file
    self.sheet = sheet
    self.row = row
    self.column = column
  }

  /// Code, place and both messages on one line.
  public var description: String { "\(code) \(place): \(zh) / \(en)" }

  /// The file, with sheet and cell as far as they are known: `a.xlsx[名册]!B7`.
  public var place: String {
    var place = file
    if let sheet { place += "[\(sheet)]" }
    if let row, let column {
      place += "!\(Cell.letters(ofColumn: column))\(row)"
    } else if let row {
      place += "!\(row)"
    }
    return place
  }
}

extension SheetError {
  static func unreadable(_ file: String, errno code: Int32) -> SheetError {
    let reason = systemMessage(code)
    return SheetError(
      code: "X01", zh: "无法读取文件：\(reason)。请检查路径与权限。",
      en: "The file cannot be read: \(reason). Check its path and permissions.", file: file)
  }

  static func tooLarge(_ file: String, limitBytes: Int) -> SheetError {
    let limit = limitBytes >> 20
    return SheetError(
      code: "X02", zh: "文件超过 \(limit) MiB。请拆成几个文件后再导入。",
      en: "The file is larger than \(limit) MiB. Split it into several files.", file: file)
  }

  static func emptyFile(_ file: String) -> SheetError {
    SheetError(code: "X03", zh: "文件是空的。", en: "The file is empty.", file: file)
  }

  static func ownerFile(_ file: String) -> SheetError {
    SheetError(
      code: "X10", zh: "这是 Excel 或 WPS 打开表格时留下的锁定文件（~$…），不是表格。请选去掉“~$”的同名文件。",
      en: "This is the lock file (~$…) that Excel or WPS leaves while a sheet is open, not a sheet. "
        + "Choose the file of that name without ~$.", file: file)
  }

  static func leadingBytes(_ file: String, count: Int) -> SheetError {
    .damaged(
      file, code: "X21", part: "zip", zh: "文件开头多出 \(count) 个字节",
      en: "\(count) bytes stand before its beginning")
  }

  static func oldBinaryFormat(_ file: String) -> SheetError {
    SheetError(
      code: "X04", zh: "这是旧的二进制表格（.xls、.et 或 .wps），不支持。请用 Excel 或 WPS 打开，另存为“.xlsx”后再导入。",
      en: "This is an old binary file (.xls, .et or .wps), which is not supported. "
        + "Open it in Excel or WPS and save it as .xlsx.", file: file)
  }

  static func passwordProtected(_ file: String) -> SheetError {
    var error = SheetError(
      code: "X05", zh: "工作簿设有打开密码。请打开后取消密码，另存为“.xlsx”再导入。",
      en: "The workbook is protected by a password. Open it, remove the password and save it as .xlsx.",
      file: file)
    error.fault = Bilingual("已加密", "encrypted")
    return error
  }

  static func pdf(_ file: String) -> SheetError {
    SheetError(
      code: "X06", zh: "这是 PDF，不是表格。请导入生成它的原始表格。",
      en: "This is a PDF, not a sheet. Import the sheet it was made from.", file: file)
  }

  static func webPage(_ file: String) -> SheetError {
    SheetError(
      code: "X07", zh: "文件内容是网页或 XML，只是改了扩展名。请用 Excel 或 WPS 打开，另存为“.xlsx”后再导入。",
      en: "The file holds a web page or XML under another extension. "
        + "Open it in Excel or WPS and save it as .xlsx.", file: file)
  }

  static func otherArchive(_ file: String, kindZh: String, kindEn: String) -> SheetError {
    SheetError(
      code: "X08", zh: "这是\(kindZh)，不是“.xlsx”工作簿。请另存为“.xlsx”后再导入。",
      en: "This is \(kindEn), not an .xlsx workbook. Save it as .xlsx.", file: file)
  }

  static func otherBinary(_ file: String, kindZh: String, kindEn: String) -> SheetError {
    SheetError(
      code: "X09", zh: "这是\(kindZh)，不是表格。请导入“.xlsx”或 CSV 文件。",
      en: "This is \(kindEn), not a sheet. Import an .xlsx or CSV file.", file: file)
  }
}

// Parts of the file format.
extension SheetError {
  static func csv(_ code: String, _ file: String, row: Int?, column: Int? = nil, zh: String, en: String)
    -> SheetError
  {
    SheetError(code: code, zh: zh, en: en, file: file, row: row, column: column)
  }

  static func damaged(_ file: String, code: String, part: String, zh: String, en: String) -> SheetError {
    var error = SheetError(
      code: code, zh: "工作簿已损坏（\(part)：\(zh)）。请用 Excel 或 WPS 打开并重新保存。",
      en: "The workbook is damaged (\(part): \(en)). Open it in Excel or WPS and save it again.",
      file: file)
    error.fault = Bilingual("\(part)：\(zh)", "\(part): \(en)")
    return error
  }

  /// Another program packed the workbook in a way that spreadsheets do not use.
  static func compressed(_ file: String, part: String, method: String) -> SheetError {
    var error = SheetError(
      code: "X21", zh: "工作簿用了本程序不认识的压缩方式（\(method)）。请用 Excel 或 WPS 打开，另存为“.xlsx”后再导入。",
      en: "The workbook is packed in a way that is not read (\(method)). Open it in Excel or WPS and save it as .xlsx.",
      file: file)
    error.fault = Bilingual("\(part)：压缩方式\(method)", "\(part): compression method \(method)")
    return error
  }

  static func limit(_ file: String, part: String, zh: String, en: String) -> SheetError {
    var error = SheetError(
      code: "X25", zh: "\(part)：\(zh)。为安全起见不予读取；请删去多余的行、列与格式，或拆成几个文件。",
      en: "\(part): \(en). Refused for safety; remove surplus rows, columns and formats, or split the file.",
      file: file)
    error.fault = Bilingual("\(part)：\(zh)", "\(part): \(en)")
    return error
  }

  static func writing(_ file: String, code: String, zh: String, en: String, sheet: String? = nil)
    -> SheetError
  {
    SheetError(code: code, zh: zh, en: en, file: file, sheet: sheet)
  }
}
