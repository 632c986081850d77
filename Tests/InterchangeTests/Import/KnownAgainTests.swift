import AssistanceLedger
import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import Interchange

/// Sheets that come again, from the same hands or others: who is known, what is a change, what is asked.
struct KnownAgainTests {
  private static let header = "行政村,户主姓名,姓名,身份证号,与户主关系,发生时间\n"

  private func ledger(_ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    try ledger.villages()
    return ledger
  }

  /// An ID number with its check character.
  private static func number(_ body: String) -> String {
    let right = "0123456789X".map { body + String($0) }
    return right.first { IDNumber.isValid($0) } ?? body
  }

  private static let (a, b, c) = (
    number("62999919710101001"), number("62999919820202002"), number("62999919930303003")
  )

  private func told(_ report: ImportReport) -> String {
    let problems = report.problems.map { "\($0.row) \($0.code)" }.joined(separator: ",")
    return "new \(report.new) same \(report.skipped) changed \(report.changes.count) [\(problems)]"
  }

  private func households(_ ledger: ImportLedger) throws -> Int {
    var count = 0
    try ledger.session.ledger.view().forEachRow("households") { _, _ in
      count += 1
      return true
    }
    return count
  }

  /// First sheet, second sheet, what becomes of the second. Each of the second made a second household once.
  private static let pairs: [(String, String, String)] = [
    // Another dot, a compatibility ideograph, spaces, width: the same name.
    ("甲村,买买提·艾力,买买提·艾力,\(a),户主,2026-05-02", "甲村,买买提•艾力,买买提•艾力,\(a),户主,2026-05-02", "new 0 same 1 changed 0 []"),
    ("甲村,林甲,林甲,\(a),户主,2026-05-02", "甲村,\u{F9F4}甲,\u{F9F4}甲,\(a),户主,2026-05-02", "new 0 same 1 changed 0 []"),
    ("甲村,张三,张三,,户主,2026-05-02", "甲村,张 三,张　三,,户主,2026-05-02", "new 0 same 1 changed 0 []"),
    // Another head's name under the same number is a change, another village too.
    ("甲村,王丁,王丁,\(a),户主,2026-05-02", "甲村,李戊,李戊,\(a),户主,2026-05-02", "new 0 same 0 changed 1 []"),
    ("甲村,王丁,王丁,\(a),户主,2026-05-02", "乙村,王丁,王丁,\(a),户主,2026-05-02", "new 0 same 0 changed 1 []"),
    // A number that comes later completes the household; one that goes away is not taken back.
    ("甲村,王丁,王丁,,户主,2026-05-02", "甲村,王丁,王丁,\(a),户主,2026-05-02", "new 0 same 0 changed 1 []"),
    ("甲村,王丁,王丁,\(a),户主,2026-05-02", "甲村,王丁,王丁,,户主,2026-05-02", "new 0 same 1 changed 0 []"),
    // Fifteen digits, full width, a small x: the same number.
    ("甲村,王丁,王丁,629999710101001,户主,2026-05-02", "甲村,王丁,王丁,\(a),户主,2026-05-02", "new 0 same 1 changed 0 []"),
    // Namesakes with numbers of their own, or in another village, are two.
    ("甲村,王丁,王丁,\(a),户主,2026-05-02", "甲村,王丁,王丁,\(c),户主,2026-05-02", "new 1 same 0 changed 0 []"),
    ("甲村,王丁,王丁,,户主,2026-05-02", "乙村,王丁,王丁,,户主,2026-05-02", "new 1 same 0 changed 0 []"),
    // A number that differs in one digit, a name that differs in its brackets: asked.
    (
      "甲村,王丁,王丁,\(a),户主,2026-05-02", "甲村,王丁,王丁,\(number("62999919710101002")),户主,2026-05-02",
      "new 0 same 0 changed 0 [2 X183]"
    ),
    ("甲村,王丁,王丁,,户主,2026-05-02", "甲村,王丁（二蛋）,王丁（二蛋）,,户主,2026-05-02", "new 0 same 0 changed 0 [2 X183]"),
    ("甲村,王丁（大）,王丁（大）,,户主,2026-05-02", "甲村,王丁,王丁,,户主,2026-05-02", "new 0 same 0 changed 0 [2 X183]"),
    // A member who is head elsewhere: another head, or a household divided.
    (
      "甲村,王丁,王丁,\(a),户主,2026-05-02\n甲村,王丁,王小,\(b),子女,2026-05-02", "甲村,王小,王小,\(b),户主,2026-05-02",
      "new 0 same 0 changed 0 [2 X183]"
    ),
    // Most of its people are the same: the household has another head.
    (
      "甲村,王丁,王丁,\(a),户主,2026-05-02\n甲村,王丁,刘一,\(b),配偶,2026-05-02",
      "甲村,刘一,刘一,\(b),户主,2026-05-02\n甲村,刘一,王丁,\(a),配偶,2026-05-02", "new 0 same 0 changed 1 []"
    ),
    // The order of rows says nothing.
    (
      "甲村,王丁,王丁,\(a),户主,2026-05-02\n乙村,李戊,李戊,\(b),户主,2026-05-02",
      "乙村,李戊,李戊,\(b),户主,2026-05-02\n甲村,王丁,王丁,\(a),户主,2026-05-02", "new 0 same 2 changed 0 []"
    ),
  ]

