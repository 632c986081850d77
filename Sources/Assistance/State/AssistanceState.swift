public import EventSourcing

/// All that the domain knows: what decides is what the views show.
public final class AssistanceState {
  let ledger = Table<LedgerRow>("ledger", zh: "账本", en: "ledger")
  let packs = Table<PackRow>("packs", zh: "政策包", en: "policy packs")
  let persons = Table<PersonRow>("persons", zh: "人员", en: "persons")
  let orgs = Table<OrgRow>("orgs", zh: "机构", en: "organisations")
  let keys = Table<KeyRow>("keys", zh: "签名密钥", en: "signing keys")
  let duties = Table<DutyRow>("duties", zh: "任职", en: "duties")
  let delegations = Table<DelegationRow>("delegations", zh: "授权委托", en: "delegations")
  let regions = Table<RegionRow>("regions", zh: "区划", en: "regions")
  let villages = Table<VillageRow>("villages", zh: "村", en: "villages")
  let households = Table<HouseholdRow>("households", zh: "农户", en: "households")
  let visits = Table<VisitRow>("visits", zh: "走访", en: "visits")
  let daylogs = Table<DaylogRow>("daylogs", zh: "工作日志", en: "day logs")
  let stays = Table<StayRow>("stays", zh: "驻村", en: "stays")
  let problems = Table<ProblemRow>("problems", zh: "问题", en: "problems")
  let evidence = Table<EvidenceRow>("evidence", zh: "佐证", en: "evidence")
  let imports = Table<ImportRow>("imports", zh: "导入", en: "imports")
  let amendments = Table<AmendmentRow>("amendments", zh: "更正与作废", en: "amendments")
  let hands = Table<HandsRow>("hands", zh: "经手", en: "hands")
  let activity = Table<ActivityRow>("activity", zh: "活动量", en: "activity")
  let money = MoneyTables()

  /// Every table, ascending by name.
  public let tables: [any StoredTable]

  /// What stood before the note judged last.
  var standing: NoteStanding?
  /// The offices of those who were asked about last.
  var officeMemory = OfficeMemory()

  /// The last day that was written out: neighbouring events mostly share it.
  private var lastDay = CivilDate(day: 0)
  private var lastDayText = CivilDate(day: 0).text
  /// The keys of `activity` on that day, by event type.
  private var activityKeys: [String: String] = [:]

  /// What is known before the first entry: every table is empty.
  public init() {
    let own: [any StoredTable] = [
      ledger, packs, persons, orgs, keys, duties, delegations, regions, villages, households,
      visits, daylogs, stays, problems, evidence, imports, amendments, hands, activity,
    ]
    tables = (own + money.all).sorted { $0.name < $1.name }
  }

  /// Whether a reference is in its register; nil when none is kept for its prefix. O(1).
  func exists(_ reference: String) -> Bool? {
    let prefix = ReferencePrefix(of: reference)
    switch prefix {
    case .household: return households.contains(reference)
    case .person: return persons.contains(reference)
    case .org: return orgs.contains(reference)
    case .duty: return duties.contains(reference)
    case .delegation: return delegations.contains(reference)
    case .village, .naturalVillage: return villages.contains(reference)
    case .stay: return stays.contains(reference)
    case .problem: return problems.contains(reference)
    default: return money.exists(reference, prefix: prefix)
    }
  }

  /// `YYYY-MM-DD`.
  func text(_ day: CivilDate) -> String {
    if day != lastDay {
      lastDay = day
      lastDayText = day.text
      activityKeys.removeAll(keepingCapacity: true)
    }
    return lastDayText
  }

  /// `YYYY-MM-DD/type`.
  func activityKey(_ day: CivilDate, _ type: String) -> String {
    let day = text(day)
    if let known = activityKeys[type] { return known }
    let key = "\(day)/\(type)"
    activityKeys[type] = key
    return key
  }
}
