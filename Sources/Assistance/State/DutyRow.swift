import EventSourcing

enum DutyState: String, MachineState {
  case active
  case suspended
  case ended

  var label: Bilingual {
    switch self {
    case .active: Bilingual("在任", "active")
    case .suspended: Bilingual("停职", "suspended")
    case .ended: Bilingual("已结束", "ended")
    }
  }
}

/// A duty: a person, in a role, for an organisation or a target, between two days.
struct DutyRow: Row {
  var state = DutyState.active
  var person = ""
  var role = ""
  var org: String?
  /// Household, village, region or project the duty is for.
  var target: String?
  /// Further targets of the same duty.
  var targets: [String] = []
  /// First and last day; nil without an end.
  var from = ""
  var to: String?
  var suspendedFrom: String?
  /// Last day of the suspension; nil until it is resumed.
  var suspendedTo: String?
  /// The day from which it is over, whatever `to` says.
  var ended: String?
  /// The day from which it gives power: one that carries power has none for days before it was recorded.
  var speaksFrom = ""
  /// The entry that gave or last widened it: it is no power yet in that entry.
  var givenSeq: Int64 = 0
  /// Given in the founding, or when hardly a registrar was left: its keys need no second voucher.
  var isSinglyVouched = false
  /// Who took the work over, when it was handed over.
  var handedTo: String?
  var assigner = ""
  var assigned = ""
  var basis = Basis.own

  static let columns = Columns<DutyRow>([
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("person", \.person, .reference, zh: "人员", en: "person"),
    Column("role", \.role, .code, zh: "职责", en: "role"),
    Column("org", \.org, .reference, zh: "单位", en: "organisation"),
    Column("target", \.target, .reference, zh: "对象", en: "target"),
    Column("targets", \.targets, .list, zh: "多个对象", en: "targets"),
    Column("from", \.from, .time, zh: "起", en: "from"),
    Column("to", \.to, .time, zh: "止", en: "to"),
    Column("ended", \.ended, .time, zh: "结束日", en: "ended"),
    Column("suspended_from", \.suspendedFrom, .time, zh: "停职起", en: "suspended from"),
    Column("suspended_to", \.suspendedTo, .time, zh: "停职止", en: "suspended to"),
    Column("speaks_from", \.speaksFrom, .time, zh: "生效起", en: "gives power from"),
    Column("given_seq", \.givenSeq, .integer, zh: "授予条目", en: "given by entry"),
    Column("singly_vouched", \.isSinglyVouched, .boolean, zh: "单人核验", en: "one voucher is enough"),
    Column("handed_to", \.handedTo, .reference, zh: "移交给", en: "handed over to"),
    Column("assigner", \.assigner, .reference, zh: "任命人", en: "assigned by"),
    Column("assigned", \.assigned, .text, zh: "任命事件", en: "assigned at"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])

  /// Whether the duty covers a day, as far as is known. The day on which it was ended is no longer covered:
  /// who is dismissed in the morning signs nothing in the afternoon.
  func isActive(on day: String) -> Bool {
    guard speaksFrom <= day, to.map({ day <= $0 }) ?? true, ended.map({ day < $0 }) ?? true else { return false }
    guard let suspendedFrom, suspendedFrom <= day else { return true }
    return suspendedTo.map { $0 < day } ?? false
  }
}

extension DutyRow {
  /// Whether an earlier entry than this one gave it.
  func isGiven(before seq: UInt64) -> Bool { UInt64(clamping: givenSeq) < seq }

  /// The last day it covers; nil without an end.
  var lastDay: String? {
    let dayBeforeEnd = ended.flatMap { CivilDate($0) }.map { CivilDate(day: $0.day - 1).text }
    return [to, dayBeforeEnd].compactMap { $0 }.min()
  }
}

/// A power lent by one person to another.
struct DelegationRow: Row {
  var principal = ""
  var delegate = ""
  /// The duty lent, or its role.
  var duty: String?
  var role: String?
  var scope: String?
  var from: String?
  var to: String?
  var revoked: String?
  var granted = ""
  var grantedSeq: Int64 = 0
  var basis = Basis.own

  static let columns = Columns<DelegationRow>([
    Column("principal", \.principal, .reference, zh: "委托人", en: "principal"),
    Column("delegate", \.delegate, .reference, zh: "受托人", en: "delegate"),
    Column("duty", \.duty, .reference, zh: "所委托职责", en: "duty lent"),
    Column("role", \.role, .code, zh: "所委托岗位", en: "role lent"),
    Column("scope", \.scope, .text, zh: "范围", en: "scope"),
    Column("from", \.from, .time, zh: "起", en: "from"),
    Column("to", \.to, .time, zh: "止", en: "to"),
    Column("revoked", \.revoked, .time, zh: "撤销日", en: "revoked"),
    Column("granted", \.granted, .text, zh: "授权事件", en: "granted at"),
    Column("granted_seq", \.grantedSeq, .integer, zh: "授权条目", en: "granted by entry"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}

extension DelegationRow {
  /// Whether it lends on a day; `seq`: of an entry that did not grant it itself.
  func isInForce(on day: String, before seq: UInt64?) -> Bool {
    guard let from, let to, from <= day, day <= to, revoked.map({ day < $0 }) ?? true else { return false }
    return seq.map { UInt64(clamping: grantedSeq) < $0 } ?? true
  }
}
