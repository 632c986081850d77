import EventSourcing

/// What the genesis and the ledger's own events say: one row.
struct LedgerRow: Row {
  static let key = Reference.ledger

  var founder = ""
  var region = ""
  var authority = ""
  var purpose = ""
  var rules: Int64 = 0
  /// The event with which the founding ended; nil while it lasts.
  var founded: String?
  /// Every duty of registrars, and of leaders in the authority.
  var offices: [String] = []
  /// The batch of the migration that is open.
  var migration: String?
  /// The first day that is no longer migrated.
  var migrationCutoff: String?
  /// The organisation that joins by it; nil when the whole ledger is brought in.
  var migrationOrg: String?
  /// The day of the genesis.
  var opened = ""
  /// `PACK@VERSION` of every pack ever activated, in order of activation.
  var packs: [String] = []

  /// The organisation that answers for the ledger: the one the genesis names, or, where it gives a name in words, `org-authority`, as
  /// which a new ledger registers it.
  var authorityOrg: String {
    ReferencePrefix(of: authority) == .org && Reference.isValid(authority) ? authority : "org-authority"
  }

  static let columns = Columns<LedgerRow>([
    Column("founder", \.founder, .reference, zh: "创建人", en: "founder"),
    Column("region", \.region, .text, zh: "区划代码", en: "region"),
    Column("authority", \.authority, .text, zh: "主管单位", en: "authority"),
    Column("purpose", \.purpose, .code, zh: "用途", en: "purpose"),
    Column("rules", \.rules, .integer, zh: "规则号", en: "rules number"),
    Column("founded", \.founded, .text, zh: "创建完成事件", en: "founded by"),
    Column("offices", \.offices, .list, zh: "登记员和牵头人职责", en: "duties of registrars and leaders"),
    Column("migration", \.migration, .text, zh: "进行中的迁移", en: "open migration"),
    Column("migration_org", \.migrationOrg, .reference, zh: "迁移单位", en: "migrating organisation"),
    Column("migration_cutoff", \.migrationCutoff, .time, zh: "迁移截止", en: "migrated before"),
    Column("opened", \.opened, .time, zh: "创建日", en: "founded on"),
    Column("packs", \.packs, .list, zh: "政策包", en: "policy packs"),
  ])
}
