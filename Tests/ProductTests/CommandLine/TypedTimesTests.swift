import Foundation
import Testing

/// Days as people type them, wherever an option takes one.
@Suite struct TypedTimesTests {
  private static let clock = ["TAIZHANG_CLOCK": "2026-11-30T09:00:00+08:00"]

  private func ledger(_ taizhang: Product) throws {
    let steps = [
      [
        "init", "--test", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局", "--clock",
        "2026-11-01T09:00:00+08:00",
      ],
      [
        "person", "add", "p-0001", "--name", "张三", "--role", "handler", "--org", "org-authority", "--from",
        "2026年11月1日", "--clock-confirmed",
      ],
      ["household", "add", "hh-0001", "--place", "621021103204"],
    ]
    for step in steps {
      let answer = try taizhang.start(Product.binary, step, step[0] == "init" ? [:] : Self.clock)
      #expect(answer.status == 0, "\(step): \(answer.err)")
    }
  }

  /// A sheet's cell took 2026/11/29, `--time` asked for 2026-11-29 and nothing else.
  @Test func timesAreTakenAsSheetsTakeThem() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      for (typed, stored) in [
        ("2026-11-29", "2026-11-29"), ("2026/11/29", "2026-11-29"), ("2026.11.29", "2026-11-29"),
        ("2026年11月29日", "2026-11-29"), ("20261129", "2026-11-29"), ("昨天", "2026-11-29"), ("前天", "2026-11-28"),
        ("今天", "2026-11-30"), ("yesterday", "2026-11-29"), ("昨天 14:10", "2026-11-29T14:10:00+08:00"),
        ("2026/11/29 下午2点10分", "2026-11-29T14:10:00+08:00"), ("2026-11-29T06:10:00Z", "2026-11-29T06:10:00Z"),
      ] {
        let visit = try taizhang(
          "record", "visit.recorded", "--subject", "hh-0001", "minutes=5", "--time", typed, "--sign", "p-0001",
          environment: Self.clock)
        #expect(visit.status == 0, "\(typed): \(visit.err)")
        let last = try taizhang("log", "--json", "--type", "visit.recorded").out.split(separator: "\n").last ?? ""
        #expect(last.contains("\"time\":\"\(stored)\""), "\(typed): \(last)")
      }
      #expect(try taizhang("log", "--since", "2026年11月30日", "--type", "走访记录").out.split(separator: "\n").count == 1)
      #expect(try taizhang("inbox", "--person", "p-0001", "--day", "2026/11/29").status == 0)
      #expect(try taizhang("query", "走访", "--where", "日期=2026/11/28", "--format", "jsonl").out.contains("2026-11-28"))
      #expect(
        try taizhang("query", "走访", "--as-of", "2026/11/2").out.split(separator: "\n").count == 1, "none was known")
      let duty = try taizhang(
        "duty", "assign", "p-0001", "--role", "clerk", "--org", "org-authority", "--from", "2026.11.28", "--to",
        "2027年6月30日", "--sign", "p-founder", environment: Self.clock)
      #expect(duty.status == 0, "\(duty.err)")
      #expect(try taizhang("query", "任职", "--format", "jsonl").out.contains("\"to\":\"2027-06-30\""))
    }
  }

  @Test func whatCouldBeTwoDaysIsRefusedInWords() throws {
    try Product.run { (taizhang) throws in
      try ledger(taizhang)
      for (typed, says) in [
        ("11/29", "没有年份"), ("29/11/2026", "分不清日和月"), ("26年11月29日", "年份不是四位"), ("2026年11月", "没有写到日"),
        ("腊月初八", "农历"), ("2026-11-31", "不存在"), ("很久以前", "不是可识别的日期"),
      ] {
        for question in [
          ["record", "visit.recorded", "--subject", "hh-0001", "minutes=5", "--sign", "p-0001", "--time", typed],
          ["log", "--since", typed], ["inbox", "--person", "p-0001", "--day", typed],
          ["query", "走访", "--as-of", typed],
        ] {
          let answer = try taizhang.start(Product.binary, question, Self.clock)
          #expect(
            answer.status == 64 && answer.err.contains("E05") && answer.err.contains(says), "\(question): \(answer)")
        }
      }
      let count = try taizhang("query", "走访", "--as-of", "20261129")
      #expect(count.status == 64 && count.err.contains("条目数"), "\(count)")
      #expect(try taizhang("log", "--since", "昨天 14:10").err.contains("带有时刻"))
    }
  }
}
