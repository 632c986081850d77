import Law
import EventSourcing
import Foundation
import Testing

@testable import Assistance

/// Every type of the catalogue × role × place where the duty is held × basis: the program's answer beside the listing that
/// tools/permissions/matrix makes of the table, knowing nothing of the program. A type without a row is a fault.
/// One after the other, since they read one state.
@Suite(.serialized) struct AuthorityMatrixTests {
  /// A line of specs/authority-matrix.csv.
  struct Line: Sendable {
    let may: String
    let when: String
    let about: String
    let roles: Set<String>
    let reach: Set<String>
  }

  static let lines: [Line] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../specs/authority-matrix.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Line(
        may: cells[0], when: cells[1], about: cells[2], roles: Set(cells[3].split(separator: " ").map(String.init)),
        reach: Set(cells[4].split(separator: " ").map(String.init)))
    }
  }()

  static func lines(of type: String) -> [Line] {
    lines.filter { $0.may == type || ($0.may.hasSuffix(".*") && type.hasPrefix($0.may.dropLast())) }
  }

  @Test func noTypeIsWithoutARow() {
    #expect(Self.lines.count > 300)
    for type in Catalogue.current.types where type.name != LedgerRules.genesis {
      #expect(!Self.lines(of: type.name).isEmpty, "nobody may record \(type.name)")
      #expect(PermissionTable.core.entry(type.name)?.permissions.isEmpty == false, "\(type.name)")
    }
  }

  @Test(arguments: Catalogue.current.types.map(\.name).filter { $0 != LedgerRules.genesis })
  func theProgramAnswersAsTheListing(_ type: String) throws {
    let lines = Self.lines(of: type)
    let entry = try #require(PermissionTable.core.entry(type))
    var wrong: [String] = []
    for when in ["own", "entered"] + Set(lines.map(\.when)).subtracting(["own", "entered"]).sorted() {
      let stage = MatrixStage.stages[when]!
      let open = lines.filter { $0.when == when || (when == "founding" && $0.when == "own") }
      for about in MatrixStage.abouts(type) {
        let asked = open.filter { $0.about.isEmpty || $0.about == about }
        for role in MatrixStage.roles {
          for place in MatrixStage.places {
            guard let context = stage.context(type, when, about, role, place) else { continue }
            let expected = asked.contains { line in
              line.reach.contains(place)
                && (line.roles.contains("anybody") || line.roles.contains { Codelist.role.isA(role, $0) })
            }
            var answer = false
            if case .granted = Authority(context, stage.state).permission(entry, MatrixStage.seat) { answer = true }
            if answer != expected { wrong.append("\(when) \(about) \(role) \(place): \(answer ? "may" : "may not")") }
          }
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count), the first: \(wrong.prefix(5))")
  }

  /// The ledger's own key records what is the ledger's, and nothing else.
  @Test func theLedgersOwnKey() throws {
    let stage = MatrixStage.stages["own"]!
    for type in Catalogue.current.types.map(\.name) where type != LedgerRules.genesis {
      let expected = Self.lines(of: type).contains {
        $0.roles.contains("ledger") || $0.roles.contains("anybody") && $0.reach.contains("nowhere")
      }
      var answer = false
      let entry = try #require(PermissionTable.core.entry(type))
      let context = stage.context(type, by: Reference.ledger, subject: "hh-seat", basis: .own, data: "{}")
      if case .granted = Authority(context, stage.state).permission(entry, MatrixStage.seat) { answer = true }
      #expect(answer == expected, "\(type)")
    }
  }
}

/// A state with somebody of every role in every place, and a subject whose seat is known.
private struct MatrixStage: @unchecked Sendable {
  /// Read only, once it is made.
  let state: AssistanceState

  static let places = [
    "self", "nowhere", "target", "village", "own_org", "superior_org", "subordinate_org", "foreign_org", "township",
    "county",
    "finance", "library", "builder", "other_county", "authority",
  ]

  /// Every role the listing names, some that are kinds of these, and one that it does not name.
  static let roles: [String] = Set(
    AuthorityMatrixTests.lines.flatMap(\.roles) + [
      "department_head", "county_leader_in_charge", "village_secretary", "driver",
    ]
  ).filter { Codelist.role.item($0) != nil }.sorted()

  static let seat = Seat(orgs: ["org-own"], places: ["621021103204"], lineage: ["hh-seat"])

  static let stages: [String: MatrixStage] = [
    "own": MatrixStage(), "entered": MatrixStage(), "founding": MatrixStage(isFounding: true),
    "migrated": MatrixStage(migration: "2025"),
  ]

  /// What the events of a type are told apart by.
  static func abouts(_ type: String) -> [String] {
    if type.hasPrefix("duty.") { return ["ordinary", "power", "registrar", "leader"] }
    return type == "person.registered" || type == "person.changed" ? ["plain", "known"] : [""]
  }

  private static let posts = [
    "ordinary": ("liaison", "org-own"), "power": ("cashier", "org-own"), "registrar": ("registrar", "org-authority"),
    "leader": ("leading_group_leader", "org-authority"),
  ]

  private static let orgs: [(String, String, String?, [String])] = [
    ("org-own", "institution", nil, ["org-superior"]), ("org-superior", "institution", nil, []),
    ("org-subordinate", "institution", nil, ["org-own"]), ("org-foreign", "institution", nil, []),
    ("org-township", "township_government", "621021103000", []), ("org-county", "department", "621021000000", []),
    ("org-finance", "finance_bureau", "621021000000", []), ("org-library", "office", "621021000000", []),
    ("org-builder", "contractor", "621021000000", []), ("org-far", "department", "622022000000", []),
    ("org-authority", "leading_group", nil, []),
  ]

  private static let seats: [String: (org: String?, target: String?)] = [
    "self": (nil, nil), "nowhere": (nil, nil), "target": (nil, "hh-seat"), "village": (nil, "v-seat"),
    "own_org": ("org-own", nil),
    "superior_org": ("org-superior", nil), "subordinate_org": ("org-subordinate", nil),
    "foreign_org": ("org-foreign", nil),
    "township": ("org-township", nil), "county": ("org-county", nil), "finance": ("org-finance", nil),
    "library": ("org-library", nil),
    "builder": ("org-builder", nil), "other_county": ("org-far", nil), "authority": ("org-authority", nil),
  ]

  init(isFounding: Bool = false, migration: String? = nil) {
    state = AssistanceState()
    state.ledger.update(LedgerRow.key) { row in
      row.region = "621021"
      row.authority = "org-authority"
      row.founded = isFounding ? nil : "0.0"
      row.migration = migration
      row.opened = "2026-01-01"
    }
    for (key, kind, place, superiors) in Self.orgs {
      state.orgs.update(key) { row in
        row.kind = kind
        row.place = place
        row.superiors = superiors
      }
    }
    state.villages.update("v-seat") { $0.place = "621021103204" }
    for (about, post) in Self.posts { give("duty-\(about)", "p-holder", post.0, post.1, nil) }
    state.persons.update("p-plain") { _ in }
    state.persons.update("p-known") { row in
      row.keyCount = 1
      row.duties = ["duty-ordinary"]
    }
    state.persons.update("p-doer") { _ in }
    for role in Self.roles {
      for place in Self.places { employ(Self.person(role, place), role, place) }
    }
    _ = state.now
  }

  private static func person(_ role: String, _ place: String) -> String {
    "p-\(role)-\(place)".replacing("_", with: "")
  }

  private func give(_ key: String, _ person: String, _ role: String, _ org: String?, _ target: String?) {
    state.duties.update(key) { row in
      row.person = person
      row.role = role
      row.org = org
      row.target = target
      row.from = "2026-01-01"
      row.speaksFrom = "2026-01-01"
    }
  }

  private func employ(_ person: String, _ role: String, _ place: String) {
    let duty = "duty-\(person.dropFirst(2))"
    let seat = Self.seats[place]
    give(duty, person, role, seat?.org, seat?.target)
    if place == "self" { give("\(duty)-own", person, "liaison", "org-own", nil) }
    state.keys.update("\(person)+1") { row in
      row.registrars = ["p-a", "p-b"]
      row.registered = "0.0"
    }
    state.persons.update(person) { row in
      row.keys = ["\(person)+1"]
      row.keyCount = 1
      row.duties = [duty]
    }
  }

  /// The question; nil where it makes none.
  func context(_ type: String, _ when: String, _ about: String, _ role: String, _ place: String) -> EventContext? {
    let person = Self.person(role, place)
    let basis: Basis = when == "entered" ? .entered : when == "migrated" ? .migrated : .own
    var subject = "hh-seat"
    var data = "{}"
    if type.hasPrefix("duty."), let post = Self.posts[about] {
      subject = "duty-\(about)"
      if type == "duty.assigned" { data = #"{"role":"\#(post.0)","org":"\#(post.1)","person":"p-plain"}"# }
    } else if !about.isEmpty {
      subject = "p-\(about)"
    }
    if place == "self" {
      if type.hasPrefix("duty.") {
        guard about == "ordinary", type != "duty.assigned" else { return nil }
        subject = "duty-\(person.dropFirst(2))-own"
      } else {
        guard about != "plain" else { return nil }
        subject = person
      }
    }
    return context(type, by: person, subject: subject, basis: basis, data: data)
  }

  func context(_ type: String, by person: String, subject: String, basis: Basis, data: String) -> EventContext {
    guard let object = try? JSONDocument.object(Array(data.utf8)), let day = CivilDate("2026-06-01") else {
      fatalError("the test's own data: \(data)")
    }
    let recorded = Timestamp(ms: EventTime.day(day).start.ms + 43_200_000)
    let event = Event(
      hypothetical: type, subject: subject, time: .day(day), by: basis == .own ? nil : "p-doer", basis: basis,
      place: nil, data: object)
    return EventContext(
      header: TransactionHeader(hypotheticalSigners: [person], at: recorded), event: event, position: 0, seq: 9,
      recorded: recorded)
  }
}
