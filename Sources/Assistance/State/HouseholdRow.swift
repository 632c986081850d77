import EventSourcing

enum HouseholdState: String, MachineState {
  case registered
  case activeTarget = "active_target"
  case exitedConsolidating = "exited_consolidating"
  case closed

  var label: Bilingual {
    switch self {
    case .registered: Bilingual("已登记", "registered")
    case .activeTarget: Bilingual("帮扶中", "being assisted")
    case .exitedConsolidating: Bilingual("已退出、巩固中", "exited, consolidating")
    case .closed: Bilingual("已注销", "closed")
    }
  }
}

/// A household as the supervisor sees it. Names and members' facts are sealed and not here.
struct HouseholdRow: Row {
  var state = HouseholdState.registered
  var place: String?
  var village: String?
  var naturalVillage: String?
  var tags: [String] = []
  /// For each tag, the event that gave it, `TX.POS`: annulling the event takes the tag away.
  var tagEvents: [String] = []
  var size: Int64?
  var head: String?
  /// Person of the first active helper duty for the household.
  var helper: String?
  /// Active duties of role household_helper for it; more than one is a finding.
  var helperDuties: [String] = []
  var tally = VisitTally()
  /// Whether the goal was confirmed, without which no household exits.
  var isConfirmed = false
  /// Households it became by a split or a merger.
  var successors: [String] = []
  /// Event that registered it, `TX.POS`.
  var registered = ""
  var basis = Basis.own

  static let columns = Columns<HouseholdRow>([
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("place", \.place, .text, zh: "区划代码", en: "place"),
    Column("village", \.village, .reference, zh: "村", en: "village"),
    Column("natural_village", \.naturalVillage, .reference, zh: "自然村", en: "natural village"),
    Column("tags", \.tags, .list, zh: "标签", en: "tags"),
    Column("tag_events", \.tagEvents, .list, zh: "标签事件", en: "events of the tags"),
    Column("size", \.size, .integer, zh: "人口", en: "size"),
    Column("head", \.head, .reference, zh: "户主", en: "head"),
    Column("helper", \.helper, .reference, zh: "帮扶责任人", en: "helper"),
    Column("helper_duties", \.helperDuties, .list, zh: "帮扶职责", en: "helper duties"),
    Column("visits", \.tally.visits, .integer, zh: "走访次数", en: "visits"),
    Column("last_visit", \.tally.lastVisit, .time, zh: "最近走访", en: "last visit"),
    Column("last_visitor", \.tally.lastVisitor, .reference, zh: "最近走访人", en: "last visitor"),
    Column("newest_visit", \.tally.newest, .text, zh: "最近记录的走访", en: "visit recorded last"),
    Column("confirmed", \.isConfirmed, .boolean, zh: "小康目标已确认", en: "target confirmed"),
    Column("successors", \.successors, .list, zh: "承接户", en: "successors"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])

  mutating func remove(tag: String) {
    guard let index = tags.firstIndex(of: tag) else { return }
    tags.remove(at: index)
    tagEvents.remove(at: index)
  }

  /// Takes away the tags that an event gave.
  mutating func removeTags(of event: String) {
    let kept = zip(tags, tagEvents).filter { $0.1 != event }
    tags = kept.map(\.0)
    tagEvents = kept.map(\.1)
  }

  /// After a tag turned out wrong: a household that was never through is a target while it has a need.
  mutating func settleTarget() {
    guard state == .registered || state == .activeTarget else { return }
    state = tags.contains { HouseholdMachine.isNeed($0) } ? .activeTarget : .registered
  }
}
