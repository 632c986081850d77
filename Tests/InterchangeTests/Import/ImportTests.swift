import AssistanceLedger
import EventSourcing
import Ledger
import Testing

@testable import Interchange

/// Sheets as clerks send them, from the file to the ledger's rows.
struct ImportTests {
  private static let roster = """
    某县农户花名册,,,,,,,
    填报单位：某乡,,,,,,,
    户编号,行政村,户主姓名,农户类别,姓名,身份证号,与户主关系,发生时间
    ,甲村,赵甲子,脱贫户、低保户,赵甲子,６２９９９９１９８００１０１００１０,户主,2026年5月2日
    ,,,,钱乙丑,62999919820202002X,配偶,
    hh-9,乙村,赵甲子,一般农户,赵甲子,629999197503030035,户主,2026/5/3
    ,,,,,,,
    填表人：某某,,,,,,,
    """

  /// The check characters of the roster's numbers, which the test does not state by hand.
  private static func valid(_ csv: String) -> String {
    [
      "62999919800101001": "６２９９９９１９８００１０１００１０", "62999919820202002": "62999919820202002X",
      "62999919750303003": "629999197503030035",
    ]
    .reduce(csv) { text, pair in
      let right = (0...9).map { pair.key + String($0) } + [pair.key + "X"]
      let number = right.first { IDNumber.isValid($0) } ?? pair.value
      return text.split(separator: pair.value, omittingEmptySubsequences: false).joined(separator: number)
    }
  }

  private func filled(_ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    try ledger.villages()
    let report = try ledger.run("household", Self.valid(Self.roster))
    #expect(report.problems.map(\.code) == [])
    #expect(report.ignoredColumns == [])
    #expect(report.new == 2)
    return ledger
  }

