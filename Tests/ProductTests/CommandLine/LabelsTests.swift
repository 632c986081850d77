import Foundation
import Testing

/// Labels for people, codes for programs: what is printed, and what is asked for.
@Suite struct LabelsTests {
  private func ledger(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    let steps = [
      ["household", "add", "hh-0002", "--place", "621021103204", "--tag", "low_income", "--sign", "p-0001"],
      ["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "mode=in_person", "--sign", "p-0001"],
    ]
    for step in steps { #expect(try taizhang.start(Product.binary, step).status == 0, "\(step)") }
  }

  /// Chinese tables showed `active_target`, `in_person`, `own` and `false`: codes that clerks do not read.
  @Test func tablesShowLabelsAndFilesCodes() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      let households = try taizhang("query", "households", "--columns", "key,state,tags,basis,confirmed")
      #expect(households.out.contains("帮扶中") && households.out.contains("低保户"), "\(households.out)")
      #expect(households.out.contains("本人") && households.out.contains("否"), "\(households.out)")
      for code in ["active_target", "low_income", "own", "false"] { #expect(!households.out.contains(code), "\(code)") }
      let english = try taizhang("query", "households", "--columns", "key,state,confirmed", "--lang", "en")
      #expect(english.out.contains("being assisted") && english.out.contains("no"), "\(english.out)")
      for format in ["csv", "json", "jsonl"] {
        let file = try taizhang("query", "households", "--format", format)
        #expect(file.out.contains("active_target") && !file.out.contains("帮扶中"), "\(format)")
      }
      #expect(try taizhang("show", "hh-0001").out.contains("走访方式：实地入户\n"))
      #expect(try taizhang("show", "hh-0001", "--json").out.contains("\"mode\":\"in_person\""))
      #expect(try taizhang("log", "--type", "走访记录").out.contains("\t本人\t"))
      #expect(try taizhang("log", "--type", "visit.recorded").out.contains("\t本人\t"))
      #expect(try taizhang("diff", "1", "now", "--view", "visits").out.contains("→ 实地入户"))
    }
  }

  /// `--where state=bogus` and `--where 状态=帮扶中` gave an empty table: the one was no state, the other no code, and both read
  /// as "there is none".
  @Test func conditionsTakeLabelsAndRefuseWhatCannotBe() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      for condition in [
        "state=active_target", "状态=帮扶中", "state=Being assisted", "tags=low_income", "标签=低保户", "confirmed=否",
        "key=hh-0002",
      ] {
        let rows = try taizhang("query", "households", "--where", condition, "--where", "tags=低保户", "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.contains("hh-0002"), "\(condition): \(rows.err)")
        #expect(rows.out.split(separator: "\n").count == 1, "\(condition): \(rows.out)")
      }
      let cases = [
        ("households", "state=bogus", "E98", "帮扶中（active_target）"), ("households", "标签=贫农", "E98", "低保户（low_income）"),
        ("visits", "day=2026-13-01", "E99", "日期"), ("visits", "visitor=李四", "E55", "没有人员“李四”"),
        ("visits", "minutes=很久", "E99", "整数"), ("projects", "budget_fen=许多", "E99", "5000元"),
        ("visits", "voided=maybe", "E99", "是或否"), ("visits", "没有的列=1", "E54", "没有列"),
      ]
      for (view, condition, code, says) in cases {
        let answer = try taizhang("query", view, "--where", condition)
        #expect(answer.status == (code == "E55" ? 1 : 64) && answer.out.isEmpty, "\(condition): \(answer.out)")
        #expect(answer.err.contains(code) && answer.err.contains(says), "\(condition): \(answer.err)")
      }
      // A signature is more than its slot: a word of it is asked for.
      let other = try taizhang(
        "init", "--ledger", "other", "--origin", "other.example/ledger", "--region", "621021", "--authority", "某局",
        "--pack", "qingcheng-baxiang")
      #expect(other.status == 0, "\(other.err)")
      for (condition, isFound) in [
        ("problem_slots=分管县级领导", true), ("problem_slots=department_head", true), ("problem_slots=经办人", false),
      ] {
        let rows = try taizhang("query", "packs", "--ledger", "other", "--where", condition, "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.isEmpty != isFound, "\(condition): \(rows.out)")
      }
    }
  }

  /// Labels were printed everywhere and taken in few places: `query 走访`, `catalogue show 走访记录`, `--columns 状态` were refused,
  /// and a slip of the pen was answered with a list of ninety names.
  @Test func whatIsPrintedIsTaken() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      for question in [
        ["query", "走访", "--columns", "日期,走访人"], ["query", "Visits"], ["query", "农户", "--where", "状态=帮扶中"],
        ["log", "--type", "走访记录"], ["catalogue", "show", "走访记录"], ["catalogue", "show", "Visit recorded"],
        ["catalogue", "show", "走访方式"], ["catalogue", "show", "岗位"], ["explain", "农户", "hh-0001", "走访次数"],
        ["record", "走访记录", "--subject", "hh-0001", "时长=5", "走访方式=实地入户", "--basis", "本人", "--sign", "p-0001"],
      ] {
        let answer = try taizhang.start(Product.binary, question)
        #expect(answer.status == 0, "\(question): \(answer.err)")
      }
      #expect(try taizhang("diff", "1", "now", "--view", "走访").status == 1)
      for (question, code, offered) in [
        (["query", "走方"], "E51", "是不是“走访（visits）”？"), (["diff", "1", "now", "--view", "visit"], "E51", "visits"),
        (["query", "走访", "--columns", "走访者"], "E54", "是不是“走访人（visitor）”"),
        (["query", "问题", "--where", "状态=销号"], "E98", "是不是“已销号（closed）”"),
        (["log", "--type", "走访登记"], "E66", "走访记录（visit.recorded）"),
        (["catalogue", "show", "走访登记"], "E66", "走访记录（visit.recorded）"),
        (["duty", "assign", "p-0001", "--role", "经办员", "--sign", "p-founder"], "X146", "是不是“经办人（handler）”？"),
        (["record", "走访登记", "--subject", "hh-0001", "--sign", "p-0001"], "X155", "走访记录（visit.recorded）"),
      ] {
        let answer = try taizhang.start(Product.binary, question)
        #expect(answer.status == (code == "X146" ? 65 : 64), "\(question): \(answer.status)")
        #expect(answer.err.contains(code) && answer.err.contains(offered), "\(question): \(answer.err)")
      }
    }
  }

  /// A bare number is fen, as rows hold it; an amount has its unit.
  @Test func conditionsTakeAmounts() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let proposed = try taizhang(
        "record", "project.proposed", "--subject", "pr-1", "name=路", "budget=5000元", "--sign", "p-0001")
      #expect(proposed.status == 0, "\(proposed.err)")
      for (condition, isFound) in [
        ("budget_fen=5000元", true), ("budget_fen=500000", true), ("资金规模=0.5万元", true), ("budget_fen=5000", false),
      ] {
        let rows = try taizhang("query", "projects", "--where", condition, "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.contains("\"pr-1\"") == isFound, "\(condition): \(rows)")
        #expect(rows.out.isEmpty != isFound, "\(condition): \(rows.out)")
      }
    }
  }
}
