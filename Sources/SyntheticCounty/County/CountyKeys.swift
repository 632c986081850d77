public import AssistanceLedger
import EventSourcing
public import Ledger
import TransparencyLog

/// The signing keys of the county's cadres, and the acts that need them.
public struct CountyKeys {
  let county: SyntheticCounty
  let session: LedgerSession

  /// Who makes the ledger: the first registrar.
  public static let founder = "p-founder"
  /// The second registrar.
  public static let registrar = "p-registrar"
  /// The leader of the authority, who appoints: with him the founding is over.
  public static let leader = "p-leader"

  /// Somebody without whom nobody else could be given a key or a duty.
  public struct Officer: Sendable {
    /// `p-…`.
    public let reference: String
    /// A title: nobody's name.
    public let name: String
    /// A code of the codelist `role`.
    public let role: String
    /// Who signs for the person, the key and the duty, in order.
    public let signers: [String]
  }

  /// The second registrar and the leader, in the order in which they are taken on.
  public static let officers = [
    Officer(reference: registrar, name: "登记员（虚构）", role: "registrar", signers: [founder]),
    Officer(reference: leader, name: "组长（虚构）", role: "leading_group_leader", signers: [founder, registrar]),
  ]

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

  /// Takes an officer on, as `person add` does.
  public func appoint(_ officer: Officer) throws(LedgerError) -> Outcome {
    var enrolment = Enrolment(person: officer.reference)
    enrolment.name = officer.name
    enrolment.role = officer.role
    enrolment.org = LedgerSetup.authorityReference
    let keys = try officer.signers.map { (name) throws(LedgerError) in try key(name) }
    return try session.enrol(enrolment, keys: keys).outcome
  }

  /// Makes and registers a key for every cadre, under the signatures of both registrars.
  public func registerKeys() throws(LedgerError) -> Outcome {
    let registrars = [try key(Self.founder), try key(Self.registrar)]
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

  /// Closes the solved problems: the head of the department whose problem it is and a county leader in charge sign each, on what
  /// they saw.
  public func signOff() throws(LedgerError) -> [Outcome] {
    let leaders = county.cadres(of: "county_leader_in_charge")
    let time = session.now().beijingText
    var notes: [LedgerSession.ComposedNote] = []
    for (index, problem) in county.problems.filter(\.isSolved).enumerated() {
      let head = try key(county.head(of: problem))
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
