import EventSourcing
import TestSupport
import Testing

@Suite struct TableTests {
  private func table() -> Table<Sample> { Table("samples", version: 3, zh: "样", en: "Samples") }

  private func encoded(_ row: Sample, _ key: String) -> [UInt8] {
    Sample.columns.bytes(row, key: key)
  }

  /// Random reads, writes, scopes and drains against two dictionaries: what is stored, one drain late, and what is known now.
  @Test func behavesAsADictionary() throws {
    var random = SplitMix64(seed: 10)
    for _ in 0..<60 {
      let store = Store()
      let table = table()
      table.source = { _, key in store.rows[key] }
      var model: [String: Sample] = [:]
      for _ in 0..<60 {
        let before = model
        table.begin()
        for _ in 0..<Int.random(in: 0...6, using: &random) { change(table, &model, &random) }
        if Bool.random(using: &random) {
          table.commit()
        } else {
          table.rollBack()
          model = before
        }
        if Int.random(in: 0..<5, using: &random) == 0 { drain(table, into: store) }
        let key = Self.keys.randomElement(using: &random) ?? ""
        #expect(table[key] == model[key] && table.contains(key) == (model[key] != nil))
        #expect(try table.rowBytes(key) == model[key].map { encoded($0, key) })
      }
      drain(table, into: store)
      drain(table, into: store)
      #expect(store.rows == Dictionary(uniqueKeysWithValues: model.map { ($0, encoded($1, $0)) }))
      #expect(table.touchedCount == 0 && table.damage == nil)
    }
  }

  private static let keys = ["a-1", "a-10", "a-2", "A", "张", "\u{E9}", "e\u{300}"]

  private func change(_ table: Table<Sample>, _ model: inout [String: Sample], _ random: inout SplitMix64) {
    let key = Self.keys.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      let row = Sample.random(&random)
      table[key] = row
      model[key] = row
    case 1:
      table[key] = nil
      model[key] = nil
    case 2:
      table.update(key) { $0.amount += 1 }
      model[key, default: Sample()].amount += 1
    case 3:
      // Also of a key that has a row, as a forged log may bring it: the later one counts.
      let row = Sample.random(&random)
      table.insert(key, row)
      model[key] = row
    default: #expect(table[key] == model[key])
    }
  }

  private func drain(_ table: Table<Sample>, into store: Store) {
    let changes = table.changes()
    #expect(
      zip(changes, changes.dropFirst()).allSatisfy { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    for (key, row) in store.aside { store.rows[key] = row }
    store.aside = changes
    let aside = table.setAside().rows
    #expect(aside.changedPlaces().count == changes.count && table.touchedCount == 0 && table.changes().isEmpty)
  }

  @Test func readingChangesNothing() {
    let table = table()
    #expect(table["a"] == nil && !table.contains("b"))
    #expect(table.touchedCount == 2 && table.changes().isEmpty)
    #expect(table.name == "samples" && table.version == 3 && table.label == Bilingual("样", "Samples"))
    #expect(table.columns == Sample.columns.descriptions)
  }

  @Test func updateReturnsWhatItsBodyReturns() {
    let table = table()
    let amount = table.update("a") { row in
      row.amount = 5
      return row.amount * 2
    }
    #expect(amount == 10 && table["a"]?.amount == 5)
  }

  @Test func deletedRowsAreChanges() {
    let table = table()
    table["b"] = nil
    table["a"] = Sample()
    let changes = table.changes()
    #expect(changes.map(\.key) == ["a", "b"])
    #expect(changes[0].row == encoded(Sample(), "a") && changes[1].row == nil)
  }

  /// Keys longer than the words they are sorted by, and beginnings of one another, are in the order of their bytes.
  @Test func changesAscendByBytes() {
    let table = table()
    let long = "hh-" + String(repeating: "x", count: 40)
    let keys = [
      "", "a", "a\u{0}", "A", "a-10", "a-2", long, long + "0", long + "00", "张", "𠮷", "\u{FFFD}",
      "exactly-eight-16",
    ]
    for key in keys { table[key] = Sample() }
    let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(table.changes().map(\.key) == sorted)
  }

  @Test func damageIsKept() {
    let table = table()
    table.source = { _, key in key == "json" ? [0x7B] : key == "row" ? Array("{}".utf8) : nil }
    #expect(table["fine"] == nil && table.damage == nil)
    #expect(table["json"] == nil)
    #expect(table.damage == .json(JSONError(.unexpectedEnd, at: 1)))
    #expect(table["row"] == nil)
    #expect(table.damage == .json(JSONError(.unexpectedEnd, at: 1)), "the first is kept")
  }
}

/// Stored rows, as a table's source.
private final class Store {
  var rows: [String: [UInt8]] = [:]
  /// What was last set aside: stored when more is.
  var aside: [(key: String, row: [UInt8]?)] = []
}
