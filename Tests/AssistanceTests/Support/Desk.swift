import Law
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

  func refusals(_ note: Note, asksShape: Bool = true) throws -> [Refusal] {
    let recorded = try #require(Timestamp(note.at))
    let random = withUnsafeBytes(of: seq.bigEndian) { [0, 0] + Array($0) }
    let tx = ULID(ms: recorded.ms, random: random)
    let transaction = try Transaction(text: Array(note.text(tx: tx).utf8))
    state.tables.forEach { $0.begin() }
    var refusals = asksShape ? Catalogue.current.check(transaction) : []
    var taken: [EventContext] = []
    // What is asked of the state afterwards is asked of what stands then.
    defer { state.leaveNote() }
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

  /// Takes a note as the rules alone judge it, whatever its shape: what a forger's entry would have to get past.
  func judge(_ note: Note) throws -> Bool { try refusals(note, asksShape: false).isEmpty }

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

  /// An organisation that reaches the place it stands in, if its kind is public; `under`: what leads it.
  static func org(_ reference: String, _ kind: String, _ place: String?, under superior: String? = nil) -> E {
    let parents = superior.map { #","parents":[{"org":"\#($0)","edge":"led_by"}]"# } ?? ""
    return E(
      "org.registered", reference, #"{"name":"\#(reference)","kind":"\#(kind)"\#(parents)}"#,
      refs: [superior].compactMap { $0 }, place: place)
  }

  static func person(_ reference: String, _ org: String = "org-bureau") -> E {
    E("person.registered", reference, #"{"org":"\#(org)"}"#, refs: [org])
  }

  static func target(_ key: String, _ person: String, _ role: String, _ target: String) -> E {
    E(
      "duty.assigned", key, #"{"person":"\#(person)","role":"\#(role)","target":"\#(target)"}"#,
      refs: [person, target].sorted())
  }

  /// Two registrars, in the order in which they sign.
  static let registrars = ["p-founder", "p-reg"]
  /// Who gives a duty of power: the authority's leader, and a registrar beside him.
  static let appointing = ["p-appointer", "p-founder"]

  /// A ledger in its first hour: the genesis, its authority, a second registrar who has a key. The founding still lasts.
  static func founding() throws -> Desk {
    let desk = Desk()
    try desk.accept(
      Note("06-01", ["p-founder", "ledger"], genesis),
      Note(
        "06-01", ["p-founder"], org("org-county", "county_government", "621021000000"),
        org("org-bureau", "department", "621021000000")),
      Note("06-01", ["p-founder"], person("p-reg", "org-county"), key("p-reg")),
      Note("06-01", ["p-founder"], duty("duty-reg", "p-reg", "registrar", "org-county")))
    return desk
  }

  /// A county on 1 June 2026: founder and second registrar, the authority's leader, and in the bureau a handler, a head and somebody
  /// of a work team in the village; a county leader; one household.
  static func county() throws -> Desk {
    let desk = try founding()
    try desk.accept(
      Note(
        "06-01", registrars, person("p-appointer", "org-county"), key("p-appointer"),
        duty("duty-appointer", "p-appointer", "leading_group_leader", "org-county")))
    for name in ["p-clerk", "p-head", "p-leader", "p-other"] {
      try desk.accept(Note("06-01", registrars, person(name), key(name)))
    }
    try desk.accept(
      Note(
        "06-01", ["p-founder"], duty("duty-clerk", "p-clerk", "handler", "org-bureau")),
      Note(
        "06-01", ["p-clerk"],
        E("village.tagged", "v-1", #"{"name":"甲村"}"#, place: "621021103204"),
        E("village.tagged", "v-2", #"{"name":"乙村"}"#, place: "621021103205")),
      Note("06-01", ["p-founder"], target("duty-other", "p-other", "team_member", "v-1")),
      Note(
        "06-01", appointing, duty("duty-head", "p-head", "department_head", "org-bureau"),
        duty("duty-leader", "p-leader", "county_leader_in_charge", "org-county")),
      Note(
        "06-01", ["p-clerk"],
        E("household.registered", "hh-1", #"{"village":"v-1","persons":3}"#, refs: ["v-1"])))
    return desk
  }
}