  @Test func aRosterBecomesHouseholds() throws {
    let ledger = try filled()
    let row = try #require(try ledger.row("households", "hh-9"))
    #expect(row["village"]?.string == "v-2")
    #expect(row["size"]?.integer == 1)
    let log = try ledger.log()
    #expect(log.contains(#""type":"import.batch_accepted""#))
    #expect(log.contains(#""operator":"p-officer","#) || log.contains(#""operator":"p-officer"}"#))
    for secret in ["赵甲子", "钱乙丑", "6299991"] { #expect(!log.contains(secret), "\(secret)") }
    // Events of two villages stand in two transactions.
    #expect(log.split(separator: #""type":"household.registered""#).count == 3)
  }

  @Test func whatCameBeforeIsSkippedAndTheSheetMayGrow() throws {
    let ledger = try filled()
    let size = ledger.session.writer.size
    let again = try ledger.run("household", Self.valid(Self.roster))
    #expect((again.new, again.skipped, again.changes.count) == (0, 2, 0))
    #expect(ledger.session.writer.size == size)
    let grown = Self.valid(Self.roster) + "\nhh-10,甲村,孙丙寅,一般农户,孙丙寅,,户主,2026-05-04\n"
    let third = try ledger.run("household", grown)
    #expect(third.problems.map(\.code) == [])
    #expect((third.new, third.skipped) == (1, 2))
    #expect(try ledger.row("households", "hh-10") != nil)
  }

  @Test func aChangedRowIsListedThenCorrected() throws {
    let ledger = try filled()
    let changed = Self.valid(Self.roster).split(separator: "一般农户").joined(separator: "监测对象")
    let listed = try ledger.run("household", changed)
    #expect(listed.changes.map(\.subject) == ["hh-9"])
    #expect(listed.changes.first?.fields.map(\.zh) == ["农户类别"])
    #expect(listed.events == 0)
    let applied = try ledger.run("household", changed) { $0.appliesCorrections = true }
    #expect(applied.problems.map(\.code) == [])
    #expect(try ledger.row("households", "hh-9")?["tags"]?.strings == ["monitored"])
    #expect(try ledger.run("household", changed).changes.isEmpty)
    // A second correction says again what the first one did.
    let again = changed.split(separator: "监测对象").joined(separator: "低保户")
    #expect(try ledger.run("household", again) { $0.appliesCorrections = true }.problems.map(\.code) == [])
    #expect(try ledger.row("households", "hh-9")?["tags"]?.strings == ["low_income"])
    #expect(try ledger.run("household", again).skipped == 2)
    // In which village a household lives is no correction: it moved, or was registered wrongly.
    let moved = again.split(separator: "hh-9,乙村").joined(separator: "hh-9,甲村")
    #expect(try ledger.run("household", moved) { $0.appliesCorrections = true }.problems.map(\.code) == ["C12"])
    #expect(try ledger.row("households", "hh-9")?["village"]?.string == "v-2")
  }

  @Test func personsOfOneNameAreToldApartByVillageOrNumber() throws {
    let ledger = try filled()
    let ambiguous = try ledger.run("visit.recorded", "对象姓名,走访方式,发生时间\n赵甲子,实地入户,2026-05-10\n")
    let problem = try #require(ambiguous.problems.first)
    #expect(problem.code == "X159")
    #expect(problem.message.zh.contains("hh-9（乙村）"))
    #expect(problem.value == NameReader.mask)
    #expect(!problem.message.zh.contains("赵甲子"))
    let clear = try ledger.run("visit.recorded", "对象所在村,对象姓名,走访方式,发生时间\n乙村,赵甲子,实地入户,2026-05-10\n")
    #expect(clear.problems.map(\.code) == [])
    #expect(try ledger.row("households", "hh-9")?["visits"]?.integer == 1)
    let number = Self.valid("62999919820202002X")
    let byNumber = try ledger.run("visit.recorded", "对象身份证号,走访方式,发生时间\n\(number),电话,2026-05-11\n")
    #expect(byNumber.problems.map(\.code) == [])
    let nobody = try ledger.run("visit.recorded", "对象姓名,发生时间\n无此人,2026-05-10\n")
    #expect(nobody.problems.map(\.code) == ["X158"])
  }

  /// Story: whoever came from the county was looked for in the village that he visited, and was not there.
  @Test func theVillageIsThatOfTheSubjectNotOfItsVisitors() throws {
    let ledger = try filled()
    let people = try ledger.run(
      "person.registered", "对象编号,姓名,发生时间\np-71,孙丙寅,2026-05-01\np-72,周丁卯,2026-05-01\n")
    #expect(people.problems.map(\.code) == [])
    func problems(_ village: String, _ name: String, _ visitor: String, _ companion: String) throws -> [String] {
      try ledger.run(
        "visit.recorded",
        "对象所在村,对象姓名,visitor,companions,走访方式,发生时间\n\(village),\(name),\(visitor),\(companion),实地入户,2026-05-10\n"
      ) { $0.isDryRun = true }.problems.filter { $0.code.hasPrefix("X") }.map { "\($0.column ?? 0) \($0.code)" }
    }
    #expect(try problems("乙村", "赵甲子", "孙丙寅", "周丁卯") == [])
    #expect(try problems("乙村", "赵甲子", "孙丙寅", "无此人") == ["4 X158"])
    // Whom the row is about must be of the village all the same.
    #expect(try problems("乙村", "钱乙丑", "孙丙寅", "周丁卯") == ["2 X158"])
  }

  @Test func oneBadRowRefusesTheSheetAndEveryBadCellIsListed() throws {
    let ledger = try filled()
    let size = ledger.session.writer.size
    let report = try ledger.run(
      "visit.recorded",
      """
      对象编号,走访方式,时长（分钟）,发生时间
      hh-9,实地入户,45,2026-05-10
      hh-9,走路,很久,正月初五
      hh-9,电话,30,5月10日
      """)
    #expect(
      report.problems.map { "\($0.row)\($0.column ?? 0)\($0.code)" } == ["32X146", "33X104", "34X133", "44X131"])
    #expect(ledger.session.writer.size == size)
  }

