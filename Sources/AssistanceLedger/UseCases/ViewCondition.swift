import Assistance
import EventSourcing
import Ledger

/// One condition of a query, `column=value`, as rows are compared with it.
///
/// What no row can hold would find nothing, which reads as: there is none. So it is refused.
public struct ViewCondition: Sendable {
  /// The column's name in JSON.
  public let column: String
  /// The value as rows hold it: a code, fen, a day; empty asks for rows without one.
  public let value: String
  /// Whether one of the words of what a row holds is compared: `SLOT SIGNER SEQ.POS HEAD`.
  private let isOfWords: Bool

  /// Reads an amount with its unit as fen; nil for what is none.
  public typealias AmountReader = (_ text: String) -> Int64?

  /// - Parameter amount: reads `5000元` and the like; a whole number of fen is read without.
  /// - Throws: `E98` for a value that is none of the column's codes or labels, `E99` for one that is of another kind.
  init(_ view: String, _ column: ColumnDescription, _ text: String, amount: AmountReader) throws(LedgerError) {
    self.column = column.name
    let codes = ColumnCodes.of(view: view, column: column.name)
    isOfWords = codes?.isPart ?? false
    guard !text.isEmpty else {
      value = text
      return
    }
    if let codes {
      let code = codes.list.code(meaning: text)
      guard codes.isPart || code != nil else { throw Self.unknown(text, column, codes.list) }
      value = code ?? text
      return
    }
    guard let found = Self.read(text, column.kind, amount) else { throw Self.unreadable(text, column) }
    value = found
  }

  private static func read(_ text: String, _ kind: ColumnKind, _ amount: AmountReader) -> String? {
    switch kind {
    case .text, .list, .code: text
    case .reference: Reference.isValid(text) ? text : nil
    case .integer: Int64(text).map(String.init)
    case .fen: (Int64(text) ?? amount(text)).map(String.init)
    case .time: EventTime(text) == nil ? nil : text
    case .boolean: ViewQuery.booleans.first { $0.json == text || $0.value.names(text) }?.json
    }
  }

  private static func unknown(_ text: String, _ column: ColumnDescription, _ list: Codelist) -> LedgerError {
    LedgerError(
      .usage, "E98", "“\(column.label.zh)”没有“\(text)”；有：\(list.offered(.zh))",
      "\(column.name) has no \"\(text)\"; there are: \(list.offered(.en))")
  }

  private static func unreadable(_ text: String, _ column: ColumnDescription) -> LedgerError {
    let wanted: Bilingual =
      switch column.kind {
      case .reference: Bilingual("编号，如 hh-0042", "a reference such as hh-0042")
      case .integer: Bilingual("整数", "a whole number")
      case .fen: Bilingual("金额，如 5000元、0.5万元，或以分计的整数", "an amount such as 5000元, 0.5万元 or a whole number of fen")
      case .time: Bilingual("日期 YYYY-MM-DD", "a date, YYYY-MM-DD")
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
      return text == value || isOfWords && text.split { $0 == " " || $0 == "=" }.contains { $0 == value }
    default: return String(decoding: found.rawBytes, as: UTF8.self) == value
    }
  }
}

extension Bilingual {
  /// Whether a person means it, in either language.
  fileprivate func names(_ text: String) -> Bool { text == zh || text.lowercased() == en }
}
