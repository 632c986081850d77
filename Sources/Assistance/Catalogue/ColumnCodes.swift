public import Law
public import EventSourcing

/// Which codes stand in a view's column: whoever shows one, or asks for one, finds its labels here.
///
/// Labels are data: those of the catalogue's codelists, and those that a state machine's states bear.
public struct ColumnCodes: Sendable {
  /// The codes, in the order in which they are listed.
  public let list: Codelist
  /// Whether a value is more than the code, which is one of its words: `SLOT SIGNER SEQ.POS HEAD`, `SLOT=ROLE`.
  public let isPart: Bool

  /// The codes of a column; nil for one that holds none.
  public static func of(view: String, column: String) -> ColumnCodes? {
    if let part = parts["\(view).\(column)"] { return ColumnCodes(list: part, isPart: true) }
    let list = lists["\(view).\(column)"] ?? (column == "basis" || column.hasSuffix("_basis") ? basis : nil)
    return list.map { ColumnCodes(list: $0, isPart: false) }
  }

  /// A value as people read it: the label of a code, the labels of the codes among its words, else the value itself.
  public func text(_ value: String, _ language: Language) -> String {
    guard isPart else { return list.label(value, language) }
    var result = ""
    var word = ""
    for character in value {
      if character == " " || character == "=" {
        result += list.label(word, language) + String(character)
        word = ""
      } else {
        word.append(character)
      }
    }
    return result + list.label(word, language)
  }

  /// How an act was recorded. Not in the catalogue: the engine knows these.
  public static let basis = Codelist(
    "basis", "依据", "Basis",
    Basis.allCases.map { Codelist.Item($0.rawValue, $0.label.zh, $0.label.en) })

  private static let parts: [String: Codelist] = [
    "packs.problem_slots": Codelist.signOffSlot.adding(Codelist.role),
    "problems.signatures": Codelist.signOffSlot,
  ]

  private static let lists: [String: Codelist] = [
    "advances.state": states(AdvanceState.self),
    "allocations.state": states(AllocationState.self),
    "delegations.role": Codelist.role,
    "disclosures.channels": Codelist.named("disclosure_channel"),
    "disclosures.stage": Codelist.named("disclosure_stage"),
    "disclosures.state": states(DisclosureState.self),
    "documents.kind": Codelist(
      "document_kind", "票据种类", "Kind of document",
      [.init("voucher", "凭证", "Voucher"), .init("invoice", "发票", "Invoice")]),
    "duties.role": Codelist.role,
    "duties.state": states(DutyState.self),
    "evidence.kind": Codelist.named("evidence_kind"),
    "funds.kind": Codelist.named("fund_kind"),
    "funds.level": Codelist.named("level"),
    "funds.purposes": Codelist.projectCategory,
    "funds.state": states(FundState.self),
    "households.state": states(HouseholdState.self),
    "households.tags": Codelist.named("household_tag"),
    "ledger.purpose": Codelist.named("ledger_purpose"),
    "orgs.kind": Codelist.named("org_kind"),
    "orgs.level": Codelist.named("level"),
    "orgs.state": states(RegistrationState.self),
    "packs.negative_list": Codelist.projectCategory,
    "payments.channel": Codelist.named("payment_channel"),
    "payments.state": states(DisbursementState.self),
    "persons.rank": Codelist.named("rank"),
    "persons.state": states(RegistrationState.self),
    "problems.evidence_kinds": Codelist.named("evidence_kind"),
    "problems.kind": Codelist.problemKind,
    "problems.mode": Codelist.named("rectification_mode"),
    "problems.source": Codelist.problemSource,
    "problems.state": states(ProblemState.self),
    "project_beneficiaries.mode": Codelist.named("link_mode"),
    "projects.category": Codelist.projectCategory,
    "projects.delivery": Codelist.named("delivery"),
    "projects.library": states(ProjectLibraryState.self),
    "projects.nature": Codelist.named("project_nature"),
    "projects.phase": states(ProjectPhase.self),
    "regions.level": Codelist.named("level"),
    "villages.tags": Codelist.named("village_tag"),
    "visits.acknowledged": Codelist.named("acknowledgement").adding(unspecified),
    "visits.back_check": Codelist.named("back_check"),
    "visits.mode": Codelist.named("visit_mode"),
    "daylogs.side": Codelist.named("side"),
  ]

  private static func states<State: MachineState>(_: State.Type) -> Codelist {
    Codelist(
      "state", "状态", "State", State.allCases.map { Codelist.Item($0.rawValue, $0.label.zh, $0.label.en) })
  }

  /// What a visit acknowledged without saying how has in its column.
  private static let unspecified = Codelist(
    "acknowledgement", "确认方式", "How a visit is acknowledged",
    [.init("unspecified", "未注明方式", "Way not stated")])
}

extension Basis {
  /// What people read: 本人, 代录, 纸质, 迁移.
  public var label: Bilingual {
    switch self {
    case .own: Bilingual("本人", "own")
    case .entered: Bilingual("代录", "entered")
    case .paper: Bilingual("纸质", "paper")
    case .migrated: Bilingual("迁移", "migrated")
    }
  }
}
