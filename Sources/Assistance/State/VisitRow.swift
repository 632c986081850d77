import EventSourcing

/// One visit; its table's key is the event, `TX.POS`.
struct VisitRow: Row {
  var target = ""
  var visitor = ""
  var day = ""
  var place: String?
  var mode: String?
  var minutes: Int64?
  /// Who went: visitors, those who came along, who did it.
  var parties: [String] = []
  /// Entered for somebody without a duty to go: it is kept, and counts for nothing that is owed (V12).
  var hasNoDuty: Bool?
  /// How the household acknowledged it; nil while it has not.
  var acknowledged: String?
  /// Outcome of the last back-check: confirmed, partial or refuted.
  var backCheck: String?
  var isVoided = false
  /// The visit of the same target recorded before this one.
  var previous: String?
  var recorded = ""
  var basis = Basis.own

  /// Whether it counts as a visit of its target.
  var counts: Bool { !isVoided && backCheck != "refuted" }

  static let columns = Columns<VisitRow>([
    Column("target", \.target, .reference, zh: "对象", en: "target"),
    Column("visitor", \.visitor, .reference, zh: "走访人", en: "visitor"),
    Column("day", \.day, .time, zh: "日期", en: "day"),
    Column("place", \.place, .text, zh: "区划代码", en: "place"),
    Column("mode", \.mode, .code, zh: "方式", en: "mode"),
    Column("minutes", \.minutes, .integer, zh: "时长（分钟）", en: "minutes"),
    Column("parties", \.parties, .list, zh: "同行人员", en: "who went"),
    Column("no_duty", \.hasNoDuty, .boolean, zh: "无走访职责", en: "without a duty to go"),
    Column("acknowledged", \.acknowledged, .code, zh: "农户确认", en: "acknowledged"),
    Column("back_check", \.backCheck, .code, zh: "回访核查", en: "back-check"),
    Column("voided", \.isVoided, .boolean, zh: "已作废", en: "voided"),
    Column("previous", \.previous, .text, zh: "前一次记录", en: "recorded before"),
    Column("recorded", \.recorded, .text, zh: "记录序号", en: "recorded at"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}

/// What a household or a village shows of its visits: those that count.
struct VisitTally: Sendable {
  var visits: Int64 = 0
  var lastVisit: String?
  var lastVisitor: String?
  /// The visit recorded last, `TX.POS`: the beginning of the chain through `VisitRow.previous`.
  var newest: String?

  mutating func count(_ visit: VisitRow) {
    visits += 1
    guard lastVisit.map({ $0 <= visit.day }) ?? true else { return }
    lastVisit = visit.day
    lastVisitor = visit.visitor
  }

  /// Like `count`, walking back: of one day's visits the one recorded last, met first, stays the last.
  mutating func countOlder(_ visit: VisitRow) {
    visits += 1
    guard lastVisit.map({ $0 < visit.day }) ?? true else { return }
    lastVisit = visit.day
    lastVisitor = visit.visitor
  }
}

/// One day's log of a person, a team, a unit or a village; its table's key is the event, `TX.POS`.
struct DaylogRow: Row {
  /// Whose log it is.
  var author = ""
  var day = ""
  var village: String?
  var side: String?
  var stay: String?
  var isVoided = false
  var basis = Basis.own

  static let columns = Columns<DaylogRow>([
    Column("author", \.author, .reference, zh: "记录人", en: "author"),
    Column("day", \.day, .time, zh: "日期", en: "day"),
    Column("village", \.village, .reference, zh: "村", en: "village"),
    Column("side", \.side, .code, zh: "记录方", en: "side"),
    Column("stay", \.stay, .reference, zh: "所属驻村", en: "stay"),
    Column("voided", \.isVoided, .boolean, zh: "已作废", en: "voided"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}

/// A stay in a village, of a person or a team.
struct StayRow: Row {
  var person = ""
  var village: String?
  var from = ""
  /// Last day; nil while it lasts.
  var to: String?
  var logs: Int64 = 0
  var lastLog: String?
  var basis = Basis.own

  static let columns = Columns<StayRow>([
    Column("person", \.person, .reference, zh: "人员或工作队", en: "person or team"),
    Column("village", \.village, .reference, zh: "村", en: "village"),
    Column("from", \.from, .time, zh: "起", en: "from"),
    Column("to", \.to, .time, zh: "止", en: "to"),
    Column("logs", \.logs, .integer, zh: "日志篇数", en: "daily logs"),
    Column("last_log", \.lastLog, .time, zh: "最近日志", en: "last daily log"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])

  /// Whether it shares more than its border days with `from`…`to`; an end of nil is open.
  func overlaps(from otherFrom: String, to otherTo: String?) -> Bool {
    (to.map { otherFrom < $0 } ?? true) && (otherTo.map { from < $0 } ?? true)
  }
}
