import Foundation
import Testing

/// Names where references are taken, whatever the command, and back again.
@Suite struct TypedNamesTests {
  private func ledger(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    let steps = [
      ["org", "add", "org-finance", "--name", "示例县财政局", "--kind", "财政局", "--sign", "p-founder"],
      ["village", "add", "v-0001", "--name", "甲村", "--place", "621021103204", "--sign", "p-0001"],
      ["village", "add", "v-0002", "--name", "乙村", "--place", "621021103205", "--sign", "p-0001"],
      [
        "household", "add", "hh-0002", "--village", "甲村", "--place", "甲村", "--head-name", "王建国", "--persons", "4",
        "--sign", "p-0001",
      ],
      [
        "household", "add", "hh-0003", "--village", "v-0002", "--head-name", "李四", "--persons", "2", "--sign", "p-0001",
      ],
      [
        "person", "add", "p-0002", "--name", "阿卜·买买提", "--role", "经办人", "--org", "示例县财政局", "--from", "2026/1/1",
        "--sign",
        "p-founder",
      ],
    ]
    for step in steps {
      let answer = try taizhang.start(Product.binary, step)
      #expect(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  /// `show 王建国` said that the ledger knew no such thing, `inbox --person 张三` and `--sign 张三` the same: a clerk knows names,
  /// the program wanted numbers.
  @Test func everyCommandTakesNames() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      let visit = try taizhang(
        "record", "走访记录", "--subject", "王建国", "时长=45", "visitor=张三", "--by", "阿卜•买买提", "--basis", "代录", "--place", "甲村",
        "--sign", "张三")
      #expect(visit.status == 0, "\(visit.err)")
      let seq = try #require(try taizhang("log", "--json", "--type", "走访记录").json["place"] as? String)
      let event = try #require(try taizhang("show", seq, "--json").json["event"] as? [String: Any])
      #expect(event["subject"] as? String == "hh-0002" && event["by"] as? String == "p-0002")
      #expect(event["place"] as? String == "621021103204" && event["basis"] as? String == "entered")
      #expect((event["data"] as? [String: Any])?["visitor"] as? String == "p-0001")
      for (question, found) in [
        (["show", "王建国"], "王建国（hh-0002）：2个事件"), (["show", "示例县财政局"], "示例县财政局（org-finance）"),
        (["log", "--subject", "王建国"], "走访记录"), (["log", "--place", "甲村"], "走访记录"),
        (["inbox", "--person", "张三"], "没有待办"), (["signoff", "show", "王建国"], "时长（分钟）：45"),
        (["query", "走访", "--where", "走访人=张三"], "王建国（hh-0002）"), (["query", "农户", "--where", "村=乙村"], "李四（hh-0003）"),
        (["query", "农户", "--where", "key=王建国"], "甲村"), (["query", "农户", "--place", "乙村"], ""),
        (["explain", "农户", "王建国", "走访次数"], "0 → 1"),
        (["duty", "assign", "张三", "--role", "经办人", "--org", "示例县财政局", "--sign", "p-founder"], "duty-0001-2"),
        (["may", "张三"], "走访"), (["who-may", "走访记录", "王建国"], "张三"),
      ] {
        let answer = try taizhang.start(Product.binary, question)
        #expect(answer.status == 0 && (found.isEmpty || answer.out.contains(found)), "\(question): \(answer)")
      }
      #expect(try taizhang("attest").status == 0)
      #expect(try taizhang("prove", "王建国", "-o", "1.proof").status == 0)
      #expect(try taizhang("prove", "--pack", "王建国", "-o", "1.zip").status == 0)
      let disclosing = try taizhang("prove", "--pack", "王建国", "-o", "2.zip", "--disclose", "head_name")
      #expect(disclosing.status == 0, "the vault is opened once: \(disclosing.err)")
      #expect(try taizhang("prove", "--view", "农户", "-o", "v.proof").status == 0)
    }
  }

  /// Nobody is guessed at: two of one name are listed with what tells them apart, and nothing is recorded.
  @Test func namesakesAreListed() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      let steps = [
        [
          "household", "add", "hh-0004", "--village", "v-0002", "--head-name", "王建国", "--persons", "3", "--sign",
          "p-0001",
        ],
        [
          "person", "add", "p-0003", "--name", "王建国", "--role", "handler", "--org", "org-finance", "--sign",
          "p-founder",
        ],
      ]
      for step in steps {
        let answer = try taizhang.start(Product.binary, step)
        #expect(answer.status == 0, "\(step): \(answer.err)")
      }
      let shown = try taizhang("show", "王建国")
      #expect(shown.status == 64 && shown.out.isEmpty && shown.err.contains("E76"), "\(shown)")
      for one in ["hh-0002（农户，甲村，4人）", "hh-0004（农户，乙村，3人）", "p-0003（人员，示例县财政局，经办人）"] {
        #expect(shown.err.contains(one), "\(one): \(shown.err)")
      }
      let visit = try taizhang("record", "visit.recorded", "--subject", "王建国", "minutes=45", "--sign", "p-0001")
      #expect(visit.status == 64 && visit.err.contains("hh-0004") && !visit.err.contains("p-0003"), "\(visit)")
      #expect(try taizhang("inbox", "--person", "王建国").status == 0, "one person only")
    }
  }

  /// Where the vault is not, "there is no 王建国" would be a lie.
  @Test func namesAreClosedWithoutTheVault() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      let nobody = try taizhang("show", "赵六")
      #expect(nobody.status == 1 && nobody.err.contains("E55") && nobody.err.contains("没有“赵六”"), "\(nobody)")
      let close = try taizhang("show", "示例县财政")
      #expect(close.status == 1 && close.err.contains("是不是“示例县财政局（org-finance）”"), "\(close)")
      #expect(try taizhang("query", "households").out.contains("王建国（hh-0002）"))
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/vault"))
      for question in [["show", "王建国"], ["inbox", "--person", "张三"], ["query", "走访", "--where", "走访人=张三"]] {
        let answer = try taizhang.start(Product.binary, question)
        #expect(
          answer.status == 1 && answer.err.contains("E75") && answer.err.contains("names are closed here"), "\(answer)")
        #expect(!answer.err.contains("E55"))
      }
      #expect(try taizhang("show", "示例县财政局").status == 0, "its name stands in the log")
      let rows = try taizhang("query", "households")
      #expect(rows.status == 0 && rows.out.contains("hh-0002") && !rows.out.contains("王建国"))
      // A name is masked or left out, never told wrong.
      let refused = try taizhang("record", "visit.recorded", "--subject", "王建国", "minutes=1", "--sign", "p-0001")
      #expect(refused.status == 1 && refused.err.contains("E75"), "\(refused)")
    }
  }

  /// What a name was corrected to is the name; what it was is nobody's.
  @Test func aCorrectedNameIsTheName() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      let place = try #require(try taizhang("log", "--json", "--subject", "hh-0002").json["place"] as? String)
      let corrected = try taizhang("correct", place, "head_name=王建民", "--reason", "错字", "--sign", "p-0001")
      #expect(corrected.status == 0, "\(corrected.err)")
      #expect(try taizhang("show", "王建民").out.contains("王建民（hh-0002）"))
      #expect(try taizhang("show", "王建国").status == 1)
    }
  }
}