  @Test func whatTheLedgerRefusesIsSaidOfTheRow() throws {
    let ledger = try filled()
    let size = ledger.session.writer.size
    let csv = "对象编号,走访方式,区划代码,发生时间\nhh-9,电话,621021103202,2026-05-10\nhh-77,电话,621021103202,2026-05-10\n"
    for isDryRun in [true, false] {
      let report = try ledger.run("visit.recorded", csv) { $0.isDryRun = isDryRun }
      #expect(report.problems.map { "\($0.row) \($0.code)" } == ["3 R01"])
      #expect(ledger.session.writer.size == size)
    }
  }

  @Test func aDryRunWritesNothing() throws {
    let ledger = try ImportLedger()
    let size = ledger.session.writer.size
    let report = try ledger.run("org.registered", "机构名称,发生时间\n某公司,2026-05-01\n") { $0.isDryRun = true }
    #expect((report.problems.count, report.new, report.events) == (0, 1, 0))
    #expect(ledger.session.writer.size == size)
    var kept = 0
    try ledger.session.vault.forEachOpening { _ in kept += 1 }
    #expect(kept == 0)
  }

  @Test func oneRowTwiceInASheetIsRefused() throws {
    let ledger = try ImportLedger()
    let report = try ledger.run("org.registered", "机构名称,发生时间\n某公司,2026-05-01\n某公司,2026-05-01\n")
    #expect(report.problems.map { "\($0.row) \($0.code)" } == ["3 X164"])
    let numbered = try ledger.run("org.registered", "来源行编号,机构名称,发生时间\n1,某公司,2026-05-01\n2,某公司,2026-05-01\n")
    #expect((numbered.problems.count, numbered.new) == (0, 2))
  }

  /// A row with one bad cell hid all else that was wrong with it, and kept the rules from judging the rows beside it: each
  /// trial brought new errors to light.
  @Test func oneRunSaysAllThatIsWrong() throws {
    let ledger = try filled()
    func codes(_ report: ImportReport) -> [String] { report.problems.map { "\($0.row) \($0.code)" } }
    let visits = try ledger.run(
      "visit.recorded",
      """
      发生时间,对象编号,visitor,时长（分钟）,走访方式,区划代码
      ,hh-99,p-h99,5,飞行,621021103202
      2026-05-10,hh-9,,30,电话,621021103202
      2026-05-10,hh-98,,30,电话,621021103202
      2020-05-10,hh-9,,很久,电话,621021103202
      正月初五,hh-9,,30,飞行,621021103202
      """
    ) { $0.isDryRun = true }
    #expect(
      codes(visits) == [
        "2 X146", "2 X161", "2 R01", "2 R01", "4 R01", "5 X104", "5 V01", "6 X146", "6 X133",
      ])
    // Story: 共5行：新2 said nothing of the other three.
    #expect((visits.rows, visits.new, visits.refused) == (5, 2, 3))
    // 赵甲子 lives in two villages.
    let ambiguous = try ledger.run("visit.recorded", "对象姓名,走访方式\n赵甲子,电话\n")
    #expect(codes(ambiguous) == ["2 X159", "2 X161"])
    let roster = try ledger.run("household", "户编号,行政村,户主姓名,农户类别,发生时间\nhh-20,丙村,周某,一般农户,\n")
    #expect(codes(roster) == ["2 X158", "2 X161"])
    #expect(roster.rows == 1)
  }

  /// A good row that names what a bad one would register is not told that it is missing.
  @Test func noFaultIsFoundThatABadRowMade() throws {
    let ledger = try ImportLedger()
    let csv = """
      对象编号,姓名,发生时间,经办人员
      p-7,甲某,正月初五,
      p-8,乙某,2026-05-01,p-7
      p-9,丙某,正月初五,p-8
      p-10,丁某,2026-05-01,p-nosuch
      """
    let report = try ledger.run("person.registered", csv)
    #expect(report.problems.map { "\($0.row) \($0.code)" } == ["2 X133", "4 X133", "5 R01"])
  }
}
