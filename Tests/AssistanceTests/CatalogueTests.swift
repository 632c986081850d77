import EventSourcing
import Testing

@testable import Assistance
@testable import Law

@Suite struct CatalogueTests {
  let catalogue = Catalogue.current

  @Test func isConsistent() {
    #expect(Catalogue.inconsistencies(catalogue.types, catalogue.codelists, catalogue.prefixes) == [])
  }

  @Test func everythingHasBothLabels() {
    func check(_ fields: [Field], _ path: String) {
      for field in fields {
        #expect(!field.zh.isEmpty && !field.en.isEmpty, "\(path).\(field.name)")
        #expect(field.zh.utf8.contains { $0 >= 0x80 }, "a Chinese label: \(path).\(field.name)")
        #expect(!field.name.isEmpty && field.name.utf8.allSatisfy(Self.isNameByte), "\(path).\(field.name)")
        check(field.fields, "\(path).\(field.name)")
      }
    }
    for type in catalogue.types {
      #expect(!type.zh.isEmpty && !type.en.isEmpty, "\(type.name)")
      check(type.fields, type.name)
    }
    for list in catalogue.codelists {
      #expect(!list.items.isEmpty, "\(list.id)")
      for item in list.items { #expect(!item.zh.isEmpty && !item.en.isEmpty, "\(list.id).\(item.code)") }
    }
    for prefix in catalogue.prefixes { #expect(!prefix.zh.isEmpty && !prefix.en.isEmpty, "\(prefix.prefix)") }
  }

  @Test func widerCodesExist() {
    for list in catalogue.codelists {
      for item in list.items {
        for wider in item.isA { #expect(list.item(wider) != nil, "\(list.id).\(item.code) is_a \(wider)") }
      }
    }
  }

  @Test func everyRuleHasAShape() {
    for name in Rules.one.keys.sorted() { #expect(catalogue.type(name) != nil, "\(name)") }
  }

  @Test func moneyMayNotBePlannedAway() {
    #expect(catalogue.type("disbursement.paid")?.isMoney == true)
    #expect(catalogue.type("disbursement.paid")?.isPlanned == false)
    #expect(catalogue.type("duty.assigned")?.isPlanned == true)
  }

  @Test func aCountyLeaderInChargeIsACountyLeader() {
    let role = Codelist.role
    #expect(role.isA("county_leader_in_charge", "county_leader"))
    #expect(role.isA("trainee_secretary", "trainee"))
    #expect(!role.isA("county_leader", "county_leader_in_charge"))
    #expect(!role.isA("nobody", "county_leader"))
  }

  @Test func jsonRoundTrips() throws {
    let bytes = catalogue.jsonBytes
    let read = try Catalogue(json: bytes)
    #expect(read.types == catalogue.types)
    #expect(read.codelists == catalogue.codelists)
    #expect(read.prefixes == catalogue.prefixes)
    #expect(read.jsonBytes == bytes)
  }

  @Test(arguments: [
    (#""kind":"fen""#, #""kind":"yuan""#),
    (#""codelist":"role""#, #""codelist":"rule""#),
    (#""name":"fund.frozen""#, #""name":"fund.returned""#),
    (#""prefixes":["fd"]"#, #""prefixes":["zz"]"#),
    (#""natural_key":["voucher_no"]"#, #""natural_key":["nothing"]"#),
  ])
  func aDamagedCatalogueIsRefused(_ old: String, _ new: String) throws {
    let text = String(decoding: catalogue.jsonBytes, as: UTF8.self)
    let parts = text.split(separator: old, maxSplits: 1)
    try #require(parts.count == 2, "\(old)")
    #expect(throws: LawFault.self) { _ = try Catalogue(json: Array((parts[0] + new + parts[1]).utf8)) }
  }

  @Test func schemasAreJSON() throws {
    let all = try JSONDocument.object(catalogue.schema)
    #expect(all["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    for type in catalogue.types {
      #expect(all["$defs"]?[type.name] != nil, "\(type.name)")
      let one = try JSONDocument.object(try #require(catalogue.schema(type.name)))
      #expect(one["properties"]?["type"]?["const"]?.string == type.name)
    }
    #expect(catalogue.schema("no.such") == nil)
  }

  @Test func aPieceOfTheCatalogueFitsInItsEvent() {
    let part = catalogue.type("ledger.catalogue_part")?.field("text")
    #expect((part?.kind.byteCountMax ?? 0) >= 20_000)
  }

  @Test func refusalCodesAreDistinct() {
    let codes = RefusalCodes.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
  }
}
