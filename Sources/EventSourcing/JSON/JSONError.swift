/// Why a line is not the strict I-JSON that the log holds, and at which byte of the text.
public struct JSONError: Error, Equatable, Sendable {
  /// One case per rule of the format, so that a vector can name the rule it breaks.
  public enum Reason: String, Sendable {
    /// The text ends inside a value, or there is none.
    case unexpectedEnd = "unexpected_end"
    /// A byte that cannot stand here.
    case unexpectedByte = "unexpected_byte"
    /// Something follows the object.
    case trailingBytes = "trailing_bytes"
    /// A space, tab or line end between tokens.
    case spaceOutsideString = "space_outside_string"
    /// U+FEFF anywhere, also when escaped.
    case byteOrderMark = "byte_order_mark"
    /// `null`: a field without a value is left out.
    case null = "null"
    /// `-0`: zero has one spelling.
    case negativeZero = "negative_zero"
    /// A number with a zero before other digits.
    case leadingZero = "leading_zero"
    /// A number with a decimal point.
    case fraction = "fraction"
    /// A number with an exponent.
    case exponent = "exponent"
    /// A number outside ±(2^53−1), see ``JSONValue/integerMax``.
    case integerRange = "integer_range"
    /// Bytes that are no UTF-8, overlong forms included.
    case invalidUTF8 = "invalid_utf8"
    /// A backslash before what JSON does not escape, or `\u` without four hex digits.
    case invalidEscape = "invalid_escape"
    /// Half of a surrogate pair, escaped or in bytes.
    case loneSurrogate = "lone_surrogate"
    /// U+FDD0–FDEF and the last two of every plane, also when escaped.
    case noncharacter = "noncharacter"
    /// U+0000–1F unescaped; U+007F–9F also when escaped.
    case controlCharacter = "control_character"
    /// U+061C, 200E, 200F, 202A–202E, 2066–2069, also when escaped: they reorder what a person sees.
    case bidiControl = "bidi_control"
    /// A name twice in one object, compared after unescaping.
    case duplicateName = "duplicate_name"
    /// More than ``JSONReader/nestingMax`` objects and arrays in one another.
    case nesting = "nesting"
    /// The line begins with another value than an object.
    case notAnObject = "not_an_object"
  }

  /// The rule broken; its raw value is the `reason` of specs/format.md §1.1 and of the vectors.
  public let reason: Reason
  /// Offset in bytes from the beginning of the text given to the reader.
  public let offset: Int

  /// - Parameter offset: where what breaks the rule stands, in bytes from the beginning of the text.
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
