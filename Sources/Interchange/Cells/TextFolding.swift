/// Folds for comparing what people typed. Storage never folds.
enum TextFolding {
  /// White space that is dropped at the ends of a text: ASCII, no-break, ideographic and zero-width spaces.
  static func isOuterSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
      0xFEFF:
      true
    default: false
    }
  }

  /// Full-width ASCII (U+FF01–FF5E) and its relatives as plain ASCII; everything else unchanged.
  static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3000: " "
    case 0xFFE5: "¥"
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: "-"
    default: scalar
    }
  }

  /// Without white space at either end.
  static func trimmed(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isOuterSpace($0) }),
      let last = scalars.lastIndex(where: { !isOuterSpace($0) })
    else { return "" }
    return Substring(scalars[first...last])
  }

  /// Without marks that have no width of their own: what a number or a date copied from a web page or a chat carries
  /// unseen. For numbers, codes and dates only; in a text they are refused.
  static func visible(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var visible = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isInvisible(scalar) { visible.append(scalar) }
    return String(visible)
  }

  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x34F, 0x61C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF: true
    default: false
    }
  }

  /// Half-width, without white space at either end, inner spaces kept.
  static func folded(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in trimmed(text).unicodeScalars { folded.append(halfWidth(scalar)) }
    return String(folded)
  }

  /// Half-width, without any white space.
  static func compact(_ text: String) -> String {
    var compact = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isOuterSpace(scalar) { compact.append(halfWidth(scalar)) }
    return String(compact)
  }

  /// ``compact(_:)`` with ASCII letters in lower case: what two labels must share to be the same label.
  static func key(_ text: String) -> String {
    var key = String.UnicodeScalarView()
    for scalar in compact(text).unicodeScalars {
      let isUpper = (0x41...0x5A).contains(scalar.value)
      key.append(isUpper ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar)
    }
    return String(key)
  }
}
