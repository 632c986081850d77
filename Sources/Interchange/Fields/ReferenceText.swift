import Law
import Assistance
import EventSourcing

/// References as people type them.
enum ReferenceText {
  /// A reference with one of the prefixes, width and case of the prefix folded; a bare number where only one prefix
  /// is possible. Nil for anything else, ID numbers and telephone numbers among it: a reference never holds them.
  static func read(_ text: String, prefixes: [String]) -> String? {
    let compact = TextFolding.compact(text)
    guard !compact.isEmpty, !isPersonal(compact) else { return nil }
    if Reference.isValid(compact), prefixes.isEmpty || prefixes.contains(String(Reference.prefix(compact))) {
      return compact
    }
    guard prefixes.count == 1, let only = prefixes.first,
      compact.utf8.contains(where: { (48...57).contains($0) }),
      !Reference.isValid(compact)
    else { return nil }
    let full = "\(only)-\(compact)"
    return Reference.isValid(full) ? full : nil
  }

  /// An ID number, right or mistyped, a mobile number, or a run of digits long enough to be a bank account.
  private static func isPersonal(_ text: String) -> Bool {
    let digits = text.uppercased().hasSuffix("X") ? text.dropLast() : text[...]
    return digits.utf8.count >= 11 && digits.utf8.allSatisfy { (48...57).contains($0) }
  }

  static func problem(_ text: String, prefixes: [String], _ catalogue: Catalogue) -> CellProblem {
    let kinds = prefixes.compactMap { catalogue.prefix($0) }
    let zh = kinds.map { "\($0.zh)（\($0.prefix)-…）" }.joined(separator: "、")
    let en = kinds.map { "\($0.en) (\($0.prefix)-…)" }.joined(separator: ", ")
    return CellProblem(
      "X152", "“\(text)”不是编号", "“\(text)” is not a reference",
      adviceZh: kinds.isEmpty ? "请填编号，如 hh-0042" : "请填编号：\(zh)",
      adviceEn: kinds.isEmpty ? "Give a reference such as hh-0042" : "Give a reference: \(en)")
  }
}
