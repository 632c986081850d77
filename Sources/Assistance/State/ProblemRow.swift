import EventSourcing

enum ProblemState: String, MachineState {
  case opened
  case listed
  case planned
  case inProgress = "in_progress"
  case signoffRequested = "signoff_requested"
  case deptSigned = "dept_signed"
  case fullySigned = "fully_signed"
  case returned
  case reopened
  case closed

  var label: Bilingual {
    switch self {
    case .opened: Bilingual("已登记", "opened")
    case .listed: Bilingual("已列清单", "listed")
    case .planned: Bilingual("已定方案", "planned")
    case .inProgress: Bilingual("整改中", "in progress")
    case .signoffRequested: Bilingual("已申请销号", "sign-off requested")
    case .deptSigned: Bilingual("部分签字", "partly signed")
    case .fullySigned: Bilingual("签字齐全、待销号", "fully signed")
    case .returned: Bilingual("已退回", "returned")
    case .reopened: Bilingual("已重开", "reopened")
    case .closed: Bilingual("已销号", "closed")
    }
  }
}

/// A signature in a sign-off slot, as a column holds it: `SLOT SIGNER SEQ.POS HEAD`.
struct SlotSignature: ColumnValue, Hashable {
  let slot: String
  let signer: String
  /// Where it stands: `SEQ.POS`.
  let place: String
  /// The head of the problem's chain that the signer saw, base64.
  let head: String

  init(slot: String, signer: String, place: String, head: String) {
    self.slot = slot
    self.signer = signer
    self.place = place
    self.head = head
  }

  init?(_ value: JSONValue) {
    guard let parts = value.string?.split(separator: " "), parts.count == 4 else { return nil }
    self.init(
      slot: String(parts[0]), signer: String(parts[1]), place: String(parts[2]), head: String(parts[3]))
  }

  func write(to writer: inout JSONWriter) {
    writer.string("\(slot) \(signer) \(place) \(head)")
  }
}

/// A problem and its way to being closed.
struct ProblemRow: Row {
  var state = ProblemState.opened
  var source: String?
  var kind: String?
  var severity: Int64?
  /// The household, village or project it is about.
  var about: String?
  var place: String?
  var ownerOrg: String?
  var leadLeader: String?
  var mode: String?
  var deadline: String?
  /// The listing and the plan last recorded, `TX.POS`.
  var listed: String?
  var planned: String?
  var openedDay = ""
  var opener = ""
  /// Who last reported progress.
  var handler: String?
  /// Different files attached since the problem was opened.
  var evidence: Int64 = 0
  /// Who had a hand in each of these pieces: who brought it, who typed that, separated by a space.
  var evidenceBy: [String] = []
  var evidenceKinds: [String] = []
  var evidenceSources: [String] = []
  var lastEvidence: String?
  var corroborations: Int64 = 0
  var signatures: [SlotSignature] = []
  var lastSignedDay: String?
  var closed: String?
  var closedDay: String?
  var reopenings: Int64 = 0
  var returns: Int64 = 0
  /// Event that opened it, `TX.POS`.
  var registered = ""
  var basis = Basis.own

  static let columns = Columns<ProblemRow>([
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("source", \.source, .code, zh: "来源", en: "source"),
    Column("kind", \.kind, .code, zh: "类别", en: "kind"),
    Column("severity", \.severity, .integer, zh: "严重程度", en: "severity"),
    Column("about", \.about, .reference, zh: "涉及对象", en: "about"),
    Column("place", \.place, .text, zh: "区划代码", en: "place"),
    Column("owner_org", \.ownerOrg, .reference, zh: "责任单位", en: "owner"),
    Column("lead_leader", \.leadLeader, .reference, zh: "包抓领导", en: "lead leader"),
    Column("mode", \.mode, .code, zh: "整改方式", en: "mode"),
    Column("deadline", \.deadline, .time, zh: "整改时限", en: "deadline"),
    Column("listed", \.listed, .text, zh: "列清单事件", en: "listed by"),
    Column("planned", \.planned, .text, zh: "整改方案事件", en: "planned by"),
    Column("opened", \.openedDay, .time, zh: "登记日", en: "opened"),
    Column("opener", \.opener, .reference, zh: "登记人", en: "opener"),
    Column("handler", \.handler, .reference, zh: "经办人", en: "handler"),
    Column("evidence", \.evidence, .integer, zh: "佐证件数", en: "pieces of evidence"),
    Column("evidence_by", \.evidenceBy, .list, zh: "佐证提供人", en: "who brought evidence"),
    Column("evidence_kinds", \.evidenceKinds, .list, zh: "佐证种类", en: "kinds of evidence"),
    Column("evidence_sources", \.evidenceSources, .list, zh: "佐证来源", en: "sources of evidence"),
    Column("last_evidence", \.lastEvidence, .text, zh: "最近佐证", en: "last evidence"),
    Column("corroborations", \.corroborations, .integer, zh: "相互印证", en: "corroborations"),
    Column("signatures", \.signatures, .list, zh: "签字", en: "signatures"),
    Column("last_signed_day", \.lastSignedDay, .time, zh: "最近签字日", en: "last signed on"),
    Column("closed", \.closed, .text, zh: "销号事件", en: "closed by"),
    Column("closed_day", \.closedDay, .time, zh: "销号日", en: "closed on"),
    Column("reopenings", \.reopenings, .integer, zh: "重开次数", en: "reopenings"),
    Column("returns", \.returns, .integer, zh: "退回次数", en: "returns"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}
