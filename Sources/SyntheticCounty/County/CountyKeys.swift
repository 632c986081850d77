public import AssistanceLedger
import EventSourcing
public import Ledger
import TransparencyLog

/// The signing keys of the county's cadres, and the acts that need them.
public struct CountyKeys {
  let county: SyntheticCounty
  let session: LedgerSession

  /// The second registrar, beside the founder.
  public static let registrar = "p-registrar"
  /// The clerk who imports.
  public static let clerk = "p-0001"

  /// - Parameters:
  ///   - county: whose cadres get keys.
  ///   - session: the county's ledger; keys are made and read in its `keys/`.
  public init(_ county: SyntheticCounty, _ session: LedgerSession) {
    self.county = county
    self.session = session
  }

  private func key(_ name: String) throws(LedgerError) -> SignerKey {
    try KeyFile.load(session.ledger.folder.secretKey(name))
  }

  private var founder: String { "p-founder" }

  /// The founder and a second registrar: two are needed for anyone who signs off.
  public func appointRegistrar() throws(LedgerError) -> Outcome {
    let founderKey = try key(founder)
    let own = try KeyFile.generate(name: Self.registrar, folder: session.ledger.folder.keys)
    let time = session.now().beijingText
    return try session.submit(
      [
        PlainEvent("person.registered", Self.registrar, time: time) { $0.member("name", "登记员（虚构）") },
        registration(of: own, time),
        PlainEvent("duty.assigned", "duty-registrar", time: time) {
          $0.member("person", Self.registrar)
          $0.member("role", "registrar")
          $0.member("from", "2025-07-01")
        },
      ], keys: [founderKey])
  }

  /// Makes and registers a key for every cadre, under the signatures of both registrars.
  public func registerKeys() throws(LedgerError) -> Outcome {
    let registrars = [try key(founder), try key(Self.registrar)]
    let time = session.now().beijingText
    var events: [PlainEvent] = []
    for cadre in county.cadres {
      events.append(
        registration(
          of: try KeyFile.generate(name: cadre.reference, folder: session.ledger.folder.keys), time))
    }
    return try session.submit(events, keys: registrars)
  }

  private func registration(of key: SignerKey, _ time: String) -> PlainEvent {
    PlainEvent("key.registered", key.name, time: time) {
      $0.member("vkey", key.verifier.text)
      $0.member("proof", KeyProof.make(scope: session.ledger.about.genesis.base64, key: key))
    }
  }

  /// Closes the solved problems: the department's head and the county leader in charge sign each, on what they saw.
  public func signOff() throws(LedgerError) -> [Outcome] {
    let heads = county.cadres(of: "department_head")
    let leaders = county.cadres(of: "county_leader_in_charge")
    let time = session.now().beijingText
    var notes: [LedgerSession.ComposedNote] = []
    for (index, problem) in county.problems.filter(\.isSolved).enumerated() {
      let head = try key(county.cadres[heads[index % heads.count]].reference)
      let leader = try key(county.cadres[leaders[index % leaders.count]].reference)
      notes.append(
        try session.compose(
          [
            signature(problem.reference, "department_head", head.name, time),
            signature(problem.reference, "county_leader_in_charge", leader.name, time),
            closing(problem.reference, leader.name, time),
          ], keys: [head, leader], seen: [problem.reference]))
    }
    return try session.append(notes)
  }

  private func signature(_ problem: String, _ slot: String, _ signer: String, _ time: String) -> PlainEvent {
    var event = PlainEvent("problem.signed", problem, time: time) { $0.member("slot", slot) }
    event.by = signer
    return event
  }

  private func closing(_ problem: String, _ signer: String, _ time: String) -> PlainEvent {
    var event = PlainEvent("problem.closed", problem, time: time) { _ in }
    event.by = signer
    return event
  }
}
