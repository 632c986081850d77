import EventSourcing
import Foundation
import Testing
import YAMLText

@testable import Assistance
@testable import Law

/// The catalogue as people write it.
@Suite struct CatalogueTextTests {
  private static let folder = "Sources/Assistance/Programme/catalogue"

  /// What the program carries is what the files say, to the byte: `tools/law/generate` was run.
  @Test func theCatalogueCarriedIsTheOneWritten() throws {
    let catalogue = try CatalogueFiles(folder: Self.folder).read()
    #expect(catalogue.jsonBytes == Array(CoreLaw.catalogue.utf8))
  }

  /// A small catalogue that holds, and what one line of it turned wrong is answered with.
  private static let prefixes = """
    prefixes:
      p: {zh: 人员, en: Person}
      hh: {zh: 农户, en: Household}
    """
  private static let codelists = """
    codelists:
      mode:
        title: {zh: 方式, en: Mode}
        codes:
          in_person: {zh: 到场, en: In person}
          phone: {zh: 电话, en: Telephone, is_a: [in_person]}
    """
  private static let types = """
    types:
      visit.recorded:
        title: {zh: 走访记录, en: Visit recorded}
        subject: [hh]
        key: [subject, minutes]
        fields:
          visitor: {ref: [p], title: {zh: 走访人, en: visitor}, doer: true}
          mode: {code: mode, title: {zh: 方式, en: mode}, required: true}
          minutes: {integer: [0, 1440], title: {zh: 时长, en: minutes}, note: {zh: 分钟, en: in minutes}}
          paid: {fen: true, title: {zh: 金额, en: amount}}
          said: {prose: true, title: {zh: 记录, en: text}}
          seen:
            title: {zh: 所见, en: seen}
            object:
              kitchen: {bool: true, title: {zh: 厨房, en: kitchen}}
    """

  private func read(_ prefixes: String, _ codelists: String, _ types: String) throws -> Catalogue {
    func item(_ text: String, _ name: String) throws -> YAMLItem { try YAMLItem.parse(Array(text.utf8), file: name) }
    return try Catalogue.read(
      prefixes: item(prefixes, "p.yaml"), codelists: [item(codelists, "c.yaml")], types: [item(types, "t.yaml")])
  }

  @Test func everyWordOfTheGrammarMeansSomething() throws {
    let catalogue = try read(Self.prefixes, Self.codelists, Self.types)
    let type = try #require(catalogue.type("visit.recorded"))
    #expect(type.subjectPrefixes == ["hh"] && type.naturalKey == ["subject", "minutes"] && !type.isMoney)
    #expect(type.field("visitor")?.kind == .reference(["p"]) && type.field("visitor")?.marks == [.doer])
    #expect(type.field("mode")?.codelist == "mode" && type.field("mode")?.isRequired == true)
    #expect(type.field("minutes")?.range == 0...1440 && type.field("minutes")?.note?.en == "in minutes")
    #expect(type.field("paid")?.range == 1...Field.fenMax)
    #expect(type.field("said")?.isPersonal == true && type.field("said")?.kind == .text(byteCountMax: 6000))
    #expect(type.field("seen")?.fields.map(\.name) == ["kitchen"])
    #expect(catalogue.codelist("mode")?.isA("phone", "in_person") == true)
    #expect(try Catalogue(json: catalogue.jsonBytes).jsonBytes == catalogue.jsonBytes)
  }

