import Foundation
import Testing

/// What officials see before they sign, and what waits for whom.
@Suite struct SigningOffTests {
  private func run(_ taizhang: Product, _ steps: [[String]]) throws {
    for step in steps {
      let answer = try taizhang.start(Product.binary, step)
      #expect(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  /// A problem with evidence, of a named household, in a county that is registered.
  private func openProblem(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    try taizhang.makeSigners()
    try Data("photo".utf8).write(to: URL(fileURLWithPath: taizhang.path("a.jpg")))
    let own = ["--sign", "p-0001"]
    try run(
      taizhang,
      [
        ["record", "region.registered", "--subject", "rg-1", "code=621021000000", "name=庆城县"] + own,
        ["household", "add", "hh-0002", "--place", "621021103204", "--head-name", "李四"] + own,
        [
          "record", "problem.opened", "--subject", "pb-1", "source=走访", "kind=饮水安全", "severity=2", "household=hh-0002",
          "description=饮水不稳定", "--place", "621021103204",
        ] + own,
        ["record", "evidence.attached", "--subject", "pb-1", "--attach", "a.jpg"] + own,
      ])
  }

  private func sign(_ taizhang: Product, _ slot: String, _ person: String) throws {
    try run(taizhang, [["record", "problem.signed", "--subject", "pb-1", "slot=\(slot)", "--sign", person]])
  }

  /// `signoff print` and `signoff show` named the offices `department_head` and `county_leader_in_charge`, the evidence `photo`,
  /// and the form said neither what the problem was nor whose nor where: an official who knows no codes could not sign it.
  @Test func theFormIsReadableWithoutCodes() throws {
    try Product.run { (taizhang) throws in
      try openProblem(taizhang)
      let form = try taizhang("signoff", "print", "pb-1").out
      for words in [
        "庆城县（621021）", "某局", "饮水不稳定", "饮水安全", "李四（hh-0002）", "张三（p-0001）", "照片", "部门主要负责人：____", "分管县级领导：____",
      ] {
        #expect(form.contains(words), "\(words): \(form)")
      }
      let english = try taizhang("signoff", "print", "pb-1", "--lang", "en", "--format", "html").out
      for words in [
        "Department head: ____", "County leader in charge: ____", "Drinking water", "Photograph", "county: 庆城县",
      ] {
        #expect(english.contains(words), "\(words): \(english)")
      }
      for text in [form, english] {
        for code in ["department_head", "county_leader_in_charge", "photo  ", "visit"] {
          #expect(!text.contains(code), "\(code): \(text)")
        }
      }
      let shown = try taizhang("signoff", "show", "pb-1").out
      #expect(shown.contains("销号签字·部门主要负责人 → 销号签字·分管县级领导"), "\(shown)")
      #expect(shown.contains("照片"))

      try sign(taizhang, "department_head", "p-0002")
      #expect(try taizhang("signoff", "print", "pb-1").out.contains("部门主要负责人：p-0002，"))
      let steps = try taizhang("signoff", "show", "pb-1", "--json").json["steps"] as? [[String: Any]]
      #expect(steps?.map { $0["done"] as? Bool } == [true, false, false])
      #expect(steps?.first?["by"] as? String == "p-0002" && steps?.first?["signers"] as? [String] == ["p-0002"])
      #expect((steps?.first?["title"] as? [String: String])?["zh"] == "部门主要负责人")

      // Without the vault nothing that is sealed is on the paper.
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/vault"))
      let masked = try taizhang("signoff", "print", "pb-1").out
      #expect(!masked.contains("李四") && !masked.contains("饮水不稳定") && masked.contains("hh-0002"))
    }
  }

  /// Evidence that a sheet names by its digest was counted by the rules, but the form said "evidence (0)" under two signatures.
  @Test func theFormCountsEvidenceAsTheRulesDo() throws {
    try Product.run { (taizhang) throws in
      try openProblem(taizhang)
      let digest = String(repeating: "ab", count: 32)
      for fields in [
        ["kind=photo_after", "digest=\(digest)"], ["kind=photo_after", "digest=\(digest)"], ["kind=form"],
      ] {
        try run(taizhang, [["record", "evidence.attached", "--subject", "pb-1"] + fields + ["--sign", "p-0001"]])
      }
      let row = try taizhang("query", "problems", "--where", "key=pb-1", "--format", "jsonl").json
      #expect(row["evidence"] as? Int == 3, "a file counts once")
      let form = try taizhang("signoff", "print", "pb-1").out
      #expect(form.contains("佐证（3件）") && form.contains("整改后照片  \(digest)") && form.contains("（没有文件）"), "\(form)")
      let shown = try taizhang("signoff", "show", "pb-1").out
      #expect(shown.contains("佐证：3件") && shown.contains("\(digest)  （本机没有此文件）"), "\(shown)")
      #expect((try taizhang("signoff", "show", "pb-1", "--json").json["evidence"] as? [String])?.count == 2)
    }
  }

  /// After a reopening the rules counted no evidence, yet the form named all of it, and the files of every event that only linked
  /// to the problem besides.
  @Test func theFormForgetsWhatCountsNoMore() throws {
    try Product.run { (taizhang) throws in
      try openProblem(taizhang)
      for name in ["b.jpg", "c.jpg", "d.jpg"] {
        try Data(name.utf8).write(to: URL(fileURLWithPath: taizhang.path(name)))
      }
      func record(_ type: String, _ fields: String...) throws {
        try run(taizhang, [["record", type] + fields + ["--sign", "p-0001"]])
      }
      /// The pieces that the rules count and those that the form names are as many.
      func expectCounted(_ count: Int) throws {
        let row = try taizhang("query", "problems", "--where", "key=pb-1", "--format", "jsonl").json
        #expect(row["evidence"] as? Int == count)
        #expect((try taizhang("signoff", "show", "pb-1", "--json").json["evidence"] as? [String])?.count == count)
        #expect(try taizhang("signoff", "print", "pb-1").out.contains("佐证（\(count)件）"))
      }
      try record("visit.recorded", "--subject", "hh-0002", "minutes=45", "problems=pb-1", "--attach", "b.jpg")
      try record("problem.supervised", "--subject", "pb-1", "--attach", "c.jpg")
      try expectCounted(1)
      #expect(
        try taizhang("signoff", "show", "pb-1").out.contains("走访记录"), "a linked event is of the trail all the same")
      try sign(taizhang, "department_head", "p-0002")
      try sign(taizhang, "county_leader_in_charge", "p-0003")
      try record("problem.closed", "--subject", "pb-1")
      try record("problem.reopened", "--subject", "pb-1", "reason=又断水了")
      try expectCounted(0)
      // A file it had before proves nothing new; another does.
      try record("evidence.attached", "--subject", "pb-1", "--attach", "a.jpg")
      try expectCounted(0)
      try record("evidence.attached", "--subject", "pb-1", "--attach", "d.jpg")
      try expectCounted(1)
    }
  }

  /// A problem that both officials had signed, but nobody had closed, stood in nobody's inbox, and so stayed open.
  @Test func aSignedProblemWaitsForWhoeverMayCloseIt() throws {
    try Product.run { (taizhang) throws in
      try openProblem(taizhang)
      func items(_ person: String) throws -> [[String: Any]] {
        try taizhang("inbox", "--person", person, "--json").json["items"] as? [[String: Any]] ?? []
      }
      try sign(taizhang, "department_head", "p-0002")
      #expect(try items("p-0001").isEmpty && items("p-0002").isEmpty)
      try sign(taizhang, "county_leader_in_charge", "p-0003")
      let handling = "taizhang record problem.closed --subject pb-1 --sign p-0001"
      for person in ["p-0001", "p-0002", "p-0003"] {
        let waiting = try items(person)
        #expect(waiting.count == 1 && waiting.first?["awaited"] as? String == "problem.closed", "\(person): \(waiting)")
      }
      #expect(try items("p-0001").first?["next"] as? String == handling)
      let shown = try taizhang("signoff", "show", "pb-1", "--json").json["next"] as? String
      #expect(shown == "taizhang record problem.closed --subject pb-1 --sign KEY")
      #expect(try items("p-0009").isEmpty, "a registrar neither signed nor handles")
      let text = try taizhang("inbox", "--person", "p-0001").out
      #expect(text.contains("问题销号") && text.contains(handling), "\(text)")
      let command = handling.split(separator: " ").dropFirst().map(String.init)
      #expect(try taizhang.start(Product.binary, command).status == 0)
      for person in ["p-0001", "p-0002", "p-0003"] { #expect(try items(person).isEmpty) }
      #expect(try taizhang("signoff", "show", "pb-1").out.contains("没有待签、待办的环节"))
    }
  }

  /// `inbox` sent the approver of a payment to `signoff show pay-…`, which printed the trail and not a word about what there is
  /// to approve.
  @Test func aPaymentSaysWhatIsToBeSigned() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try taizhang.makeMoney()
      try run(
        taizhang,
        [
          [
            "record", "disbursement.requested", "--subject", "pay-1", "allocation=al-1", "amount=1000元",
            "payee=org-builder", "--sign", "p-0001",
          ]
        ])
      let waiting = try taizhang("inbox", "--person", "p-0004", "--json").json["items"] as? [[String: Any]]
      #expect(waiting?.first?["next"] as? String == "taizhang signoff show pay-1")
      let shown = try taizhang("signoff", "show", "pay-1").out
      #expect(shown.contains("用款审批·审批人 → 资金支付·出纳") && shown.contains("disbursement.approved"), "\(shown)")
      let form = try taizhang("signoff", "print", "pay-1").out
      #expect(form.contains("村道硬化（pr-1）") && form.contains("1000.00元") && form.contains("用款审批（审批人）：____"), "\(form)")
      try run(taizhang, [["record", "disbursement.approved", "--subject", "pay-1", "--sign", "p-0004"]])
      let steps = try taizhang("signoff", "show", "pay-1", "--json").json["steps"] as? [[String: Any]]
      #expect(steps?.map { $0["by"] as? String } == ["p-0001", "p-0004", nil])

      // Taken back, it waits for nobody.
      try run(taizhang, [["record", "disbursement.reversed", "--subject", "pay-1", "reason=不用了", "--sign", "p-0005"]])
      #expect(try taizhang("signoff", "show", "pay-1").out.contains("没有待签、待办的环节"))

      // A household is not signed off, and the answer says what is.
      let household = try taizhang("signoff", "show", "hh-0001")
      #expect(household.out.contains("不设签字程序") && household.out.contains("pay-…"), "\(household.out)")
      #expect(!household.out.contains("双"), "how many sign is the pack's to say")
      #expect(try taizhang("signoff", "show", "hh-0001", "--json").json["signed_off"] as? Bool == false)
    }
  }

