import YAMLText
import Ledger

/// Reads what is done to the stored ledger: `{flip: "SEQ"}`, `{flip: "SEQ.POS"}`, `{drop_tail: n}`, `{swap: [a, b]}`,
/// `{rollback_to: n}`; an entry is named by its number or by `{{tx:STEP}}`.
enum TamperReader {
  static func read(_ item: YAMLItem) throws(LedgerError) -> Tamper {
    let fields = try Fields(item, ("tamper", "tamper"), known: ["flip", "drop_tail", "swap", "rollback_to"])
    guard case .map(let members) = item.value, members.count == 1 else {
      throw .inFile("Y04", item.place, "每项tamper只写一种改动", "each tampering is one change")
    }
    if let count = try fields.integer("drop_tail", 1...1_000_000) { return .dropTail(count, item.place) }
    if let entry = try fields.text("rollback_to") { return .rollback(entry, item.place) }
    if let entries = try fields.texts("swap") {
      guard entries.count == 2 else { throw .inFile("Y04", item.place, "swap应为两个条目", "swap takes two entries") }
      return .swap(entries[0], entries[1], item.place)
    }
    return try flip(try fields.requiredText("flip"), item.place)
  }

  private static func flip(_ text: String, _ place: YAMLItem.Place) throws(LedgerError) -> Tamper {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 1 { return .flip(entry: text, position: nil, place) }
    guard let position = parts.last.flatMap({ Int($0) }), position >= 0 else {
      throw .inFile("Y04", place, "flip应为条目或“条目.事件序号”", "flip takes an entry or ENTRY.POSITION")
    }
    return .flip(entry: parts.dropLast().joined(separator: "."), position: position, place)
  }
}
