/// Why a cell's content was not taken as the value its column asks for; every code stands in `specs/import.md`.
///
/// | codes | of |
/// |---|---|
/// | X101–X109 | any cell |
/// | X110–X114 | identity numbers and codes |
/// | X120–X128 | amounts of money and units |
/// | X130–X139 | dates and times |
/// | X140–X146 | numbers, choices, yes and no |
/// | X151–X157 | fields of the catalogue and forms made of them |
/// | X158–X166 | rows: whom they are about, when, how often, and whether they add up |
/// | X167–X170 | what lies beside a sheet: lists, evidence files |
/// | X171–X179 | rows of which it is not clear what they are |
/// | X181–X199 | who and what is known again: ``Recognition``, ``NameText`` |
public struct CellProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// What the person who keeps the sheet should do.
  public struct Advice: Sendable, Equatable {
    /// In Chinese.
    public let zh: String
    /// In English.
    public let en: String
  }

  /// The stable code, e.g. `X106`.
  public let code: String
  /// What is wrong, in Chinese.
  public let zh: String
  /// What is wrong, in English.
  public let en: String
  /// What to do about it.
  public let advice: Advice

  init(_ code: String, _ zh: String, _ en: String, adviceZh: String, adviceEn: String) {
    self.code = code
    self.zh = zh
    self.en = en
    self.advice = Advice(zh: adviceZh, en: adviceEn)
  }

  /// Code, problem and advice on one line.
  public var description: String { "\(code) \(zh)。\(advice.zh)。/ \(en). \(advice.en)." }
}

extension CellProblem {
  /// The same, told to somebody who typed a value where there is no sheet: neither header nor cell.
  var typed: CellProblem {
    switch code {
    case "X101":
      CellProblem(
        code, "没有填写值", "The value is missing", adviceZh: "请填写，或去掉这一项", adviceEn: "Fill it in, or leave the field out")
    case "X121": advising("请写明单位，如 5000元、0.5万元", "Write the unit: 5000元 or 0.5万元")
    case "X143": advising("请写成 85%", "Write 85%")
    default: self
    }
  }

  private func advising(_ adviceZh: String, _ adviceEn: String) -> CellProblem {
    CellProblem(code, zh, en, adviceZh: adviceZh, adviceEn: adviceEn)
  }

  static let empty = CellProblem(
    "X101", "此格为空", "The cell is empty", adviceZh: "请填写", adviceEn: "Fill it in")

  static func errorValue(_ text: String) -> CellProblem {
    CellProblem(
      "X102", "公式出错：\(text)", "The formula failed: \(text)", adviceZh: "请改正公式，或直接填写数值",
      adviceEn: "Correct the formula, or type the value")
  }

  static let uncalculated = CellProblem(
    "X103", "公式还没有计算结果", "The formula has no calculated result",
    adviceZh: "请用 Excel 或 WPS 打开该文件并保存一次，再导入",
    adviceEn: "Open the file in Excel or WPS, save it, and import again")

  static func unexpected(_ seen: String, expectedZh: String, expectedEn: String) -> CellProblem {
    CellProblem(
      "X104", "“\(seen)”不是\(expectedZh)", "“\(seen)” is not \(expectedEn)", adviceZh: "请按\(expectedZh)填写",
      adviceEn: "Enter \(expectedEn)")
  }

  static func forbiddenCharacter(_ scalar: Unicode.Scalar) -> CellProblem {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let hex = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return CellProblem(
      "X105", "文字中有不可见或已损坏的字符 \(hex)", "The text holds an invisible or damaged character \(hex)",
      adviceZh: "请删去重录这一格", adviceEn: "Clear the cell and type it again")
  }

  /// The number format shows other digits than those stored, or hides them.
  static func shownOtherwise(_ number: FormattedNumber) -> CellProblem {
    let shown = number.shown
    if shown.isEmpty {
      return CellProblem(
        "X107", "此格存有内容，却不显示：数字格式把它藏了起来", "The cell holds something that its number format hides",
        adviceZh: "请把此格改为常规格式，核对后再导入", adviceEn: "Give the cell a general format and check it")
    }
    return CellProblem(
      "X107", "此格显示“\(shown)”，存的却是\(number.literal)：数字格式改变了数值",
      "The cell shows “\(shown)” and stores \(number.literal): its number format changes the number",
      adviceZh: "请把此格改为常规数值格式，核对后按表头的单位重填",
      adviceEn: "Give the cell a plain number format, check it, and fill it in in the title's unit")
  }