  /// `--where signatures=贫农` or a misspelt office gave the empty table: nobody seemed to have signed.
  @Test func signaturesAreFoundByTheirWords() throws {
    try Product.run { (taizhang) throws in
      try openProblem(taizhang)
      try sign(taizhang, "department_head", "p-0002")
      let row = try taizhang("query", "problems", "--format", "jsonl").json
      let signature = try #require((row["signatures"] as? [String])?.first)
      let words = signature.split(separator: " ").map(String.init)
      #expect(words.count == 4 && words[3].hasSuffix("="), "\(signature)")
      for value in words + [signature, "部门主要负责人", "Department head"] {
        let rows = try taizhang("query", "problems", "--where", "signatures=\(value)", "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.contains("pb-1"), "\(value): \(rows)")
      }
      for value in ["p-0003", "999.0", "county_leader_in_charge", "department_head p-0003 \(words[2]) \(words[3])"] {
        let rows = try taizhang("query", "problems", "--where", "signatures=\(value)", "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.isEmpty, "\(value): \(rows)")
      }
      for (view, condition) in [
        ("problems", "signatures=贫农"), ("problems", "signatures=department_haed"),
        ("problems", "signatures=department_head p-0002"), ("problems", "signatures=贫农 p-0002 \(words[2]) \(words[3])"),
        ("problems", "signatures=01.0"), ("packs", "problem_slots=departmen_head"),
        ("packs", "problem_slots=department_head=贫农"),
      ] {
        let refused = try taizhang("query", view, "--where", condition)
        #expect(refused.status == 64 && refused.out.isEmpty, "\(condition): \(refused)")
        #expect(refused.err.contains("E98") && refused.err.contains("department_head"), "\(condition): \(refused.err)")
      }
    }
  }
}
