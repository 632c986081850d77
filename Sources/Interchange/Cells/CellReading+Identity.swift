extension CellReading {
  /// A resident identity number: 18 characters with a valid check character, ending in a digit or capital `X`.
  ///
  /// Typed as text, with any spaces, full-width digits, `x` or a leading apostrophe; a 15-digit number is upgraded.
  /// An 18-digit number stored *as a number* is refused: the spreadsheet has already replaced its last digits by 0.
  public static func idNumber(_ cell: Cell) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell).uppercased().filter { $0 != "-" }
      if isScientific(typed) { throw .digitsLost }
      if typed.utf8.count == 15 {
        guard let upgraded = IDNumber.upgrade15(typed) else {
          throw identity("X110", "15位身份证号“\(typed)”无效", "The 15-digit ID number “\(typed)” is not valid")
        }
        return upgraded
      }
      switch IDNumber.flaw(typed) {
      case nil: return typed
      case .shape:
        throw identity("X110", "身份证号“\(typed)”应为18位", "The ID number “\(typed)” must have 18 characters")
      case .region:
        throw identity("X113", "身份证号“\(typed)”的省份代码不存在", "The ID number “\(typed)” names no province")
      case .birthDate:
        throw identity(
          "X112", "身份证号“\(typed)”中的出生日期不存在", "The birth date in the ID number “\(typed)” does not exist")
      case .checksum:
        // Text made from a number that had lost its digits keeps the zeros.
        if typed.hasSuffix("000") { throw .digitsLost }
        throw identity(
          "X111", "身份证号“\(typed)”校验码不符", "The check character of the ID number “\(typed)” does not fit")
      }
    }
  }

  /// A mobile phone number of 11 digits, typed as text or number, with or without +86, spaces and hyphens.
  public static func phone(_ cell: Cell) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell)
      var digits = Substring(typed.filter { $0 != "-" })
      for prefix in ["+86", "0086", "86"] where digits.utf8.count > 11 && digits.hasPrefix(prefix) {
        digits = digits.dropFirst(prefix.count)
      }
      let bytes = Array(digits.utf8)
      guard bytes.count == 11, bytes.allSatisfy({ (48...57).contains($0) }), bytes[0] == UInt8(ascii: "1"),
        bytes[1] >= UInt8(ascii: "3")
      else {
        if isScientific(typed) { throw .digitsLost }
        throw CellProblem(
          "X144", "“\(typed)”不是11位手机号", "“\(typed)” is not an 11-digit mobile number", adviceZh: "请核对",
          adviceEn: "Check it")
      }
      return String(digits)
    }
  }

  /// A 12-digit statistical area code (2+2+2+3+3), typed as text or number.
  public static func areaCode12(_ cell: Cell) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell)
      let bytes = Array(typed.utf8)
      guard bytes.count == 12, bytes.allSatisfy({ (48...57).contains($0) }), bytes[0] != UInt8(ascii: "0")
      else {
        if isScientific(typed) { throw .digitsLost }
        throw CellProblem(
          "X145", "“\(typed)”不是12位区划代码", "“\(typed)” is not a 12-digit area code",
          adviceZh: "请填12位统计用区划代码；县级在6位后补6个0",
          adviceEn: "Enter the 12-digit code; pad a county's six digits with zeros")
      }
      return typed
    }
  }

  /// A unified social credit code of 18 characters with a valid check character.
  public static func socialCreditCode(_ cell: Cell) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell).uppercased()
      guard USCC.isValid(typed) else {
        if isScientific(typed) { throw .digitsLost }
        throw identity(
          "X114", "统一社会信用代码“\(typed)”无效", "The unified social credit code “\(typed)” is not valid")
      }
      return typed
    }
  }

  private static func identity(_ code: String, _ zh: String, _ en: String) -> CellProblem {
    CellProblem(code, zh, en, adviceZh: "请对照证件核对", adviceEn: "Check it against the document")
  }
}
