import Law
import Assistance
public import EventSourcing
public import Ledger
public import TransparencyLog

/// A person taken on: registered, given a key, put on duty, in one transaction.
public struct Enrolment: Sendable {
  /// The person's reference, `p-…`.
  public var person: String
  /// The person's name in clear: sealed when composed. Nil leaves it out.
  public var name: String?
  /// Reference of the organisation or village the person, and the duty, belong to; nil for none.
  public var org: String?
  /// The duty's role, a code of the codelist `role`; nil gives no duty.
  public var role: String?
  /// What the duty is for: a household, a village, a project.
  public var target: String?
  /// 12-digit area code at which the person is registered; nil for none.
  public var place: String?
  /// First day of the duty; the day of recording when nil.
  public var from: String?
  /// Last day of the duty, `YYYY-MM-DD`; nil without an end.
  public var to: String?
  /// The duty's reference; made from the person's when nil.
  public var duty: String?
  /// Whether a key pair is made in the ledger's `keys/` and registered with the person.
  public var makesKey = true

  /// A person with a key, without a name, an organisation or a duty.
  public init(person: String) { self.person = person }
}

extension LedgerSession {
  /// What became of an enrolment.
  public struct Enrolled: Sendable {
    /// Accepted, with a receipt, or refused, with reasons: then no key is left behind.
    public let outcome: Outcome
    /// The duty given; nil without one.
    public let duty: String?
    /// The new public key; nil when none was made.
    public let vkey: String?
  }

  /// Registers a person. The secret key is on disk before the registration is, and gone again when that is refused.
  ///
  /// - Throws: `E60` when the role carries power and fewer than two registrars sign: the key could never be used for it.
  public func enrol(_ enrolment: Enrolment, keys: [SignerKey], lateReason: String? = nil) throws(LedgerError)
    -> Enrolled
  {
    try checkRegistrars(enrolment, keys.map(\.name))
    let now = clock.now()
    var duty = enrolment.role == nil ? nil : enrolment.duty
    if enrolment.role != nil, duty == nil { duty = try freeDuty(of: enrolment.person) }
    let secret = ledger.folder.secretKey(enrolment.person)
    let key = enrolment.makesKey ? try KeyFile.generate(name: enrolment.person, folder: ledger.folder.keys) : nil
    do throws(LedgerError) {
      let events = enrolment.events(duty: duty, key: key, scope: ledger.about.genesis.base64, now: now)
      let outcome = try submit(events, keys: keys, lateReason: lateReason)
      if !outcome.refusals.isEmpty { try forget(key, secret) }
      return Enrolled(outcome: outcome, duty: duty, vkey: outcome.refusals.isEmpty ? key?.verifier.text : nil)
    } catch {
      try forget(key, secret)
      throw error
    }
  }

  private func forget(_ key: SignerKey?, _ secret: String) throws(LedgerError) {
    guard let key else { return }
    try Files.remove(secret)
    try Files.remove(ledger.folder.verifierKey(key.name))
  }

  /// A duty reference not in use: `duty-0001-1`, `duty-0001-2`…
  public func freeDuty(of person: String) throws(LedgerError) -> String {
    let stem = "duty-" + person.dropFirst(Reference.prefix(person).count + 1)
    var number = 1
    while try writer.chain("\(stem)-\(number)").count > 0 { number += 1 }
    return "\(stem)-\(number)"
  }

  /// Whether the signers can give a role that carries power: two registrars vouch for the key, else it could never be used for it.
  ///
  /// - Throws: `E60`, with the signers there are, or with what must be done before.
  public func checkRegistrars(_ enrolment: Enrolment, _ signers: [String]) throws(LedgerError) {
    let day = clock.now().beijingDay
    let state = writer.assistance
    guard enrolment.makesKey, let role = enrolment.role, role != "registrar", state.carriesPower(role: role) else {
      return
    }
    let registrars = signers.filter { state.mayRegisterKeys($0, on: day) && $0 != enrolment.person }
    guard registrars.count < 2 else { return }
    let title = EnrolmentText.title(role)
    let founding = try founding()
    let isLeader = founding.leaders.isEmpty && state.isLeader(role: role, org: enrolment.org)
    let zh: String
    let en: String
    if let step = founding.steps.first, !isLeader || founding.registrars.count < 2 {
      zh = "眼下还缺\(step.what.zh)，请先登记：\(step.command)"
      en = "there is not yet \(step.what.en); register one first: \(step.command)"
    } else {
      let together = isLeader ? (["--sign"] + founding.registrars.prefix(2)).joined(separator: " ") : founding.signers
      zh = "请这样签名：\(together)"
      en = "sign like this: \(together)"
    }
    throw LedgerError(
      .refused, "E60", "“\(title.zh)”握有审批、签字、资金或监督权：密钥须由两名密钥登记员共同登记，岗位由牵头人任命。\(zh)",
      "\(title.en) carries power: two registrars vouch for the key, and the leader appoints; \(en)")
  }
}

enum EnrolmentText {
  static func title(_ role: String) -> Bilingual {
    let item = Catalogue.current.codelist("role")?.item(role)
    return Bilingual(item?.zh ?? role, item?.en ?? role)
  }
}

extension Enrolment {
  /// What will be recorded, as far as it decides who may: without a key.
  public func outline(at now: Timestamp) -> [PlainEvent] {
    let key = makesKey ? [PlainEvent("key.registered", person, time: now.beijingText) { _ in }] : []
    return events(duty: role == nil ? nil : duty ?? "duty-new", key: nil, scope: "", now: now) + key
  }

  /// What is recorded of it: the person, the key, the duty.
  ///
  /// - Parameters:
  ///   - duty: the duty's reference; nil for none.
  ///   - scope: what the proof that the key's secret is held is made for, the genesis hash.
  public func events(duty: String?, key: SignerKey?, scope: String, now: Timestamp) -> [PlainEvent] {
    let time = now.beijingText
    var events = [
      PlainEvent("person.registered", person, time: time) {
        if let name { $0.member("name", name) }
        if let org { $0.member("org", org) }
      }
    ]
    events[0].place = place
    if let key {
      events.append(
        PlainEvent("key.registered", person, time: time) {
          $0.member("vkey", key.verifier.text)
          $0.member("proof", KeyProof.make(scope: scope, key: key))
        })
    }
    if let duty, let role {
      events.append(
        PlainEvent("duty.assigned", duty, time: time) {
          $0.member("person", person)
          $0.member("role", role)
          if let org { $0.member("org", org) }
          if let target { $0.member("target", target) }
          $0.member("from", from ?? now.beijingDay.text)
          if let to { $0.member("to", to) }
        })
    }
    return events
  }
}
