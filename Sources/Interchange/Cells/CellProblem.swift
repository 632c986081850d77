/// Why a cell's content was not taken as the value its column asks for; every code stands in `specs/import.md`.
///
/// | codes | of |
/// |---|---|
/// | X101–X108 | any cell |
/// | X110–X114 | identity numbers and codes |
/// | X120–X125 | amounts of money |
/// | X130–X139 | dates and times |
/// | X140–X146 | numbers, choices, yes and no |
/// | X151–X157 | fields of the catalogue and forms made of them |
/// | X158–X166 | rows: whom they are about, when, how often, and whether they add up |
/// | X167–X170 | what lies beside a sheet: lists, evidence files |
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
