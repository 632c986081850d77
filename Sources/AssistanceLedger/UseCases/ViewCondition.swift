import Law
import Assistance
import EventSourcing
public import Ledger
import TransparencyLog

/// One condition of a query, `column=value`, as rows are compared with it.
///
/// What no row can hold would find nothing, which reads as: there is none. So it is refused.
public struct ViewCondition: Sendable {
  /// The column's name in JSON.
  public let column: String
  /// The value as rows hold it: a code, fen, a day; empty asks for rows without one.
  public let value: String
  private let comparison: Comparison

  private enum Comparison {
    /// What a row holds is compared as it stands.
    case whole
    /// So is each of its words: `SLOT SIGNER SEQ.POS HEAD`, `SLOT=ROLE`.
    case words
    /// As times: see ``EventTime/isSame(as:)``.
    case time(EventTime)
  }

  /// Reads an amount with its unit as fen; nil for what is none.
  public typealias AmountReader = (_ text: String) -> Int64?
  /// The reference that a name means among those with any of the prefixes; it throws where none does, or more than one.
  public typealias SubjectReader = (_ text: String, _ prefixes: [String]) throws(LedgerError) -> String

  /// - Parameter readers: read `5000元`, `张三` and the like; what rows hold is read without.
  /// - Throws: `E98` for a value that is none of the column's codes or labels, `E99` for one that is of another kind, and what
  ///   `readers` throw of a name.
  init(
    _ view: String, _ column: ColumnDescription, _ text: String, _ readers: ViewQuery.Readers
  ) throws(LedgerError) {
    self.column = column.name
    let codes = ColumnCodes.of(view: view, column: column.name)
    guard !text.isEmpty else {
      (value, comparison) = (text, .whole)
      return
    }
    if let codes {
      let part = codes.isPart && Self.canBeHeld(text, codes.list) ? text : nil
      guard let code = codes.list.code(meaning: text) ?? part else { throw Self.unknown(text, column, codes) }
      (value, comparison) = (code, codes.isPart ? .words : .whole)
      return
    }
    if let prefixes = ColumnReferences.prefixes(view: view, column: column.name), !Reference.isValid(text),
      let subject = readers.subject
    {
      (value, comparison) = (try subject(text, prefixes), .whole)
      return
    }
    if column.name == "place", !text.utf8.allSatisfy({ (48...57).contains($0) }) {
      (value, comparison) = (try Self.whole(place: text, readers), .whole)
      return
    }
    guard let found = Self.read(text, column.kind, readers) else { throw Self.unreadable(text, column) }
    value = found
    comparison = column.kind == .time ? EventTime(found).map { .time($0) } ?? .whole : .whole
  }

  /// The 12 digits of an area by its name.
  private static func whole(place name: String, _ readers: ViewQuery.Readers) throws(LedgerError) -> String {
    let code = try readers.place(name)
    return code + String(repeating: "0", count: max(0, 12 - code.utf8.count))
  }

  /// Whether it is a word beside the code, or the whole value, of what a row can hold.
  private static func canBeHeld(_ text: String, _ list: Codelist) -> Bool {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if words.count == 4 { return list.item(words[0]) != nil && words.dropFirst().allSatisfy(isOfSignature) }
    let pair = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    if pair.count == 2, pair.allSatisfy({ list.item($0) != nil }) { return true }
    return isOfSignature(text)
  }

  /// A signer, the place of the signature, or the head that was signed.
  private static func isOfSignature(_ word: String) -> Bool {
    Reference.isValid(word) || Position(word) != nil || Hash(base64: word) != nil || word == "-"
  }

  private static func read(_ text: String, _ kind: ColumnKind, _ readers: ViewQuery.Readers) -> String? {
    switch kind {
    case .text, .list, .code: text
    case .reference: Reference.isValid(text) ? text : nil
    case .integer: Int64(text).map(String.init)
    case .fen: (Int64(text) ?? readers.amount(text)).map(String.init)
    case .ratio: (Int64(text) ?? ViewQuery.basisPoints(text)).map(String.init)
    case .time: EventTime(text) == nil ? readers.time(text) : text
    case .boolean: ViewQuery.booleans.first { $0.json == text || $0.value.names(text) }?.json
    }
  }

  private static func unknown(_ text: String, _ column: ColumnDescription, _ codes: ColumnCodes) -> LedgerError {
    let others =
      codes.isPart ? Bilingual("；或编号、SEQ.POS、完整的值", "; or a reference, SEQ.POS, a whole value") : Bilingual("", "")
    let question = codes.list.named.question(nearest: text, otherwise: NamedThings.pause)
    return LedgerError(
      .usage, "E98", "“\(column.label.zh)”没有“\(text)”\(question.zh)有：\(codes.list.offered(.zh))\(others.zh)",
      "\(column.name) has no \"\(text)\"\(question.en) There are: \(codes.list.offered(.en))\(others.en)")
  }

  private static func unreadable(_ text: String, _ column: ColumnDescription) -> LedgerError {
    let wanted: Bilingual =
      switch column.kind {
      case .reference: Bilingual("编号，如 hh-0042", "a reference such as hh-0042")
      case .integer: Bilingual("整数", "a whole number")
      case .fen: Bilingual("金额，如 5000元、0.5万元，或以分计的整数", "an amount such as 5000元, 0.5万元 or a whole number of fen")
      case .ratio: Bilingual("比例，如 30%，或以基点计的整数", "a percentage such as 30%, or a whole number of basis points")
      case .time:
        Bilingual(
          "日期，如 2026-11-29、2026年11月29日、昨天，或时刻", "a date such as 2026-11-29, 2026/11/29 or yesterday, or an instant")
      case .boolean: Bilingual("是或否", "yes or no")
      case .text, .list, .code: Bilingual("文字", "text")
      }
    return LedgerError(
      .usage, "E99", "“\(column.label.zh)”应为\(wanted.zh)：\(text)", "\(column.name) takes \(wanted.en): \(text)")
  }

  /// Whether a row holds it. A list holds a value when an element equals it.
  func matches(_ row: JSONValue) -> Bool {
    guard let found = row[column] else { return value.isEmpty }
    return holds(found)
  }

  private func holds(_ found: JSONValue) -> Bool {
    switch found.kind {
    case .array: return found.elements.contains { holds($0) }
    case .string:
      let text = found.string ?? ""
      if text == value { return true }
      switch comparison {
      case .whole: return false
      // A head in base64 ends in `=`.
      case .words:
        return text.split(separator: " ").contains { $0 == value || $0.split(separator: "=").contains { $0 == value } }
      case .time(let time): return EventTime(text)?.isSame(as: time) ?? false
      }
    default: return String(decoding: found.rawBytes, as: UTF8.self) == value
    }
  }
}

extension Bilingual {
  /// Whether a person means it, in either language.
  fileprivate func names(_ text: String) -> Bool { text == zh || text.lowercased() == en }
}

extension EventTime {
  /// Whether both are the same instant, or the same day at +08:00 where one of them is but a day.
  fileprivate func isSame(as other: EventTime) -> Bool {
    if case .instant(let own, _) = self, case .instant(let others, _) = other { return own == others }
    return day == other.day
  }
}