  @Test(arguments: 0..<pairs.count)
  func theSecondSheet(_ index: Int) throws {
    let (first, second, expected) = Self.pairs[index]
    let ledger = try ledger("theSecondSheet\(index)")
    let before = try ledger.run("household", Self.header + first + "\n")
    #expect(before.problems.map(\.code) == [])
    let count = try households(ledger)
    let report = try ledger.run("household", Self.header + second + "\n")
    #expect(told(report) == expected, "\(index)")
    #expect(try households(ledger) == count + report.new)
  }

  @Test func aChangeIsCorrectedInPlaceAndKnownFromThenOn() throws {
    let ledger = try ledger()
    _ = try ledger.run("household", Self.header + "甲村,王丁,王丁,,户主,2026-05-02\n甲村,王丁,王小,\(Self.b),子女,\n")
    let completed = Self.header + "甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n"
    let applied = try ledger.run("household", completed) { $0.appliesCorrections = true }
    #expect(applied.problems.map(\.code) == [])
    #expect(applied.changes.map { $0.fields.map(\.zh) } == [["家庭成员"]])
    #expect(try households(ledger) == 1)
    #expect(told(try ledger.run("household", completed)) == "new 0 same 1 changed 0 []")
    // The child that the second sheet does not list is still there.
    let child = try ledger.run("visit.recorded", "对象身份证号,走访方式,发生时间\n\(Self.b),电话,2026-05-10\n")
    #expect(child.problems.map(\.code) == [])
  }

  /// Two households that hold one number could not be visited by it, and the advice was to give the number.
  @Test func aNumberThatTwoHouseholdsHoldIsSaidToBeRegisteredTwice() throws {
    let ledger = try ledger()
    for (name, other) in [("王丁", Self.a), ("李戊", Self.c)] {
      _ = try ledger.run(
        "household", Self.header + "甲村,\(name),\(name),\(other),户主,2026-05-02\n甲村,\(name),王小,\(Self.b),子女,\n")
    }
    let visit = try ledger.run("visit.recorded", "对象身份证号,走访方式,发生时间\n\(Self.b),电话,2026-05-10\n")
    #expect(visit.problems.map(\.code) == ["X182"])
    #expect(visit.problems.first?.message.zh.contains("重复登记") == true)
  }

  @Test func aMemberWhoIsRegisteredElsewhereIsTold() throws {
    let ledger = try ledger()
    _ = try ledger.run("household", Self.header + "甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n甲村,王丁,王小,\(Self.b),子女,\n")
    let report = try ledger.run("household", Self.header + "乙村,李戊,李戊,\(Self.c),户主,2026-05-02\n乙村,李戊,王小,\(Self.b),配偶,\n")
    #expect(told(report) == "new 1 same 0 changed 0 []")
    #expect(report.warnings.map(\.code) == ["X194"])
  }

