import EventSourcing
import Testing

@testable import Assistance

/// One yuan from the appropriation to the bank statement and back, and what the packs change.
struct MoneyPathTests {
  @Test func everyStageConserves() {
    for stage in Stage.allCases {
      #expect(MoneyInvariants.check(stage.ledger().state) == [], "\(stage)")
    }
  }

  @Test func theWholePathIsInTheRows() throws {
    let money = Stage.reconciled.ledger().state.money
    let fund = try #require(money.funds["fd-1"])
    #expect(fund.state == .appropriated)
    #expect(fund.documents == ["县财发1号", "省财发7号"])
    #expect(fund.availableFen == 100_000)
    #expect(fund.balance == .init(paidFen: 500_000, reconciledFen: 500_000))
    let allocation = try #require(money.allocations["al-1"])
    #expect(allocation.availableFen == 400_000)
    #expect(allocation.event == "6.0")
    let payment = try #require(money.payments["pay-1"])
    #expect(payment.state == .reconciled)
    #expect([payment.requested, payment.approved, payment.paid].map(\.person) == ["p-1", "p-2", "p-3"])
    #expect(
      [payment.requested, payment.approved, payment.paid, payment.reconciled].map(\.event) == [
        "7.0", "8.0", "9.0", "10.0",
      ])
    #expect(payment.requested.basis == "own")
    let project = try #require(money.projects["pr-1"])
    #expect(project.library == .reserve)
    #expect(project.allocatedFen == 900_000)
    #expect(project.balance.paidFen == 500_000)
    #expect(money.contracts["ct-1"]?.balance.paidFen == 500_000)
    #expect(money.documents["voucher////记001"]?.payment == "pay-1")
  }

  @Test func reversalPutsTheMoneyBack() throws {
    let ledger = Stage.reconciled.ledger()
    #expect(ledger.submit(Act("disbursement.reversed pay-1", #"{"reason":"退汇"}"#)) == [])
    let money = ledger.state.money
    #expect(money.payments["pay-1"]?.state == .reversed)
    #expect(money.allocations["al-1"]?.availableFen == 900_000)
    #expect(money.allocations["al-1"]?.balance == .init(reversedFen: 500_000))
    #expect(MoneyInvariants.check(ledger.state) == [])
  }

  /// Recovered money goes back to the fund line it came from, not to the project.
  @Test func recoveredMoneyGoesToTheFundLine() throws {
    let ledger = Stage.reconciled.ledger()
    #expect(ledger.submit(Act("fund.recovered pay-1", #"{"amount_fen":200000,"from":"org-3"}"#)) == [])
    let money = ledger.state.money
    #expect(money.funds["fd-1"]?.availableFen == 300_000)
    #expect(money.allocations["al-1"]?.availableFen == 400_000)
    #expect(money.allocations["al-1"]?.returnedFen == 200_000)
    #expect(money.payments["pay-1"]?.recoveredFen == 200_000)
    #expect(money.projects["pr-1"]?.allocatedFen == 700_000)
    #expect(MoneyInvariants.check(ledger.state) == [])
  }

  @Test func aLowerApprovalReleasesTheRest() {
    let ledger = Stage.requested.ledger()
    #expect(ledger.submit(Act("disbursement.approved pay-1", #"{"amount_fen":300000}"#, by: "p-2")) == [])
    #expect(ledger.state.money.allocations["al-1"]?.availableFen == 600_000)
    #expect(ledger.submit(Act("disbursement.paid pay-1", #"{"amount_fen":300000}"#, by: "p-3")) == [])
    #expect(ledger.state.money.funds["fd-1"]?.balance.paidFen == 300_000)
  }

  @Test func aStatementThatDisagreesReconcilesNothing() {
    let ledger = Stage.paid.ledger()
    let act = Act("disbursement.reconciled pay-1", #"{"statement_amount_fen":1,"matched":false}"#)
    #expect(ledger.submit(act) == [])
    #expect(ledger.state.money.payments["pay-1"]?.state == .paid)
    #expect(ledger.state.money.payments["pay-1"]?.isStatementMatched == false)
    #expect(ledger.state.money.funds["fd-1"]?.balance.reconciledFen == 0)
  }

  @Test func integrationIsRememberedBySource() {
    let ledger = Stage.appropriated.ledger()
    #expect(ledger.submit(Act("fund.source_registered fd-2", #"{"name":"池"}"#)) == [])
    #expect(ledger.submit(Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":600000}"#)) == [])
    let pool = ledger.state.money.funds["fd-2"]
    #expect(pool?.isPool == true)
    #expect(pool?.state == .appropriated)
    #expect(pool?.availableFen == 600_000)
    #expect(pool?.sources == [FundSource(fund: "fd-1", amountFen: 600_000, event: "4.0")])
    #expect(MoneyInvariants.check(ledger.state) == [])
  }

  @Test func acceptanceFreesTheRetentionOfAContract() {
    let ledger = Stage.admitted.ledger()
    let request = Act(
      "disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","contract":"ct-1","amount_fen":800000}"#)
    #expect(ledger.submit(Stage.acts[5]) == [])
    #expect(ledger.submit(request) == ["F06"])
    for event in ["started", "completed", "accepted"] {
      #expect(ledger.submit(Act("project.\(event) pr-1")) == [])
    }
    #expect(ledger.submit(request) == [])
  }

  @Test func aProjectWithoutContractIsPaidOnlyWhenItsDeliveryNeedsNone() {
    for (delivery, codes) in [
      ("contract", ["F09"]), ("self_build", []), ("work_relief", []), ("household_subsidy", []),
    ] {
      let ledger = Stage.appropriated.ledger()
      let acts = [
        Act("project.proposed pr-1", #"{"name":"x","delivery":"\#(delivery)"}"#),
        Act("project.library_admitted pr-1"),
        Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":10}"#),
        Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":10}"#),
        Act("disbursement.approved pay-1", by: "p-2"),
      ]
      for act in acts { #expect(ledger.submit(act) == []) }
      #expect(ledger.submit(Act("disbursement.paid pay-1", by: "p-3")) == codes, "\(delivery)")
    }
  }

  // MARK: Packs

  @Test func thePackMayForbidACategory() {
    let ledger = Stage.contracted.ledger()
    ledger.activate { $0.negativeList = ["water"] }
    #expect(ledger.submit(Act("project.library_admitted pr-1")) == ["F03"])
    #expect(ledger.submit(Act("project.changed pr-1", #"{"field":"category","new":"road"}"#)) == [])
    #expect(ledger.submit(Act("project.library_admitted pr-1")) == [])
    #expect(
      ledger.submit(Act("project.changed pr-1", #"{"changes":[{"field":"category","new":"water"}]}"#)) == [
        "F03"
      ])
  }

  @Test func thePackMayAllowAllocationOutsideTheLibraryButNotPayment() {
    let ledger = Stage.contracted.ledger()
    ledger.activate { $0.libraryRequired = false }
    for act in Stage.acts[5...7] { #expect(ledger.submit(act) == []) }
    #expect(ledger.submit(Stage.acts[8]) == ["F01"])
  }

  @Test func thePackMayAskForEveryReview() {
    let ledger = Stage.contracted.ledger()
    ledger.activate { $0.isLibraryChainStrict = true }
    let admit = Act("project.library_admitted pr-1")
    #expect(ledger.submit(admit) == ["R13"])
    #expect(ledger.submit(Act("project.dept_argued pr-1")) == ["R03"])
    #expect(ledger.submit(Act("project.township_reviewed pr-1", #"{"result":"pass"}"#)) == [])
    #expect(ledger.submit(Act("project.started pr-1")) == ["R03"])
    #expect(ledger.submit(Act("project.dept_argued pr-1")) == [])
    #expect(ledger.submit(admit) == ["R13"])
    #expect(ledger.submit(Act("project.county_approved pr-1")) == [])
    #expect(ledger.submit(admit) == [])
  }

  @Test func thePackMayCapPrepayment() {
    let ledger = Stage.proposed.ledger()
    ledger.activate { $0.prepayMaxBp = 3000 }
    #expect(ledger.submit(Act("contract.signed ct-1", #"{"project":"pr-1","prepay_bp":3001}"#)) == ["M21"])
    #expect(ledger.submit(Act("contract.signed ct-1", #"{"project":"pr-1","prepay_bp":3000}"#)) == [])
    #expect(ledger.submit(Act("contract.amended ct-1", #"{"prepay_bp":3001}"#)) == ["M21"])
  }

  // MARK: Advances

  private func advanced(_ stage: Stage) -> MoneyLedger {
    let ledger = stage.ledger()
    ledger.activate {
      $0.advanceAllowed = true
      $0.advanceMaxDays = 90
    }
    return ledger
  }

  private let advance = Act("advance.paid adv-1", #"{"payer":"org-3","project":"pr-1","amount_fen":400000}"#)
  private let settle = Act("advance.settled adv-1", #"{"payment":"pay-1"}"#)

  @Test func advancesNeedAPack() {
    #expect(Stage.proposed.ledger().submit(advance) == ["M19"])
    let ledger = advanced(.proposed)
    #expect(ledger.submit(advance) == [])
    #expect(ledger.state.money.advances["adv-1"]?.dueDay == "2026-08-30")
    #expect(ledger.submit(Act("project.started pr-1")) == [], "work may begin before a contract")
  }

  @Test func advancesAreSettledByAPaymentOfTheProject() {
    let ledger = advanced(.approved)
    #expect(ledger.submit(advance) == [])
    #expect(ledger.submit(settle) == ["M22"])
    #expect(ledger.submit(Stage.acts[8]) == [])
    #expect(ledger.submit(settle) == [])
    #expect(ledger.submit(settle) == ["R03", "M22"])
    let second = Act("advance.paid adv-2", #"{"payer":"org-3","project":"pr-1","amount_fen":100001}"#)
    #expect(ledger.submit(second) == [])
    #expect(ledger.submit(Act("advance.settled adv-2", #"{"payment":"pay-1"}"#)) == ["M22"])
    #expect(ledger.submit(Act("disbursement.reversed pay-1")) == [])
    #expect(ledger.state.money.advances["adv-1"]?.state == .open)
    #expect(MoneyInvariants.check(ledger.state) == [])
  }

  @Test func noAdvanceIsSettledOutsideTheLibraryOrFromAnotherProject() {
    let ledger = advanced(.paid)
    #expect(ledger.submit(advance) == [])
    #expect(ledger.submit(Act("project.proposed pr-2", #"{"name":"y"}"#)) == [])
    #expect(
      ledger.submit(Act("advance.paid adv-2", #"{"payer":"org-3","project":"pr-2","amount_fen":1}"#)) == [])
    #expect(ledger.submit(Act("advance.settled adv-2", #"{"payment":"pay-1"}"#)) == ["M09", "F22"])
    #expect(ledger.submit(Act("project.library_removed pr-1")) == [])
    #expect(ledger.submit(settle) == ["F22"])
  }

  // MARK: Households and the public

  @Test func householdsAreCountedOnce() {
    let ledger = Stage.proposed.ledger()
    for household in ["hh-1", "hh-2", "hh-1"] {
      #expect(ledger.submit(Act("project.beneficiary_linked pr-1", #"{"household":"\#(household)"}"#)) == [])
    }
    #expect(
      ledger.submit(Act("project.benefit_delivered pr-1", #"{"household":"hh-1","amount_fen":7}"#)) == [])
    #expect(ledger.state.money.projects["pr-1"]?.beneficiaries == 2)
    #expect(ledger.state.money.beneficiaries["pr-1/hh-1"]?.benefitsFen == 7)
  }

  @Test func objectionsAreAnswered() {
    let ledger = Stage.proposed.ledger()
    #expect(ledger.submit(Act("disclosure.posted dc-1", #"{"subject":"pr-1","stage":"library"}"#)) == [])
    #expect(ledger.submit(Act("disclosure.objection_resolved dc-1")) == ["R03"])
    for event in ["received", "received", "resolved"] {
      #expect(ledger.submit(Act("disclosure.objection_\(event) dc-1")) == [])
    }
    #expect(ledger.state.money.disclosures["dc-1"]?.state == .objected)
    #expect(ledger.submit(Act("disclosure.objection_resolved dc-1")) == [])
    #expect(ledger.state.money.disclosures["dc-1"]?.state == .posted)
    #expect(ledger.submit(Act("disclosure.removed dc-1")) == [])
    #expect(ledger.submit(Act("disclosure.removed dc-1")) == ["R03"])
    #expect(ledger.submit(Act("disclosure.objection_resolved dc-1")) == ["R15"])
  }

  @Test func messagesNameAmountsAndPlaces() throws {
    let act = Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1000001}"#)
    let refusal = try #require(Stage.admitted.ledger().refusals(act).first)
    #expect(refusal.message.zh == "资金fd-1可分配10000.00元，不足10000.01元，差0.01元")
    #expect(refusal.path == "$.events[0].data.amount_fen")
  }
}
