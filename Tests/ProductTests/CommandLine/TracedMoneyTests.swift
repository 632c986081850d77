import Foundation
import Testing

/// Money followed by its auditor.
@Suite struct TracedMoneyTests {
  /// `trace` named the requester, the approver and the payer of a payment, nobody else at any other step, nobody's signature
  /// and no recovery: who had allocated the money, or entered the payment for another, was not to be seen.
  @Test func everyStepSaysWhoDidItAndWhoSigned() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try taizhang.makeMoney()
      let steps: [[String]] = [
        ["record", "project.started", "--subject", "pr-1", "--sign", "p-0001"],
        // Typed for the applicant, who is somebody else.
        [
          "record", "disbursement.requested", "--subject", "pay-1", "allocation=al-1", "amount=1000元",
          "payee=org-builder", "--by", "p-0007", "--basis", "entered", "--sign", "p-0001",
        ],
        ["record", "disbursement.approved", "--subject", "pay-1", "--sign", "p-0004", "p-0006"],
        ["record", "disbursement.paid", "--subject", "pay-1", "voucher_no=记1", "--sign", "p-0005"],
        [
          "record", "disbursement.reconciled", "--subject", "pay-1", "statement=对1", "amount=1000元", "--sign", "p-0006",
        ],
      ]
      for step in steps {
        let answer = try taizhang.start(Product.binary, step)
        #expect(answer.status == 0, "\(step): \(answer.err)")
      }
      for start in ["pay-1", "al-1", "pr-1", "fd-1", "ap-1"] {
        let trace = try taizhang("trace", start, "--json")
        let steps = trace.json["steps"] as? [[String: Any]] ?? []
        let acts = Dictionary(
          steps.map { ($0["reference"] as? String ?? "", $0["acts"] as? [[String: Any]] ?? []) }, uniquingKeysWith: +)
        #expect(acts.count == 5 && acts.values.allSatisfy { !$0.isEmpty }, "\(start): \(trace.out)")
        let payment = acts["pay-1"] ?? []
        #expect(payment.map { $0["by"] as? String } == ["p-0007", "p-0004", "p-0005", "p-0006"], "\(start)")
        #expect(payment.map { $0["basis"] as? String } == ["entered", "own", "own", "own"])
        #expect(
          payment.map { $0["signers"] as? [String] } == [["p-0001"], ["p-0004", "p-0006"], ["p-0005"], ["p-0006"]])
        #expect(acts["al-1"]?.map { $0["signers"] as? [String] } == [["p-0004"]])
        // Who let the project into the library, not how its works went on.
        #expect(
          acts["pr-1"]?.map { $0["type"] as? String } == ["project.proposed", "project.library_admitted"], "\(start)")
        let last = steps.last { $0["reference"] as? String == "pay-1" }
        #expect(last?["entries"] as? [String] == payment.compactMap { $0["entry"] as? String })
        #expect(last?["persons"] as? [String] == ["p-0007", "p-0004", "p-0005", "p-0006"])
      }
      let whole = try taizhang("trace", "pay-1", "--json").json
      #expect(whole["state"] as? String == "reconciled" && whole["net_fen"] as? Int == 100_000)
      let text = try taizhang("trace", "pay-1").out
      #expect(text.contains("经办：p-0007（代录）　签名：张三（p-0001）\n"), "\(text)")
      #expect(text.contains("经办：p-0004（本人）　签名：p-0004、p-0006\n"))
      let english = try taizhang("trace", "pay-1", "--lang", "en").out
      #expect(english.contains("done by: p-0007 (entered)  signed by: 张三 (p-0001)\n"), "\(english)")
    }
  }

  /// A payment that was asked for and withdrawn read like one that had gone to the builder: the same amount, the same project.
  @Test func aWithdrawnPaymentWentNowhere() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try taizhang.makeMoney()
      for step in [
        ["project.started", "--subject", "pr-1", "--sign", "p-0001"],
        [
          "disbursement.requested", "--subject", "pay-1", "allocation=al-1", "amount=1000元", "payee=org-builder",
          "--sign", "p-0001",
        ],
        ["disbursement.reversed", "--subject", "pay-1", "reason=填错", "--sign", "p-0005"],
      ] {
        let answer = try taizhang.start(Product.binary, ["record"] + step)
        #expect(answer.status == 0, "\(step): \(answer.err)")
      }
      let trace = try taizhang("trace", "pay-1", "--json").json
      #expect(
        trace["state"] as? String == "withdrawn" && trace["net_fen"] as? Int == 0
          && trace["amount_fen"] as? Int == 100_000)
      #expect((trace["projects"] as? [String])?.isEmpty == true)
      let last = (trace["steps"] as? [[String: Any]])?.last
      #expect(last?["state"] as? String == "withdrawn" && last?["net_fen"] as? Int == 0)
      let text = try taizhang("trace", "pay-1").out
      #expect(text.contains("已撤回  净额 0.00元") && text.contains("去向：无（已撤回，没有付出）"), "\(text)")
      let english = try taizhang("trace", "pay-1", "--lang", "en").out
      #expect(english.contains("to: nowhere (withdrawn, nothing went out)"), "\(english)")
      #expect(try taizhang("trace", "村道硬化", "--json").json["paid_fen"] as? Int == 0, "a project by its name")
    }
  }
}
