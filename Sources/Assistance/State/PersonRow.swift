import EventSourcing

/// How far a person or an organisation is known.
enum RegistrationState: String, MachineState {
  /// Named by the genesis, not yet registered.
  case declared
  case registered
  /// Found to be another registered one.
  case merged
  case dissolved

  var label: Bilingual {
    switch self {
    case .declared: Bilingual("创世所列、未登记", "declared by the genesis")
    case .registered: Bilingual("已登记", "registered")
    case .merged: Bilingual("已并入", "merged")
    case .dissolved: Bilingual("已撤销", "dissolved")
    }
  }
}

/// A person: opaque, with what gives power to sign. Names are sealed and not here.
struct PersonRow: Row {
  var state = RegistrationState.registered
  var org: String?
  var rank: String?
  /// Duties that are active or suspended, in order of assignment.
  var duties: [String] = []
  /// Unrevoked keys, `NAME+ID`.
  var keys: [String] = []
  /// Duties that are over, in the order in which they ended.
  var formerDuties: [String] = []
  /// Duties that others lent to this person, as delegations.
  var delegations: [String] = []
  /// How many keys were ever registered.
  var keyCount: Int64 = 0
  /// The household this person belongs to.
  var household: String?
  /// Those before it, each with the day on which it was left.
  var formerHouseholds: [FormerHousehold] = []
  /// Every stay of the person, in order of recording.
  var stays: [String] = []
  /// The stay that has not ended.
  var openStay: String?
  /// The person this one was found to be.
  var mergedInto: String?
  /// Event that registered it, `TX.POS`.
  var registered = ""
  var basis = Basis.own

  static let columns = Columns<PersonRow>([
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("org", \.org, .reference, zh: "单位", en: "organisation"),
    Column("rank", \.rank, .code, zh: "职级", en: "rank"),
    Column("duties", \.duties, .list, zh: "在任职责", en: "duties"),
    Column("keys", \.keys, .list, zh: "签名密钥", en: "keys"),
    Column("former_duties", \.formerDuties, .list, zh: "曾任职责", en: "former duties"),
    Column("delegations", \.delegations, .list, zh: "受委托", en: "duties lent to"),
    Column("key_count", \.keyCount, .integer, zh: "登记过的密钥数", en: "keys ever registered"),
    Column("household", \.household, .reference, zh: "所在农户", en: "household"),
    Column("former_households", \.formerHouseholds, .list, zh: "原所在农户", en: "former households"),
    Column("stays", \.stays, .list, zh: "驻村", en: "stays"),
    Column("open_stay", \.openStay, .reference, zh: "正在驻村", en: "present stay"),
    Column("merged_into", \.mergedInto, .reference, zh: "并入", en: "merged into"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}

/// A household that a person left, as a column holds it: `HOUSEHOLD DAY`.
struct FormerHousehold: ColumnValue, Hashable {
  let household: String
  /// The day from which it is the person's no longer.
  let left: String

  init(_ household: String, left: String) {
    self.household = household
    self.left = left
  }

  init?(_ value: JSONValue) {
    guard let parts = value.string?.split(separator: " "), parts.count == 2 else { return nil }
    self.init(String(parts[0]), left: String(parts[1]))
  }

  func write(to writer: inout JSONWriter) { writer.string("\(household) \(left)") }
}

/// An organisation. Its name is public.
struct OrgRow: Row {
  var state = RegistrationState.registered
  var name: String?
  var kind: String?
  var level: String?
  var place: String?
  /// Organisations that lead or manage it.
  var superiors: [String] = []
  /// The entry that last gave it its place, kind or superiors: it reaches nothing yet in that entry.
  var changedSeq: Int64 = 0
  var successor: String?
  /// Event that registered it, `TX.POS`.
  var registered = ""
  var registeredDay: String?
  var basis = Basis.own

  static let columns = Columns<OrgRow>([
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("name", \.name, .text, zh: "名称", en: "name"),
    Column("kind", \.kind, .code, zh: "类别", en: "kind"),
    Column("level", \.level, .code, zh: "层级", en: "level"),
    Column("place", \.place, .text, zh: "区划代码", en: "place"),
    Column("superiors", \.superiors, .list, zh: "上级机构", en: "led or managed by"),
    Column("changed_seq", \.changedSeq, .integer, zh: "变更条目", en: "changed by entry"),
    Column("successor", \.successor, .reference, zh: "承接单位", en: "successor"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("registered_day", \.registeredDay, .time, zh: "登记日", en: "registered on"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}