  static func marked(_ marks: TextMarks) -> CellProblem {
    if marks.contains(.raised) {
      return CellProblem(
        "X109", "此格有上标或下标的文字，像是注释号", "Part of the cell is raised or lowered, as the number of a note is",
        adviceZh: "请删去注释号，只留内容", adviceEn: "Remove the note's number and leave what the cell says")
    }
    let isAll = marks.contains(.struck)
    return CellProblem(
      "X109", isAll ? "此格加了删除线" : "此格有一部分加了删除线",
      isAll ? "The cell is struck out" : "Part of the cell is struck out",
      adviceZh: "仍有效的请去掉删除线，作废的请删去文字", adviceEn: "Remove the strike where it still holds, else remove the text")
  }

  static let picture = CellProblem(
    "X104", "此格是嵌入的图片，不是文字", "The cell holds a picture, not text", adviceZh: "请填写文字；图片请作附件",
    adviceEn: "Enter text; add the picture as an attachment")

  /// Two numbers in one cell.
  static func twoNumbers(_ seen: String) -> CellProblem {
    let flat = seen.split(whereSeparator: \.isNewline).joined(separator: "⏎")
    return CellProblem(
      "X128", "一格里有两个数：“\(flat)”", "One cell holds two numbers: “\(flat)”",
      adviceZh: "一格只填一个数；一个数请勿用空格或换行隔开", adviceEn: "One number a cell; write one number without spaces or line breaks")
  }

  /// A unit, or a currency, that amounts are not kept in.
  static func unclearUnit(_ seen: String) -> CellProblem {
    CellProblem(
      "X126", "单位“\(seen)”不能识别，不作换算", "The unit “\(seen)” is not one that is read, and is not converted",
      adviceZh: "金额请用元、万元或分，数量请用模板所写的单位",
      adviceEn: "Use yuan, 10,000 yuan or fen for amounts, the template's unit for counts")
  }

  /// Two places name two units for one amount.
  static func twoUnits(_ one: String, _ other: String) -> CellProblem {
    CellProblem(
      "X127", "同一金额有两个单位：“\(one)”与“\(other)”", "One amount has two units: “\(one)” and “\(other)”",
      adviceZh: "请只留一个单位，并按它核对金额", adviceEn: "Leave one unit and check the amounts by it")
  }

  static let mergedDown = CellProblem(
    "X160", "数量或金额的单元格跨多行合并", "The number is merged over several rows",
    adviceZh: "请取消合并，每行各填自己的数", adviceEn: "Unmerge it and give each row its own number")

  static let mergedAcross = CellProblem(
    "X176", "此格跨多列合并，看不出属于哪一列", "The cell is merged over several columns: which one does it fill in?",
    adviceZh: "请取消合并，各列分别填写", adviceEn: "Unmerge it and fill in each column")

  static let ditto = CellProblem(
    "X174", "此格写的是“同上”", "The cell says “ditto”", adviceZh: "请填写与上一行相同的内容",
    adviceEn: "Write out what the row above says")

  static let digitsLost = CellProblem(
    "X106", "号码被当作数字存储：Excel 只保留15位，末尾数字已丢失",
    "The number was typed as a number: Excel keeps 15 digits, and the last ones are lost",
    adviceZh: "请将该列设为文本后重新录入", adviceEn: "Format the column as text and type the number again")

  static func becameDate(_ literal: String) -> CellProblem {
    CellProblem(
      "X108", "此格被 Excel 转成了日期（\(literal)）", "Excel turned this cell into a date (\(literal))",
      adviceZh: "请将该列设为文本后重新录入", adviceEn: "Format the column as text and type it again")
  }

  static func outOfRange(_ seen: String, _ range: ClosedRange<Int>) -> CellProblem {
    CellProblem(
      "X142", "\(seen) 超出范围 \(range.lowerBound)–\(range.upperBound)",
      "\(seen) is outside \(range.lowerBound)–\(range.upperBound)", adviceZh: "请核对", adviceEn: "Check it")
  }
}
