import EventSourcing
import TestSupport
import Testing

@testable import Assistance

/// Whatever is asked, in whatever order: money is conserved, nothing goes below zero, nothing traps.
struct MoneyPropertyTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func moneyIsConserved(seed: UInt64) throws {
    var generator = MoneyActs(seed: seed)
    let ledger = MoneyLedger()
    if seed % 2 == 0 { ledger.activate { $0.advanceAllowed = true } }
    var accepted: [String: Int] = [:]
    var refused = 0
    for index in 0..<3000 {
      let act = generator.next()
      let codes = ledger.submit(act)
      if codes.isEmpty { accepted[act.type, default: 0] += 1 } else { refused += 1 }
      if index % 60 == 0 || index == 2999 {
        let broken = MoneyInvariants.check(ledger.state)
        try #require(broken == [], "event \(index), seed \(seed): \(act)")
      }
    }
    // A generator that is refused always, or never, proves nothing.
    #expect(refused > 500)
    for type in [
      "fund.integrated", "fund.reallocated", "fund.returned", "disbursement.paid", "disbursement.reversed",
    ] {
      #expect(accepted[type, default: 0] > 5, "\(type) was accepted too rarely with seed \(seed)")
    }
    #expect(accepted.values.reduce(0, +) > 200)
    try rowsSurviveStorage(ledger.state)
  }

  /// What is evolved without having been accepted (a forged log) must not trap either.
  @Test func evolvingWhatWasRefusedDoesNotTrap() {
    var generator = MoneyActs(seed: 99)
    let ledger = MoneyLedger()
    for _ in 0..<3000 { Assistance.evolve(ledger.context(generator.next()), ledger.state) }
  }

  /// Every row, written and read back, is the same bytes.
  private func rowsSurviveStorage(_ state: AssistanceState) throws {
    var stored: [String: [UInt8]] = [:]
    for table in state.money.all {
      for change in table.changes() { stored["\(table.name)\n\(change.key)"] = change.row }
    }
    #expect(stored.count > 50)
    let fresh = AssistanceState()
    for table in fresh.money.all {
      table.source = { stored["\($0)\n\($1)"] }
      for name in stored.keys where name.hasPrefix("\(table.name)\n") {
        let key = String(name.dropFirst(table.name.count + 1))
        #expect(try table.rowBytes(key) == stored[name], "\(name)")
      }
    }
  }
}

/// Random acts over a small world, so that they meet one another.
struct MoneyActs {
  private var random: SplitMix64
  /// How many names of a kind were given.
  private var given: [String: Int] = [:]
  /// Steps that a request usually leads to, not yet taken.
  private var pending: [Act] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func pick(_ prefix: String, _ count: Int) -> String {
    "\(prefix)-\(Int.random(in: 1...count, using: &random))"
  }

  /// Mostly small; sometimes nothing, negative, or as large as JSON can say.
  private mutating func amount() -> Int64 {
    switch Int.random(in: 0..<40, using: &random) {
    case 0: 0
    case 1: -Int64.random(in: 1...Fen.max, using: &random)
    case 2: Fen.max - Int64.random(in: 0...1, using: &random)
    case 3: Fen.max / 2
    default: Int64.random(in: 1...1000, using: &random)
    }
  }

  private mutating func fresh(_ prefix: String) -> String {
    given[prefix, default: 0] += 1
    return "\(prefix)-\(given[prefix, default: 0])"
  }

  /// One of the names given last.
  private mutating func known(_ prefix: String) -> String {
    let last = max(1, given[prefix, default: 0])
    return "\(prefix)-\(Int.random(in: max(1, last - 3)...last, using: &random))"
  }

  mutating func next() -> Act {
    if !pending.isEmpty, Bool.random(using: &random) { return pending.removeFirst() }
    let fund = pick("fd", 4)
    let project = pick("pr", 4)
    let amount = amount()
    let by = pick("p", 4)
    switch Int.random(in: 0..<40, using: &random) {
    case 0: return Act("fund.source_registered \(fund)", #"{"name":"x"}"#)
    case 1: return Act("project.proposed \(project)", #"{"name":"x","delivery":"self_build"}"#)
    case 2: return Act("project.library_admitted \(project)")
    case 3:
      return Act("contract.signed \(pick("ct", 6))", #"{"project":"\#(project)","value_fen":\#(amount)}"#)
    case 4: return Act("contract.amended \(pick("ct", 6))", #"{"value_fen":\#(amount)}"#)
    case 5...8:
      return Act("fund.appropriated \(fresh("ap"))", #"{"fund":"\#(fund)","amount_fen":\#(amount)}"#)
    case 9, 10: return Act("fund.integrated \(fund)", #"{"to":"\#(pick("fd", 4))","amount_fen":\#(amount)}"#)
    case 11...14:
      return Act(
        "fund.allocated \(fresh("al"))",
        #"{"fund":"\#(fund)","project":"\#(project)","amount_fen":\#(amount)}"#)
    case 15, 16:
      let from = known("al")
      return Act(
        "fund.reallocated \(from)",
        #"{"to":"\#(fresh("al"))","project":"\#(project)","amount_fen":\#(amount)}"#)
    case 17, 18: return Act("fund.returned \(known("al"))", #"{"amount_fen":\#(amount)}"#)
    case 19: return Act("fund.\(Bool.random(using: &random) ? "frozen" : "unfrozen") \(fund)")
    case 20: return Act("fund.unfrozen \(fund)")
    case 21...25: return request(amount, by)
    case 26...30: return Act("disbursement.approved \(known("pay"))", approval(amount), by: by)
    case 31...34: return Act("disbursement.paid \(known("pay"))", by: by)
    case 35: return Act("disbursement.reconciled \(known("pay"))")
    case 36, 37: return Act("disbursement.reversed \(known("pay"))")
    case 38: return Act("fund.recovered \(known("pay"))", #"{"amount_fen":\#(amount)}"#)
    default:
      return Bool.random(using: &random)
        ? Act(
          "advance.paid \(pick("adv", 30))",
          #"{"payer":"org-1","project":"\#(project)","amount_fen":\#(amount)}"#)
        : Act("advance.settled \(pick("adv", 30))", #"{"payment":"\#(known("pay"))"}"#)
    }
  }

  private mutating func request(_ amount: Int64, _ by: String) -> Act {
    let payment = fresh("pay")
    for event in ["approved", "paid"] {
      pending.append(Act("disbursement.\(event) \(payment)", by: pick("p", 4)))
    }
    let contract = Int.random(in: 0..<4, using: &random) == 0 ? #","contract":"\#(pick("ct", 6))""# : ""
    return Act(
      "disbursement.requested \(payment)",
      #"{"payee":"org-3","allocation":"\#(known("al"))","amount_fen":\#(amount / 4)\#(contract)}"#,
      by: by)
  }

  private mutating func approval(_ amount: Int64) -> String {
    Int.random(in: 0..<4, using: &random) > 0 ? "{}" : #"{"amount_fen":\#(amount / 8)}"#
  }
}
