/// Reading text and names as bytes, for callers that meet every event and make no `String` of most of it.
extension JSONValue {
  /// The unescaped UTF-8 of a string; nil for any other kind. The bytes are valid inside `body` only.
  public func withUTF8<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T? {
    let token = token
    guard token.kind == .string else { return nil }
    return document.withText(token, body)
  }

  /// Calls `body` with every member of an object in written order; with none for any other kind.
  public func forEachMember(_ body: (_ name: UnsafeRawBufferPointer, _ value: JSONValue) -> Void) {
    guard kind == .object else { return }
    let end = Int(token.next)
    var offset = index + 1
    while offset < end {
      let value = JSONValue(document: document, index: offset + 1)
      document.withText(document.tokens[offset]) { body($0, value) }
      offset = Int(document.tokens[offset + 1].next)
    }
  }
}

extension JSONDocument {
  /// The unescaped bytes of a string token.
  fileprivate func withText<T>(_ token: JSONToken, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    bytes.withUnsafeBytes { bytes in
      if token.isEscaped { return JSONText.unescaped(bytes, token).withUnsafeBytes(body) }
      return body(UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)]))
    }
  }
}
