import Law
import Testing

@testable import Assistance

/// Money found again from any point of its way.
struct MoneyTraceTests {
  /// Two lines integrated into a pool; the pool's money goes to pr-1, a part of it on to pr-2.
  private func ledger() -> MoneyLedger {
    let ledger = MoneyLedger()
    let acts = [
      Act("fund.source_registered fd-1", #"{"name":"中央"}"#),
      Act("fund.source_registered fd-2", #"{"name":"省"}"#),
      Act("fund.source_registered fd-3", #"{"name":"池"}"#),
      Act("fund.source_registered fd-9", #"{"name":"旁"}"#),
      Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":600,"doc_no":"中央1"}"#),
      Act("fund.appropriated ap-2", #"{"fund":"fd-2","amount_fen":400,"doc_no":"省1"}"#),
      Act("fund.appropriated ap-9", #"{"fund":"fd-9","amount_fen":5}"#),
      Act("fund.integrated fd-1", #"{"to":"fd-3","amount_fen":600}"#),
      Act("fund.integrated fd-2", #"{"to":"fd-3","amount_fen":300}"#),
      Act("project.proposed pr-1", #"{"name":"x","delivery":"self_build"}"#),
      Act("project.library_admitted pr-1"),
      Act("project.proposed pr-2", #"{"name":"y","delivery":"self_build"}"#),
      Act("project.library_admitted pr-2"),
      Act("fund.allocated al-1", #"{"fund":"fd-3","project":"pr-1","amount_fen":900,"resolution":"会1"}"#),
      Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-2","amount_fen":200}"#),
      Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":500}"#),
      Act("disbursement.approved pay-1", by: "p-2"),
      Act("disbursement.paid pay-1", #"{"voucher_no":"1"}"#, by: "p-3"),
      Act("disbursement.requested pay-2", #"{"payee":"org-3","allocation":"al-2","amount_fen":200}"#),
    ]
    for act in acts { #expect(ledger.submit(act) == [], "\(act)") }
    return ledger
  }

  private func follow(_ reference: String, _ ledger: MoneyLedger) -> MoneyTrace? {
    MoneyTrace.trace(reference, in: ledger.state) { ledger.related[$0, default: []] }
  }

  private func summary(_ trace: MoneyTrace) -> [String] {
    trace.steps.map {
      "\($0.kind.rawValue) \($0.reference) \($0.amountFen) \($0.places.joined(separator: " "))"
    }
  }

  private let upstream = [
    "appropriation ap-1 600 5.0", "appropriation ap-2 400 6.0", "fund fd-1 600 1.0", "fund fd-2 400 2.0",
    "integration fd-1 600 8.0", "integration fd-2 300 9.0", "fund fd-3 900 3.0",
  ]

  @Test func fromAPayment() throws {
    let trace = try #require(follow("pay-1", ledger()))
    #expect(trace.amountFen == 500)
    #expect(trace.sources == ["fd-1", "fd-2", "fd-3"])
    #expect(trace.projects == ["pr-1"])
    #expect(
      summary(trace) == upstream + [
        "allocation al-1 900 14.0", "project pr-1 700 10.0", "payment pay-1 500 16.0 17.0 18.0",
      ])
    let payment = try #require(trace.steps.last)
    #expect(payment.documents == ["1"])
    #expect(trace.steps.first?.documents == ["中央1"])
  }

  @Test func fromAPaymentOfReallocatedMoney() throws {
    let trace = try #require(follow("pay-2", ledger()))
    #expect(trace.projects == ["pr-2"])
    #expect(
      summary(trace).suffix(4) == [
        "allocation al-1 900 14.0", "reallocation al-2 200 15.0", "project pr-2 200 12.0",
        "payment pay-2 200 19.0",
      ])
  }

  /// `trace` printed a payment that was withdrawn, reversed or recovered like one that had gone to its payee, with the whole amount.
  @Test func whatCameBackWentNowhere() throws {
    let ledger = ledger()
    let before = try #require(follow("pay-1", ledger))
    #expect(before.netFen == 500 && before.paidFen == 500 && before.state?.code == "paid")
    let waiting = try #require(follow("pay-2", ledger))
    #expect(
      waiting.netFen == 0 && waiting.state?.code == "requested" && waiting.projects == ["pr-2"], "it may go there yet")

    #expect(ledger.submit(Act("disbursement.reversed pay-2", #"{"reason":"撤"}"#)) == [])
    let withdrawn = try #require(follow("pay-2", ledger))
    #expect(withdrawn.netFen == 0 && withdrawn.state?.code == "withdrawn" && withdrawn.projects.isEmpty)
    #expect(withdrawn.amountFen == 200, "what was asked for")
    #expect(withdrawn.steps.last.map { [$0.amountFen, $0.netFen] } == [200, 0])

    #expect(ledger.submit(Act("fund.recovered pay-1", #"{"amount_fen":120,"reason":"多付"}"#)) == [])
    let part = try #require(follow("pay-1", ledger))
    #expect(part.netFen == 380 && part.state?.code == "paid" && part.projects == ["pr-1"])
    let allocation = try #require(follow("al-1", ledger))
    #expect(allocation.amountFen == 900 && allocation.netFen == 580, "200 moved on, 120 came back to the line")
    #expect(allocation.paidFen == 380, "pay-2 went nowhere")
    for reference in ["pr-1", "fd-3", "fd-1", "ap-1"] {
      #expect(follow(reference, ledger)?.paidFen == 380, "\(reference)")
    }

    #expect(ledger.submit(Act("fund.recovered pay-1", #"{"amount_fen":380,"reason":"多付"}"#)) == [])
    let whole = try #require(follow("pay-1", ledger))
    #expect(whole.netFen == 0 && whole.projects.isEmpty && whole.state?.code == "paid")
  }

  @Test func aReversedPaymentWentNowhere() throws {
    let ledger = ledger()
    #expect(ledger.submit(Act("disbursement.reversed pay-1", #"{"reason":"退汇","voucher_no":"2"}"#, by: "p-3")) == [])
    let trace = try #require(follow("pay-1", ledger))
    #expect(trace.netFen == 0 && trace.paidFen == 0 && trace.state?.code == "reversed" && trace.projects.isEmpty)
    #expect(follow("al-1", ledger)?.paidFen == 0)
  }

  @Test func fromAnAllocation() throws {
    let trace = try #require(follow("al-1", ledger()))
    #expect(trace.amountFen == 900)
    #expect(trace.projects == ["pr-1", "pr-2"])
    #expect(trace.steps.filter { $0.kind == .payment }.map(\.reference) == ["pay-1", "pay-2"])
  }

  @Test func fromAProject() throws {
    let trace = try #require(follow("pr-1", ledger()))
    #expect(trace.amountFen == 700)
    #expect(trace.projects == ["pr-1"])
    #expect(trace.steps.filter { $0.kind == .payment }.map(\.reference) == ["pay-1"])
    #expect(summary(trace).prefix(7) == upstream[...])
  }

  @Test func fromAFundLineAndAnAppropriation() throws {
    let ledger = ledger()
    for reference in ["fd-1", "ap-1"] {
      let trace = try #require(follow(reference, ledger))
      #expect(trace.amountFen == 600)
      #expect(trace.sources == ["fd-1", "fd-3"], "what else is in the pool is not this line's")
      #expect(trace.steps.filter { $0.kind == .payment }.map(\.reference) == ["pay-1", "pay-2"])
      #expect(trace.steps.filter { $0.kind == .integration }.map(\.counterpart) == ["fd-3"])
    }
    #expect(follow("fd-3", ledger)?.sources == ["fd-1", "fd-2", "fd-3"])
  }

  @Test func fromNowhere() {
    let ledger = ledger()
    for reference in ["pay-9", "hh-1", "ledger", "al-9", "pr-9", "fd-8", "ap-8"] {
      #expect(follow(reference, ledger) == nil, "\(reference)")
    }
  }

  /// Pools that give to one another must not send the walk round in circles.
  @Test func poolsInACircle() throws {
    let ledger = Stage.appropriated.ledger()
    let acts = [
      Act("fund.source_registered fd-2", #"{"name":"池"}"#),
      Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":10}"#),
      Act("fund.integrated fd-2", #"{"to":"fd-1","amount_fen":10}"#),
    ]
    for act in acts { #expect(ledger.submit(act) == []) }
    #expect(follow("fd-1", ledger)?.sources == ["fd-1", "fd-2"])
    #expect(follow("ap-1", ledger)?.sources == ["fd-1", "fd-2"])
  }

  /// The answer must not depend on the order in which the index names the related.
  @Test func orderOfTheIndexDoesNotMatter() {
    let ledger = ledger()
    for reference in ["pay-1", "al-1", "pr-1", "fd-1", "ap-1"] {
      let forward = MoneyTrace.trace(reference, in: ledger.state) { ledger.related[$0, default: []] }
      let backward = MoneyTrace.trace(reference, in: ledger.state) {
        ledger.related[$0, default: []].reversed()
      }
      #expect(forward?.steps == backward?.steps)
    }
  }
}
