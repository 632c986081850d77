import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import SyntheticCounty
import Testing
import TransparencyLog

/// A county from its clerks' workbook to signed-off problems, through the same path as the command line.
struct CountyTests {
  /// Founded before the year that is told, which is entered on the day after its last.
  private struct Clock: LedgerClock {
    let time: String
    var isLeapConfirmed: Bool { true }
    func now() -> Timestamp { Timestamp(time) ?? Timestamp(ms: 0) }

    static let founding = Clock(time: "2025-07-01T09:00:00+08:00")
    static let later = Clock(time: "2026-06-30T09:00:00+08:00")
  }

  private static func folder(_ name: String) -> String {
    "/tmp/taizhang-county-\(name)-\(UInt32.random(in: 0 ... .max))"
  }

  @Test func theWorkbookBecomesTheCounty() throws {
    let folder = Self.folder("whole")
    try Files.makeFolder(folder)
    defer { try? Files.remove(folder) }
    let county = SyntheticCounty()
    try county.writeWorkbook(folder + "/register.xlsx")
    do {
      _ = try LedgerSetup(
        path: folder + "/ledger", origin: "synthetic.example/ledger", region: SyntheticCounty.region,
        authority: SyntheticCounty.authority,
        purpose: .test, packs: [SyntheticCounty.pack]
      ).make(clock: Clock.founding)
    }
    do {
      let session = try LedgerSession.open(folder + "/ledger", clock: Clock.founding)
      let keys = CountyKeys(county, session)
      let sheets = CountyImport(county, session, workbook: folder + "/register.xlsx")
      for sheet in county.foundingSheets { try take(sheet, sheets) }
      #expect(try keys.appoint(CountyKeys.officers[0]).refusals.map(\.code) == [])
      #expect(try keys.registerKeys().refusals.map(\.code) == [])
      #expect(try keys.appoint(CountyKeys.officers[1]).refusals.map(\.code) == [])
      try take(county.dutySheet, sheets)
      try session.close()
    }
    let session = try LedgerSession.open(folder + "/ledger", clock: Clock.later)
    let keys = CountyKeys(county, session)
    let sheets = CountyImport(county, session, workbook: folder + "/register.xlsx")
    for sheet in county.yearSheets { try take(sheet, sheets) }
    #expect(try keys.signOff().flatMap(\.refusals).map(\.code) == [])
    try check(county, try session.ledger.view())
    // The whole workbook again: nothing is new.
    for sheet in county.yearSheets.prefix(3) {
      let report = try sheets.run(sheet)
      #expect((report.new, report.changes.count, report.problems.count) == (0, 0, 0), "\(sheet.template)")
    }
  }

  private func take(_ sheet: CountySheet, _ sheets: CountyImport) throws {
    let report = try sheets.run(sheet)
    #expect(report.problems.map { "\($0.row) \($0.code) \($0.message.zh)" } == [], "\(sheet.template)")
    #expect(report.ignoredColumns == [], "\(sheet.template)")
    let isSummed = sheet.table.rows.contains { $0.first == .text("合计") }
    #expect(report.isTotalChecked == isSummed, "\(sheet.template)")
  }

  /// Clerks merge cells: a title over the columns, and what a household's members share down their rows.
  @Test func theWorkbookHasMergedCells() throws {
    let folder = Self.folder("merged")
    try Files.makeFolder(folder)
    defer { try? Files.remove(folder) }
    let county = SyntheticCounty()
    try county.writeWorkbook(folder + "/register.xlsx")
    let sheets = try Workbook.read(Files.read(folder + "/register.xlsx"), file: "register.xlsx")
    let register = try #require(sheets.first { $0.name == "农户花名册" })
    #expect(register.mergedRanges.contains { $0.rows == 1...1 && $0.columns.count == 10 })
    let down = register.mergedRanges.filter { $0.rows.count > 1 }
    #expect(down.count > 100 && Set(down.map(\.columns.lowerBound)) == [1, 2, 3, 4, 9, 10])
    let household = try #require(county.households.first { $0.members.count > 1 })
    let range = try #require(down.first { $0.columns.lowerBound == 1 })
    #expect(register.value(range.rows.upperBound, 1) == .text(household.reference))
  }

  private func check(_ county: SyntheticCounty, _ view: LedgerView) throws {
    func sum(_ table: String, _ column: String) throws -> Int64 {
      var sum: Int64 = 0
      try view.forEachRow(table) { _, bytes in
        sum += (try? JSONDocument.object(Array(bytes)))?[column]?.integer ?? 0
        return true
      }
      return sum
    }
    let members = county.households.reduce(0) { $0 + $1.members.count }
    #expect(try sum("households", "size") == Int64(members))
    #expect(try sum("households", "visits") == Int64(county.visits.count))
    let paid = county.payments.filter { $0.stage >= 3 }.reduce(0) { $0 + $1.amountFen }
    #expect(try sum("funds", "paid_fen") == Int64(paid))
    var closed = 0
    try view.forEachRow("problems") { _, bytes in
      if (try? JSONDocument.object(Array(bytes)))?["state"]?.string == "closed" { closed += 1 }
      return true
    }
    #expect(closed == county.problems.filter(\.isSolved).count)
  }

  @Test func aGeneratedLedgerIsTheSameEachTime() throws {
    var roots: [Hash] = []
    for _ in 0..<2 {
      let folder = Self.folder("bulk")
      defer { try? Files.remove(folder) }
      try BulkLedger(making: folder, seed: 7).grow(by: 1500)
      let ledger = try Ledger.open(folder, domain: AssistanceDomain())
      let view = try ledger.view()
      var events = 0
      try view.forEachEntry(in: 0..<view.size) { entry in
        events += entry.transaction.events.count
        return true
      }
      #expect(events > 1500)
      roots.append(try view.streams().root)
    }
    #expect(roots[0] == roots[1])
  }
}