  /// A household number of the clerk's own made the same people a second household.
  @Test func anotherReferenceForTheSameHeadIsRefused() throws {
    let ledger = try ledger()
    let header = "户编号," + Self.header
    _ = try ledger.run("household", header + "hh-7,甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n")
    #expect(
      told(try ledger.run("household", header + "hh-8,甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n"))
        == "new 0 same 0 changed 0 [2 X182]")
    // Registered without a number, then with the reference that it was given.
    _ = try ledger.run("household", Self.header + "甲村,李戊,李戊,\(Self.b),户主,2026-05-02\n")
    var given = ""
    try ledger.session.ledger.view().forEachRow("households") { key, _ in
      if key != "hh-7" { given = key }
      return true
    }
    let again = try ledger.run("household", header + "\(given),甲村,李戊,李戊,\(Self.b),户主,2026-05-02\n")
    #expect(told(again) == "new 0 same 1 changed 0 []")
  }

  // MARK: Within one sheet

  private static let sheets: [(String, [String])] = [
    // One number in two households, and twice in one.
    ("甲村,李建国,李建国,\(a),户主,2026-05-02\n甲村,王五,王五,\(a),户主,2026-05-02\n", ["3 X181"]),
    ("甲村,李建国,李建国,\(a),户主,2026-05-02\n甲村,李建国,李小,\(a),子女,2026-05-02\n", ["3 X181"]),
    // Neighbours of one name, both marked as heads, are two households.
    (
      "甲村,李建国,李建国,\(a),户主,2026-05-02\n甲村,李建国,刘一,,配偶,2026-05-02\n甲村,李建国,李建国,\(b),户主,2026-05-02\n", []
    ),
    // … and without numbers nobody can tell them apart.
    ("甲村,李建国,李建国,,户主,2026-05-02\n甲村,李建国,李建国,,户主,2026-05-02\n", ["3 X164"]),
    ("甲村,张三,张三,,户主,2026-05-02\n乙村,李四,李四,,户主,2026-05-02\n甲村,张 三,张 三,,户主,2026-05-02\n", ["4 X164"]),
    // A member further down, named with the head: the row was told to repeat the head's.
    ("甲村,王丁,王丁,\(a),户主,2026-05-02\n甲村,李四,李四,\(b),户主,2026-05-02\n甲村,王丁,小王,\(c),子女,\n", []),
    // … of which of two neighbours, nobody can tell.
    (
      "甲村,王丁,王丁,\(a),户主,2026-05-02\n甲村,王丁,王丁,\(b),户主,2026-05-02\n甲村,李四,李四,,户主,2026-05-02\n甲村,王丁,小王,\(c),子女,\n",
      ["5 X185"]
    ),
    // The head named is not the head marked.
    ("甲村,李建国,王五,\(a),户主,2026-05-02\n", ["2 X186"]),
    ("甲村,王?,王?,\(a),户主,2026-05-02\n", ["2 X189", "2 X189"]),
    ("v-99,王丁,王丁,\(a),户主,2026-05-02\n", ["2 R01"]),
  ]

  @Test(arguments: 0..<sheets.count)
  func oneSheet(_ index: Int) throws {
    let ledger = try ledger("oneSheet\(index)")
    let report = try ledger.run("household", Self.header + Self.sheets[index].0)
    #expect(report.problems.map { "\($0.row) \($0.code)" } == Self.sheets[index].1, "\(index)")
  }

  /// Story: of a register sorted by age, each further member of a household “repeats row 2. Remove one”.
  @Test func rowsOfOneHouseholdNeedNotStandTogether() throws {
    let ledger = try ledger()
    let header = "户编号,行政村,户主姓名,姓名,与户主关系,发生时间\n"
    let rows = "hh-1,甲村,王丁,王丁,户主,2026-05-02\nhh-2,甲村,李四,李四,户主,2026-05-02\n"
    let repeated = try ledger.run("household", header + rows + "hh-1,甲村,王丁,王丁,户主,2026-05-02\n")
    #expect(repeated.problems.map { "\($0.row) \($0.code)" } == ["4 X164"])
    let report = try ledger.run("household", header + rows + "hh-1,,,小王,子女,\n,,,小丁,子女,\n")
    #expect(report.problems.map { "\($0.row) \($0.code)" } == [])
    #expect((report.rows, report.new) == (2, 2))
    #expect(try ledger.row("households", "hh-1")?["size"]?.integer == 3)
    #expect(try ledger.row("households", "hh-2")?["size"]?.integer == 1)
  }

  /// People of several households became one, because nothing said where one ended.
  @Test func rowsThatCannotBeDividedAreNotGuessedTogether() throws {
    let ledger = try ledger()
    func codes(_ csv: String) throws -> [String] {
      try ledger.run("household", csv).problems.map { "\($0.row) \($0.code)" }
    }
    let names = try ledger.run(
      "household", "行政村,姓名,身份证号,发生时间\n甲村,王甲,\(Self.a),2026-05-02\n甲村,李乙,\(Self.b),2026-05-02\n")
    #expect(names.problems.map(\.code) == ["X163"])
    #expect(names.rows == 2)
    #expect(
      try codes("行政村,姓名,身份证号,与户主关系,发生时间\n甲村,王甲,\(Self.a),户主,2026-05-02\n甲村,李乙,\(Self.b),,2026-05-02\n") == ["3 X185"])
    #expect(
      try codes("行政村,姓名,身份证号,与户主关系,发生时间\n甲村,王甲,\(Self.a),户主,2026-05-02\n乙村,李乙,\(Self.b),配偶,2026-05-02\n") == ["3 X187"])
    let heads = try codes("户编号,行政村,姓名,与户主关系,发生时间\nhh-1,甲村,王甲,户主,2026-05-02\nhh-1,甲村,李乙,户主,2026-05-02\n")
    #expect(heads == ["3 X186"])
  }

  @Test func whatIsOnlyToldRefusesNothing() throws {
    let ledger = try ledger()
    let report = try ledger.run(
      "household",
      """
      行政村,户主姓名,家庭人口数,姓名,与户主关系,家庭住址,发生时间
      甲村,王丁,5,王丁,户主,一组,2026-05-02
      甲村,王丁,5,刘一,配偶,九组,2026-05-02
      甲村,王〇,1,王〇,户主,,2026-05-02
      """)
    #expect(report.problems.map(\.code) == [])
    #expect(report.warnings.map { "\($0.row) \($0.code)" } == ["2 X191", "3 X192", "4 X195", "4 X195"])
  }

  // MARK: Copies of a sheet

  /// A row left out of a newer copy was not mentioned; a row corrected in what it is known by was a second one.
  @Test func aNewerCopySaysWhatItLeavesOutAndAsksAboutWhatIsNearIt() throws {
    let ledger = try ledger()
    let rows = (1...6).map { "甲村,户主\("甲乙丙丁戊己".map(String.init)[$0 - 1]),一般农户,2026-05-02" }
    let header = "行政村,户主姓名,农户类别,发生时间\n"
    _ = try ledger.run("household", header + rows.joined(separator: "\n"))
    let shorter = try ledger.run("household", header + rows.dropLast().joined(separator: "\n"))
    #expect(told(shorter) == "new 0 same 5 changed 0 []")
    #expect(shorter.missing.map(\.row) == [7])
    let renamed = try ledger.run(
      "household", header + (rows.dropLast() + ["甲村,户主纪,一般农户,2026-05-02"]).joined(separator: "\n"))
    #expect(told(renamed) == "new 0 same 5 changed 0 [7 X184]")
    let numbered =
      "来源行编号," + header + rows.dropLast().map { "," + $0 }.joined(separator: "\n") + "\n9,甲村,户主纪,一般农户,2026-05-02"
    #expect(told(try ledger.run("household", numbered)) == "new 1 same 5 changed 0 []")
  }

  @Test func aVisitWhoseDateWasCorrectedIsAsked() throws {
    let ledger = try ledger()
    _ = try ledger.run(
      "household", "户编号,行政村,户主姓名,发生时间\nhh-1,甲村,王丁,2026-05-02\nhh-2,甲村,李戊,2026-05-02\nhh-3,甲村,赵己,2026-05-02\n")
    let header = "对象编号,走访方式,走访内容,发生时间\n"
    let rows = ["hh-1,电话,收入,2026-05-10", "hh-2,电话,健康,2026-05-11", "hh-3,电话,义务教育,2026-05-12"]
    #expect(
      told(try ledger.run("visit.recorded", header + rows.joined(separator: "\n"))) == "new 3 same 0 changed 0 []")
    let corrected = rows.dropLast() + ["hh-3,电话,义务教育,2026-05-13"]
    #expect(
      told(try ledger.run("visit.recorded", header + corrected.joined(separator: "\n")))
        == "new 0 same 2 changed 0 [4 X184]")
    // A longer sheet has new rows and leaves none out.
    let longer = rows + ["hh-3,电话,义务教育,2026-05-14"]
    #expect(
      told(try ledger.run("visit.recorded", header + longer.joined(separator: "\n"))) == "new 1 same 3 changed 0 []")
  }

  // MARK: Money and projects

  private static let funds = "资金来源,下达金额（元）,指标文号,发生时间\n"

  /// First appropriation, the row that comes later, what becomes of it. Each was money twice once.
  @Test(arguments: [
    ("衔接资金,200,一号,2026-05-02", "new 0 same 0 changed 0 [2 X165]"),
    ("衔接资金,100,一号,2026-05-03", "new 0 same 0 changed 1 [2 X165]"),
    ("衔接资金,100,二号,2026-05-02", "new 0 same 0 changed 0 [2 X165]"),
    ("衔接资金,200,一号,2026-05-03", "new 0 same 0 changed 0 [2 X165]"),
    ("衔接资金,100,一 号,2026-05-02", "new 0 same 0 changed 0 [2 X165]"),
    ("衔接资金,100,一号,2026-05-02", "new 0 same 1 changed 0 []"),
    ("衔接资金,200,二号,2026-05-03", "new 1 same 0 changed 0 []"),
    ("衔接资金,200,二号,2026-05-02", "new 1 same 0 changed 0 []"),
    ("别的资金,100,一号,2026-05-02", "new 1 same 0 changed 0 []"),
  ])
  func theSameMoney(_ pair: (String, String)) throws {
    let ledger = try ImportLedger("theSameMoney\(pair.0.utf8.reduce(0) { $0 &* 31 &+ Int($1) })")
    _ = try ledger.run(
      "fund.source_registered",
      "对象编号,资金名称,资金类别,预算年度,发生时间\nfd-1,衔接资金,中央财政衔接资金,2026,2026-05-01\nfd-2,别的资金,中央财政衔接资金,2026,2026-05-01\n")
    #expect(
      told(try ledger.run("fund.appropriated", Self.funds + "衔接资金,100,一号,2026-05-02\n")) == "new 1 same 0 changed 0 []")
    #expect(told(try ledger.run("fund.appropriated", Self.funds + pair.0 + "\n")) == pair.1)
  }

  @Test func otherMoneyUnderOneDocumentIsTakenBesideTheFirstOrNumbered() throws {
    let ledger = try ImportLedger()
    _ = try ledger.run("fund.source_registered", "对象编号,资金名称,资金类别,预算年度,发生时间\nfd-1,衔接资金,中央财政衔接资金,2026,2026-05-01\n")
    let first = "衔接资金,100,一号,2026-05-02\n"
    _ = try ledger.run("fund.appropriated", Self.funds + first)
    // The sheet holds the first one, too: then the second is another.
    #expect(
      told(try ledger.run("fund.appropriated", Self.funds + first + "衔接资金,200,一号,2026-05-02\n"))
        == "new 1 same 1 changed 0 []")
    #expect(
      told(try ledger.run("fund.appropriated", "来源行编号," + Self.funds + "3,衔接资金,300,一号,2026-05-02\n"))
        == "new 1 same 0 changed 0 []")
  }

  @Test(arguments: [
    ("甲村 路,5,2026-05-02", "new 0 same 0 changed 1 []"), ("甲村路,6,2026-05-02", "new 0 same 0 changed 1 []"),
    ("甲村路,5,2026-05-03", "new 0 same 0 changed 1 []"), ("甲村道路,5,2026-05-02", "new 0 same 0 changed 0 [2 X183]"),
    ("甲村路,5,2026-05-02", "new 0 same 1 changed 0 []"), ("乙村路,5,2026-05-02", "new 1 same 0 changed 0 []"),
    ("甲村水窖,5,2026-05-02", "new 1 same 0 changed 0 []"),
  ])
  func theSameProject(_ pair: (String, String)) throws {
    let ledger = try ImportLedger("theSameProject\(pair.0.utf8.reduce(0) { $0 &* 31 &+ Int($1) })")
    let header = "项目名称,资金规模（元）,发生时间\n"
    _ = try ledger.run("project.proposed", header + "甲村路,5,2026-05-02\n")
    let answer = told(try ledger.run("project.proposed", header + pair.0 + "\n"))
    #expect(answer == pair.1)
  }

  // MARK: The vault

  /// A ledger restored without its vault knew nobody, and a register imported again made everybody a second time.
  @Test func withoutTheVaultNobodyIsImported() throws {
    let ledger = try ledger()
    _ = try ledger.run("household", Self.header + "甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n")
    let copy = ledger.path + "/copy"
    try ledger.session.close()
    try FileManager.default.copyItem(atPath: ledger.path + "/ledger", toPath: copy)
    try Files.remove(copy + "/vault")
    let session = try LedgerSession.open(copy, clock: ImportLedger.Clock())
    let file = ledger.path + "/again.csv"
    try Files.write(file, Array((Self.header + "甲村,王丁,王丁,\(Self.a),户主,2026-05-02\n").utf8))
    let template = try #require(ImportTemplate.named("household"))
    let error = #expect(throws: LedgerError.self) {
      _ = try Importer(session, keys: [try ledger.founder]).run(template, path: file)
    }
    #expect(error?.code == "E78")
  }

  @Test func aRefusedImportLeavesNothingBehind() throws {
    let ledger = try ledger()
    try Files.makeFolder(ledger.path + "/files")
    try Files.write(ledger.path + "/files/one.jpg", [1, 2, 3])
    func openings() throws -> Int {
      var count = 0
      try ledger.session.vault.forEachOpening { _ in count += 1 }
      return count
    }
    let before = try openings()
    let csv = "行政村,户主姓名,附件,发生时间\n甲村,王丁,one.jpg,2020-05-02\n"
    let report = try ledger.run("household", csv) { $0.attachments = ledger.path + "/files" }
    #expect(report.problems.map(\.code) == ["V01"])
    #expect(try openings() == before)
    #expect(!Files.exists(ledger.session.ledger.folder.blob(SHA256.hash([1, 2, 3]).hex)))
  }

  // MARK: Large sheets

  @Test func aSheetTooLargeIsSaidAtOnceAndSplitOnRequest() throws {
    let ledger = try ledger()
    let csv = "户编号,行政村,户主姓名,发生时间\n" + (1...7).map { "hh-\($0),甲村,户\($0),2026-05-02\n" }.joined()
    let refused = try ledger.run("household", csv) { $0.batchRowMax = 3 }
    #expect(refused.problems.map { "\($0.row) \($0.code)" } == ["5 X190"])
    #expect(refused.problems.first?.advice.zh.contains("--split 分3批") == true)
    let dry = try ledger.run("household", csv) { options in
      options.batchRowMax = 3
      options.splits = true
      options.isDryRun = true
    }
    #expect(dry.problems.map(\.code) == [])
    let split = try ledger.run("household", csv) { options in
      options.batchRowMax = 3
      options.splits = true
    }
    #expect(split.problems.map(\.code) == [])
    #expect((split.batches, split.events, try households(ledger)) == (3, 10, 7))
    #expect(told(try ledger.run("household", csv) { $0.batchRowMax = 3 }) == "new 0 same 7 changed 0 []")
  }

  @Test func theFaultsAreMarkedInACopyThatReplacesNothing() throws {
    let ledger = try ledger()
    let report = try ledger.run("household", "行政村,户主姓名,家庭人口数,发生时间\n甲村,王?,2,2026-05-02\n丙村,李四,x,正月初五\n")
    #expect(report.problems.count == 4)
    let path = ledger.path + "/faults.xlsx"
    try report.writeFaults(path)
    let sheets = try Workbook.read(path: path)
    #expect(sheets.count == 2)
    #expect(sheets[0].value(2, 2) == .text("王?"))
    #expect(sheets[0].value(3, 3) == .text("x"))
    #expect(sheets[1].rows.count == 5)
    #expect(sheets[1].value(2, 1) == .text("X189"))
    #expect(sheets[1].value(2, 3) == .text("B2"))
    let error = #expect(throws: SheetError.self) { try report.writeFaults(path) }
    #expect(error?.code == "X41")
  }
}
