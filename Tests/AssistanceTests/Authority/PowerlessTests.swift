import Law
import EventSourcing
import TestSupport
import Testing

@testable import Assistance

/// Whatever persons without power try, alone or together, of any type, in their own name or another's: no fen moves, no case changes its
/// state, nobody becomes or ceases to be a signer, no rule changes.
@Suite struct PowerlessTests {
  /// No duty; a villager with a key; a builder's clerk; the head of a department of another county; somebody of a work team.
  private static let people = ["p-any", "p-villager", "p-buildman", "p-farhead", "p-other"]
  private static let others = [
    "p-founder", "p-reg", "p-appointer", "p-head", "p-leader", "p-fin", "p-cash", "p-clerk", "p-kin",
  ]
  private static let subjects = [
    "ledger", "fd-1", "fd-9", "ap-1", "al-1", "al-9", "pay-1", "pay-2", "pay-9", "pr-1", "ct-1", "adv-9", "pb-1",
    "pb-2", "hh-1", "v-1",
    "org-bureau", "org-finance", "org-builder", "duty-head", "duty-leader", "duty-fin", "duty-cash", "duty-reg",
    "duty-appointer",
    "duty-x", "dlg-9", "dc-9", "st-9", "rg-9", "p-head", "p-leader", "p-any", "p-fin",
  ]

  private static func world() throws -> Desk {
    let desk = try Desk.shire()
    for note in Desk.paid { try desk.accept(note) }
    func problem(_ key: String) -> E {
      E("problem.opened", key, #"{"source":"visit","kind":"water","owner_org":"org-bureau"}"#, refs: ["org-bureau"])
    }
    try desk.accept(
      Note("06-05", ["p-app"], Desk.request("pay-2")), Note("06-05", ["p-clerk"], problem("pb-1"), problem("pb-2")),
      Note(
        "06-05", ["p-clerk"], E("evidence.attached", "pb-1", #"{"kind":"photo"}"#),
        E("evidence.attached", "pb-2", #"{"kind":"photo"}"#)),
      Note("06-06", ["p-head"], seen: ["pb-1"], E("problem.signed", "pb-1", #"{"slot":"department_head"}"#)),
      Note(
        "06-06", ["p-head", "p-leader"], seen: ["pb-2"], E("problem.signed", "pb-2", #"{"slot":"department_head"}"#),
        E("problem.signed", "pb-2", #"{"slot":"county_leader_in_charge"}"#, by: "p-leader")))
    return desk
  }

  /// Every field that some type reads, filled with what would do harm.
  private static func data(_ dice: inout SplitMix64) -> String {
    let all = people + others
    let person = all.randomElement(using: &dice)!
    let duty = ["duty-head", "duty-fin", "duty-farhead", "duty-appointer"].randomElement(using: &dice)!
    let role = ["cashier", "approver", "department_head", "registrar", "leading_group_leader", "handler"].randomElement(
      using: &dice)!
    let org = ["org-bureau", "org-county", "org-finance", "org-far", "org-builder"].randomElement(using: &dice)!
    let principal = all.randomElement(using: &dice)!
    return
      #"{"person":"\#(person)","role":"\#(role)","org":"\#(org)","target":"v-1","fund":"fd-1","project":"pr-1","allocation":"al-1","#
      + #""payee":"\#(person)","amount_fen":5,"to":"fd-2","slot":"\#(Bool.random(using: &dice) ? "department_head" : "county_leader_in_charge")","#
      + #""duplicate":"\#(principal)","key":"\#(person)+00000001","vkey":"\#(Desk.vkey(person, "0000000f"))","proof":"p","payment":"pay-1","#
      + #""principal":"\#(principal)","delegate":"\#(person)","duty":"\#(duty)","from":"2026-06-07","household":"hh-1","payer":"org-builder","#
      + #""pack":"x","version":"1","effective_to":"2026-06-30","batch":"b","source":"visit","kind":"photo","value_fen":999999,"#
      + #""content":{"pack":"x","version":"1","title":{"zh":"甲","en":"A"},"region":"621021","source":"t","parameters":{"late_days":1}},"#
      + #""parents":[{"org":"\#(org)","edge":"led_by"}],"contractor":"org-builder","outcome":"refuted","code":"621021000000","to_target":"v-1"}"#
  }

  private static func note(_ step: Int, _ dice: inout SplitMix64) -> Note {
    let types = Catalogue.current.types.filter { $0.name != LedgerRules.genesis && $0.name != "delegation.granted" }
    let type = types.randomElement(using: &dice)!
    // Of what kind a subject is, is a matter of shape.
    let fitting = subjects.filter { subject in
      type.subjectPrefixes.isEmpty || type.subjectPrefixes.contains { subject == $0 || subject.hasPrefix("\($0)-") }
    }
    let signers = Array(people.shuffled(using: &dice).prefix(Int.random(in: 1...3, using: &dice)))
    let basis = [nil, nil, nil, "entered", "paper", "migrated"].randomElement(using: &dice)!
    let doer = basis == nil ? signers.randomElement(using: &dice)! : others.randomElement(using: &dice)!
    let event = E(
      type.name, (fitting.isEmpty ? subjects : fitting).randomElement(using: &dice)!, data(&dice),
      by: doer == signers[0] ? nil : doer,
      basis: basis, time: basis == "migrated" ? "2025-01-01" : nil,
      place: Bool.random(using: &dice) ? "621021103204" : nil)
    return Note("06-\(7 + step / 300 < 10 ? "0" : "")\(7 + step / 300)", signers, seen: ["pb-1", "pb-2"], event)
  }

  /// What must not change: money, cases, signers, rules; one's own key may be revoked, and what hangs on the person himself.
  private static func weight(_ desk: Desk) throws -> [String: String] {
    let money: Set = [
      "funds", "appropriations", "allocations", "payments", "contracts", "projects", "advances", "documents",
    ]
    var found: [String: String] = [:]
    for table in desk.state.tables
    where money.union(["packs", "duties", "keys", "orgs", "delegations"]).contains(table.name) {
      for change in table.changes() {
        let isOwn = people.contains { change.key.hasPrefix("\($0)+") || change.key == "duty-\($0.dropFirst(2))" }
        if !isOwn { found["\(table.name)/\(change.key)"] = change.row.map { String(decoding: $0, as: UTF8.self) } }
      }
    }
    for problem in ["pb-1", "pb-2"] { found[problem] = try desk.row("problems", problem) }
    let ledger = try #require(desk.state.ledger[LedgerRow.key])
    found["ledger"] = "\(ledger.packs) \(ledger.offices) \(ledger.migration ?? "-") \(ledger.rules)"
    for person in others {
      found[person] = desk.state.persons[person].map { "\($0.state) \($0.keys) \($0.duties) \($0.mergedInto ?? "-")" }
    }
    return found
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func nothingOfWeightChanges(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let desk = try Self.world()
    let before = try Self.weight(desk)
    #expect(before.count > 60)
    var accepted: [String: Int] = [:]
    for step in 0..<1500 {
      let note = Self.note(step, &dice)
      guard try desk.judge(note) else { continue }
      accepted[note.events[0].type, default: 0] += 1
      let after = try Self.weight(desk)
      let changed = Set(after.keys).union(before.keys).filter { before[$0] != after[$0] }
      try #require(changed.isEmpty, "\(note.signers) \(note.events[0]) changed \(changed.sorted())")
    }
    // Persons who may do nothing at all prove nothing.
    #expect(!accepted.isEmpty)
  }
}
