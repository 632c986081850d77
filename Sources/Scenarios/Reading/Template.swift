import YAMLText
import Ledger

/// Fills in what a scenario leaves open: `{{i}}`, `{i}` or `$i` with the number of the repetition, `{{tx:NAME}}` with the
/// transaction of an earlier step, `{{vkey:p-…}}` and `{{proof:p-…}}` with a person's public key.
struct Template {
  let variable: (name: String, value: Int64)?
  /// Answers what stands between `{{` and `}}`, the variable apart.
  let answer: (String, YAMLItem.Place) throws(LedgerError) -> String

  func fill(_ item: YAMLItem) throws(LedgerError) -> YAMLItem {
    try item.replacing { (text, place) throws(LedgerError) in try fill(text, place) }
  }

  static func unknown(_ word: String, _ place: YAMLItem.Place) -> LedgerError {
    .inFile(
      "Y05", place, "“{{\(word)}}”无所指：此前没有这样的步骤或变量",
      "\"{{\(word)}}\" names nothing: no such step before this one, no such variable")
  }

  private func fill(_ text: String, _ place: YAMLItem.Place) throws(LedgerError) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "$") }) else { return text }
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix("{{"), let end = Self.end(of: rest) {
        let word = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound])
        result += word == variable?.name ? number : try answer(word, place)
        rest = rest[end.upperBound...]
      } else if let name = variable?.name, rest.hasPrefix("{\(name)}") {
        result += number
        rest = rest.dropFirst(name.count + 2)
      } else if let name = variable?.name, rest.hasPrefix("$\(name)"), !Self.continues(rest.dropFirst(name.count + 1)) {
        result += number
        rest = rest.dropFirst(name.count + 1)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private var number: String { variable.map { String($0.value) } ?? "" }

  /// The `}}` that ends a `{{`.
  private static func end(of text: Substring) -> Range<Substring.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == "}", next < text.endIndex, text[next] == "}" { return index..<text.index(after: next) }
      index = next
    }
    return nil
  }

  /// Whether a name goes on, so that `$i` is not found in `$item`.
  private static func continues(_ rest: Substring) -> Bool {
    rest.first.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } ?? false
  }
}
