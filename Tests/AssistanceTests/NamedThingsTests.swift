import Law
import EventSourcing
import Testing

@testable import Assistance

/// What is printed may be typed; what nothing goes by is answered with the nearest.
@Suite struct NamedThingsTests {
  @Test(arguments: [
    ("visit.recorded", "visit.recorded"), ("走访记录", "visit.recorded"), ("Visit recorded", "visit.recorded"),
    ("visit recorded", "visit.recorded"), ("visit-recorded", "visit.recorded"), ("VISIT_RECORDED", "visit.recorded"),
    ("　走访 记录 ", "visit.recorded"), ("ｖｉｓｉｔ.recorded", "visit.recorded"), ("走访", nil), ("", nil), ("visit", nil),
  ])
  func goesByNameAndLabels(_ typed: String, _ name: String?) {
    #expect(Catalogue.current.namedTypes.name(meaning: typed) == name)
  }

  /// A label with its unit in brackets goes by what stands before it; one that two things bear means neither.
  @Test func bracketsAndAmbiguity() {
    let things = NamedThings([
      .init("minutes", Bilingual("时长（分钟）", "minutes")), .init("a", Bilingual("依据", "basis of one")),
      .init("b", Bilingual("依据", "basis of another")),
    ])
    #expect(things.name(meaning: "时长") == "minutes")
    #expect(things.name(meaning: "依据") == nil && things.name(meaning: "basis of one") == "a")
  }

  @Test(arguments: [
    ("走访登记", "visit.recorded"), ("visit.recorde", "visit.recorded"), ("走访", "visit.recorded"),
    ("visti.recorded", "visit.recorded"),
  ])
  func offersTheNearest(_ typed: String, _ name: String) {
    #expect(Catalogue.current.namedTypes.nearest(to: typed).map(\.name).contains(name))
  }

  @Test func offersNothingThatIsFar() {
    #expect(Catalogue.current.namedTypes.nearest(to: "xyz").isEmpty)
    #expect(NamedThings([.init("closed", Bilingual("已销号", "closed"))]).question(nearest: "xyz") == Bilingual("", ""))
  }

  /// A name asked for in a column is looked for among the kinds of subject that the column holds: each column must say which.
  @Test func everyColumnOfReferencesSaysOfWhat() {
    let known = Set(Catalogue.current.prefixes.map(\.prefix))
    for table in AssistanceState().tables {
      for column in table.columns where column.kind == .reference {
        let prefixes = ColumnReferences.prefixes(view: table.name, column: column.name)
        #expect(prefixes != nil, "\(table.name).\(column.name)")
        #expect(Set(prefixes ?? []).isSubset(of: known), "\(table.name).\(column.name)")
      }
    }
  }
}
