/// Names of keys and origins in signed notes (C2SP signed-note): not empty, no Unicode white space, no `+`.
enum KeyName {
  /// Whether `name`, already known to be valid UTF-8 without control characters, may name a key.
  static func isValid(_ name: UnsafeRawBufferPointer) -> Bool {
    guard name.count > 0 else { return false }
    var isASCII = true
    for byte in name {
      guard byte > 0x20 && byte != 0x2B else { return false }
      if byte >= 0x80 { isASCII = false }
    }
    return isASCII
      || !String(decoding: name, as: UTF8.self).unicodeScalars.contains(where: \.properties.isWhitespace)
  }

  static func isValid(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { isValid(UnsafeRawBufferPointer($0)) }
  }

  /// Whether two names are the same bytes. (`==` on strings takes different bytes that look alike for equal.)
  static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