  /// Each is one line changed; what is answered names the line, and nothing else is said to be wrong.
  @Test(arguments: [
    ("p: {zh: 人员, en: Person}", "P: {zh: 人员, en: Person}", "p.yaml:2", "lower-case"),
    ("hh: {zh: 农户, en: Household}", "hh: {zh: 农户}", "p.yaml:3", "\"en\" is missing"),
    ("is_a: [in_person]", "is_a: [nothing]", "c.yaml:2", "\"nothing\" is not defined"),
    ("title: {zh: 方式, en: Mode}", "titel: {zh: 方式, en: Mode}", "c.yaml:3", "no \"titel\""),
    ("visit.recorded:", "visit:", "t.yaml:2", "family.happened"),
    ("subject: [hh]", "subject: [zz]", "t.yaml:4", "\"zz\" is not defined"),
    ("key: [subject, minutes]", "key: [subject, hours]", "t.yaml:5", "\"hours\" is not defined"),
    ("key: [subject, minutes]", "key: subject", "t.yaml:5", "must be a list"),
    ("ref: [p], title", "ref: [p], date: true, title", "t.yaml:7", "one kind"),
    ("ref: [p], title", "title", "t.yaml:7", "kind is missing"),
    ("doer: true", "doer: false", "t.yaml:7", "only true"),
    ("code: mode", "code: modes", "t.yaml:8", "\"modes\" is not defined"),
    ("integer: [0, 1440]", "integer: [1440, 0]", "t.yaml:9", "greater than"),
    ("integer: [0, 1440]", "integer: 1440", "t.yaml:9", "must be a list"),
    ("fen: true", "fen: 5", "t.yaml:10", "must be a list"),
    ("bool: true, title: {zh: 厨房", "boll: true, title: {zh: 厨房", "t.yaml:15", "no \"boll\""),
    ("zh: 厨房", "zh: \"\"", "t.yaml:15", "must be a text"),
  ])
  func aWrongLineIsNamed(_ old: String, _ new: String, _ place: String, _ words: String) throws {
    func changed(_ text: String) -> String { text.replacingOccurrences(of: old, with: new) }
    let texts = [Self.prefixes, Self.codelists, Self.types]
    #expect(texts.contains { $0.contains(old) }, "\(old)")
    do {
      _ = try read(changed(Self.prefixes), changed(Self.codelists), changed(Self.types))
      Issue.record("\(new) was taken")
    } catch let faults as LawFaults {
      #expect(faults.all.count == 1, "\(faults.all)")
      #expect(faults.all.contains { $0.place == place && $0.reason.en.contains(words) }, "\(faults.all)")
    }
  }

  /// What differs is named where it differs: an added code, a changed field, a removed type, another order.
  @Test func whatDiffersIsNamed() throws {
    let old = try read(Self.prefixes, Self.codelists, Self.types)
    func signs(_ codelists: String, _ types: String) throws -> [String] {
      old.changes(to: try read(Self.prefixes, codelists, types)).map { "\($0.sign) \($0.path)" }
    }
    #expect(try signs(Self.codelists, Self.types) == [])
    let codes = Self.codelists + "\n      letter: {zh: 信函, en: Letter}"
    #expect(try signs(codes, Self.types) == ["+ codelist mode.letter"])
    let fields = Self.types.replacingOccurrences(of: "1440", with: "600")
    #expect(try signs(Self.codelists, fields) == ["~ visit.recorded.minutes"])
    let renamed = Self.types.replacingOccurrences(of: "visit.recorded", with: "visit.made")
    #expect(try signs(Self.codelists, renamed) == ["- visit.recorded", "+ visit.made"])
    let titled = Self.types.replacingOccurrences(of: "en: Visit recorded", with: "en: Visit")
    #expect(try signs(Self.codelists, titled) == ["~ visit.recorded"])
    let turned = Self.codelists.replacingOccurrences(of: "in_person:", with: "x:")
      .replacingOccurrences(of: "phone:", with: "in_person:").replacingOccurrences(of: "x:", with: "phone:")
      .replacingOccurrences(of: "[in_person]", with: "[phone]")
    #expect(try signs(turned, Self.types).contains("~ codelist mode.*"))
  }

  /// Whoever wrote it is told everything at once.
  @Test func everyFaultIsToldAtOnce() throws {
    let types = Self.types.replacingOccurrences(of: "doer: true", with: "doer: 1")
      .replacingOccurrences(of: "kitchen:", with: "Kitchen:")
    do {
      _ = try read(Self.prefixes.replacingOccurrences(of: "zh: 农户", with: "zh: [农户]"), Self.codelists, types)
      Issue.record("it was taken")
    } catch let faults as LawFaults {
      #expect(faults.all.map(\.place) == ["p.yaml:3", "t.yaml:7", "t.yaml:15"], "\(faults.all)")
    }
  }
}
