import Assistance
public import EventSourcing
public import Ledger

/// Who gives keys and who gives power, and what is still missing before anybody can hold any: a second registrar, then a leader.
public struct Founding: Sendable {
  /// The registrars in office.
  public let registrars: [String]
  /// The authority's leaders in office.
  public let leaders: [String]
  /// References not in use, for the examples.
  let free: [String]

  /// A ledger that has just been made.
  public init(founder: String) { self.init(registrars: [founder], leaders: [], free: ["p-0002", "p-0003"]) }

  init(registrars: [String], leaders: [String], free: [String]) {
    self.registrars = registrars
    self.leaders = leaders
    self.free = free
  }

  /// What must be done before duties that carry power can be given, in order, each with its command; empty when nothing is missing.
  public var steps: [Step] { plan.steps }

  /// The steps for who has just made the ledger: with an organisation before, and somebody who holds power in it at the end.
  public var introduction: [Step] {
    let bureau =
      "taizhang org add org-finance --name \(Self.bureauName) --kind finance_bureau --sign \(registrars.joined(separator: " "))"
    let approver = "taizhang person add p-0004 --name \(Self.name) --role approver --org org-finance \(signers)"
    let first = Step(what: Bilingual("各单位，如财政局", "organisations, such as the finance bureau"), command: bureau)
    let last = Step(
      what: Bilingual("有权岗位，由牵头人和两名登记员共同签名", "whoever holds power, signed by the leader and both registrars"),
      command: approver)
    return [first] + steps + [last]
  }

  /// Who signs together for somebody who is to hold power, once nothing is missing, as `--sign` takes them.
  public var signers: String { "--sign " + (plan.leaders.prefix(1) + plan.registrars.prefix(2)).joined(separator: " ") }

  private var plan: (steps: [Step], registrars: [String], leaders: [String]) {
    var plan = (steps: [Step](), registrars: registrars, leaders: leaders)
    var free = self.free
    func add(_ role: String) -> (String, String) {
      let reference = free.removeFirst()
      let signers = (plan.leaders.prefix(1) + plan.registrars.prefix(2)).joined(separator: " ")
      return (
        reference,
        "taizhang person add \(reference) --name \(Self.name) --role \(role) --org \(LedgerSetup.authorityReference) --sign \(signers)"
      )
    }
    if plan.registrars.count < 2 {
      let (reference, command) = add("registrar")
      plan.steps.append(
        Step(
          what: Bilingual("第二名密钥登记员（从此登记密钥有两人核验）", "a second registrar (from then on two vouch for a key)"),
          command: command))
      plan.registrars.append(reference)
    }
    if plan.leaders.isEmpty {
      let (reference, command) = add("leading_group_leader")
      plan.steps.append(
        Step(
          what: Bilingual("牵头人（由其任命审批、出纳、签字等岗位）", "the leader (who appoints approvers, cashiers, signers)"),
          command: command))
      plan.leaders.append(reference)
    }
    return plan
  }

  /// Stands for a name in an example.
  public static let name = "NAME"

  /// Stands for the name of the finance bureau.
  public static let bureauName = "FINANCE"

  /// Something to be done, and by what command.
  public struct Step: Sendable {
    /// What for.
    public let what: Bilingual
    /// The command, with ``Founding/name`` for the person's name.
    public let command: String
  }
}

extension LedgerSession {
  /// How far the founding has come.
  public func founding() throws(LedgerError) -> Founding {
    let officers = writer.assistance.officers(on: clock.now().beijingDay)
    var free: [String] = []
    var number = 2
    while free.count < 2 {
      let digits = String(number)
      let reference = "p-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      if try writer.chain(reference).count == 0 { free.append(reference) }
      number += 1
    }
    return Founding(registrars: officers.registrars, leaders: officers.leaders, free: free)
  }

  /// Of some persons, two or three who together may record events that nobody may alone; nil when no three may.
  public func together(_ persons: [String], toRecord events: [PlainEvent]) -> [String]? {
    let sets = persons.indices.flatMap { a in
      persons.indices.dropFirst(a + 1).map { b in [persons[a], persons[b]] }
    }
    let larger = sets.flatMap { pair in
      persons.drop { $0 != pair[1] }.dropFirst().map { pair + [$0] }
    }
    return (sets + larger).first { able($0, toRecord: events) }
  }

  private func able(_ signers: [String], toRecord events: [PlainEvent]) -> Bool {
    let day = clock.now().beijingDay
    return events.allSatisfy { event in
      var asked = intention(event, signers)
      if event.basis == .own { asked.by = writer.assistance.doer(of: asked, on: day) }
      return writer.assistance.authorityRefusals(of: asked, on: day).isEmpty
    }
  }
}
