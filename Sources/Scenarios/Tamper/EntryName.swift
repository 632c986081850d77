import YAMLText
import Ledger

/// How a scenario names an entry: by its number, or by the step that made it.
enum EntryName {
  static func resolve(
    _ text: String, _ entries: [String: UInt64], _ place: YAMLItem.Place
  ) throws(LedgerError) -> UInt64 {
    if let number = UInt64(text) { return number }
    if let name = text.dropping("{{tx:"), name.hasSuffix("}}"), let seq = entries[String(name.dropLast(2))] {
      return seq
    }
    throw .inFile(
      "Y05", place, "没有条目“\(text)”：应为条目序号或{{tx:步骤名}}", "there is no entry \"\(text)\": give its number or {{tx:STEP}}")
  }
}
