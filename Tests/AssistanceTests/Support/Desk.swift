import EventSourcing
import Testing

@testable import Assistance

/// A ledger without a disk: takes notes one after the other, as the engine does, and says which codes refuse them.
final class Desk {
  let state = AssistanceState()
  private var log: [EventID: EventContext] = [:]
  private(set) var seq: UInt64 = 0
  /// `TX.POS` of the first event of the note accepted last.
  private(set) var lastID = ""

  /// Takes a note whole or not at all.
  ///
  /// - Returns: the codes of every reason against it, ascending; none when it was accepted.
  func submit(_ note: Note) throws -> [String] { try refusals(note).map(\.code).sorted() }

  func refusals(_ note: Note) throws -> [Refusal] {
    let recorded = try #require(Timestamp(note.at))
    let random = withUnsafeBytes(of: seq.bigEndian) { [0, 0] + Array($0) }
    let tx = ULID(ms: recorded.ms, random: random)
    let transaction = try Transaction(text: Array(note.text(tx: tx).utf8))
    state.tables.forEach { $0.begin() }
    var refusals = Catalogue.current.check(transaction)
    var taken: [EventContext] = []
    for position in transaction.events.indices {
      let context = EventContext(transaction: transaction, position: position, seq: seq, recorded: recorded)
      let reasons = Assistance.decide(context, state, earlier: { self.log[$0] })
      refusals += reasons
      guard reasons.isEmpty else { continue }
      Assistance.evolve(context, state)
      taken.append(context)
    }
    guard refusals.isEmpty else {
      state.tables.forEach { $0.rollBack() }
      return refusals
    }
    state.tables.forEach { $0.commit() }
    for context in taken { log[transaction.id(of: context.position)] = context }
    lastID = transaction.id(of: 0).text
    seq += 1
    return []
  }

  /// Takes notes that must be accepted.
  func accept(_ notes: Note..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    for note in notes {
      let codes = try refusals(note).map { "\($0.code) \($0.path) \($0.message.en)" }
      #expect(codes == [], "\(note.events.map(\.type))", sourceLocation: sourceLocation)
    }
  }

  /// The events accepted of a subject and those that link to it, in the log's order.
  func trail(of subject: String) -> [EventContext] {
    log.values.filter { $0.event.links.contains(subject) }.sorted { ($0.seq, $0.position) < ($1.seq, $1.position) }
  }

  func row(_ table: String, _ key: String) throws -> String? {
    let found = try #require(state.tables.first { $0.name == table })
    return try found.rowBytes(key).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension Desk {
  /// A verifier string; the key in it is no curve point, since proofs are the engine's to check.
  static func vkey(_ holder: String, _ id: String = "00000001") -> String {
    "\(holder)+\(id)+key\(holder)\(id)"
  }

  static let genesis = E(
    "ledger.genesis", "ledger",
    #"{"origin":"test.example/ledger","region":"621021","authority":"org-county","vkey":"v","vkey_proof":"p","#
      + #""ledger_vkey":"l","founder":"p-founder","founder_vkey":"\#(vkey("p-founder"))","purpose":"test"}"#,
    refs: ["p-founder"])

  static func key(_ holder: String, _ id: String = "00000001") -> E {
    E("key.registered", holder, #"{"vkey":"\#(vkey(holder, id))","proof":"p"}"#)
  }

  static func duty(_ key: String, _ person: String, _ role: String, _ org: String, more: String = "") -> E {
    E(
      "duty.assigned", key, #"{"person":"\#(person)","role":"\#(role)","org":"\#(org)"\#(more)}"#,
      refs: [org, person].sorted())
  }

  static func digest(_ n: Int) -> String {
    let digits = String(n, radix: 16)
    return String(repeating: "0", count: 64 - digits.count) + digits
  }

  /// A county on 1 June 2026: founder and second registrar, a clerk, a department's head, a county leader, one household.
  static func county() throws -> Desk {
    let desk = Desk()
    try desk.accept(
      Note(
        "06-01", ["p-founder", "ledger"],
        genesis),
      Note(
        "06-01", ["p-founder"],
        E("org.registered", "org-county", #"{"name":"示范县人民政府"}"#),
        E("org.registered", "org-bureau", #"{"name":"示范县水务局"}"#)))
    for person in ["p-reg", "p-clerk", "p-head", "p-leader", "p-other"] {
      try desk.accept(
        Note(
          "06-01", ["p-founder"],
          E("person.registered", person, #"{"org":"org-bureau"}"#, refs: ["org-bureau"])))
    }
    try desk.accept(
      Note(
        "06-01", ["p-founder"], key("p-reg"), duty("duty-reg", "p-reg", "registrar", "org-county"),
        duty("duty-clerk", "p-clerk", "handler", "org-bureau"),
        duty("duty-head", "p-head", "department_head", "org-bureau"),
        duty("duty-leader", "p-leader", "county_leader_in_charge", "org-county")),
      Note("06-01", ["p-founder", "p-reg"], key("p-clerk"), key("p-head"), key("p-leader"), key("p-other")),
      Note(
        "06-01", ["p-clerk"],
        E("village.tagged", "v-1", #"{"name":"甲村"}"#, place: "621021103204"),
        E("village.tagged", "v-2", #"{"name":"乙村"}"#, place: "621021103205"),
        E("household.registered", "hh-1", #"{"village":"v-1","persons":3}"#, refs: ["v-1"])))
    return desk
  }
}
