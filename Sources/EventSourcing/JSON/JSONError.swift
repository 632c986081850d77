/// Why a line is not the strict I-JSON that the log holds, and at which byte of the text.
public struct JSONError: Error, Equatable, Sendable {
  /// One case per rule of the format, so that a vector can name the rule it breaks.
  public enum Reason: String, Sendable {
    case unexpectedEnd = "unexpected_end"
    case unexpectedByte = "unexpected_byte"
    case trailingBytes = "trailing_bytes"
    case spaceOutsideString = "space_outside_string"
    case byteOrderMark = "byte_order_mark"
    case null = "null"
    case negativeZero = "negative_zero"
    case leadingZero = "leading_zero"
    case fraction = "fraction"
    case exponent = "exponent"
    case integerRange = "integer_range"
    case invalidUTF8 = "invalid_utf8"
    case invalidEscape = "invalid_escape"
    case loneSurrogate = "lone_surrogate"
    case noncharacter = "noncharacter"
    case controlCharacter = "control_character"
    case bidiControl = "bidi_control"
    case duplicateName = "duplicate_name"
    case nesting = "nesting"
    case notAnObject = "not_an_object"
  }

  /// The rule broken; its raw value is the `reason` of specs/format.md §1.1 and of the vectors.
  public let reason: Reason
  /// Offset in bytes from the beginning of the text given to the reader.
  public let offset: Int

  /// - Parameter offset: the first byte that breaks the rule, counted from 0.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension JSONError {
  /// The sentence a clerk reads.
  public var message: Bilingual {
    let (zh, en): (String, String) =
      switch reason {
      case .unexpectedEnd: ("内容在中途结束", "the text ends in the middle of a value")
      case .unexpectedByte: ("此处字符不合JSON语法", "a character here is not JSON")
      case .trailingBytes: ("对象之后还有多余内容", "something follows the object on its line")
      case .spaceOutsideString: ("字符串之外不得有空白", "no space is allowed outside strings")
      case .byteOrderMark: ("不得含字节序标记（BOM）", "a byte order mark is not allowed")
      case .null: ("不得使用null，没有值的字段应省略", "null is not allowed: leave the name out")
      case .negativeZero: ("不得写作-0", "-0 is not allowed")
      case .leadingZero: ("整数不得有前导零", "an integer has no leading zero")
      case .fraction: ("只允许整数：金额以分计，比例以万分之一计", "integers only: money in fen, ratios in basis points")
      case .exponent: ("不得使用科学计数法", "an exponent is not allowed")
      case .integerRange: ("整数超出±(2^53−1)", "an integer lies outside ±(2^53−1)")
      case .invalidUTF8: ("不是合法的UTF-8", "the bytes are not UTF-8")
      case .invalidEscape: ("转义写法不合法", "an escape is not valid")
      case .loneSurrogate: ("含有不成对的代理项", "a surrogate stands alone")
      case .noncharacter: ("含有Unicode非字符", "a Unicode noncharacter")
      case .controlCharacter: ("含有控制字符", "a control character")
      case .bidiControl: ("含有双向控制字符", "a bidirectional control character")
      case .duplicateName: ("同一对象中字段重名", "a name occurs twice in one object")
      case .nesting: ("嵌套超过16层", "nested deeper than 16")
      case .notAnObject: ("每行必须是一个JSON对象", "each line must be one JSON object")
      }
    return Bilingual("\(zh)（第\(offset)字节）", "\(en) (byte \(offset))")
  }
}
