import Law
import EventSourcing
import Testing

@testable import Assistance

/// Rules and catalogue are written apart: here they meet.
struct MoneyShapeTests {
  private func shape(_ act: Act) -> [String] {
    Catalogue.current.check(MoneyLedger.transaction(act)).map { "\($0.code) \($0.path)" }
  }

  /// The acts of the story are events as the catalogue wants them.
  @Test func theStoryHasTheCataloguesShape() {
    for act in Stage.acts { #expect(shape(act) == [], "\(act)") }
  }

  /// So are all acts that the rules accept in the table of refusals.
  @Test func acceptedActsHaveTheCataloguesShape() {
    let tables = [
      MoneyRefusalTests.funds, MoneyRefusalTests.allocations, MoneyRefusalTests.payments,
      MoneyRefusalTests.projects, MoneyRefusalTests.contracts,
    ]
    for row in tables.joined() where row.codes.isEmpty { #expect(shape(row.act) == [], "\(row.act)") }
  }

  /// Every rule is of a type that the catalogue knows, and every type that moves these subjects has a rule.
  @Test func everyTypeHasItsRule() {
    for type in MoneyRules.table.keys.sorted() { #expect(Catalogue.current.type(type) != nil, "\(type)") }
    let families: Set = ["project", "contract", "disclosure", "fund", "disbursement", "advance", "retention"]
    for type in Catalogue.current.types where families.contains(String(type.family)) {
      #expect(MoneyRules.table[type.name] != nil, "\(type.name)")
    }
  }

  /// Every code in the tables of refusals is published, and none twice.
  @Test func codesArePublished() {
    let tables = [
      MoneyRefusalTests.funds, MoneyRefusalTests.allocations, MoneyRefusalTests.payments,
      MoneyRefusalTests.lines,
      MoneyRefusalTests.projects, MoneyRefusalTests.contracts,
    ]
    let used = Set(tables.joined().flatMap(\.codes))
    for code in used.sorted() { #expect(RefusalCodes.title(code) != nil, "\(code)") }
    let all = RefusalCodes.all.map(\.code)
    #expect(Set(all).count == all.count)
  }
}
