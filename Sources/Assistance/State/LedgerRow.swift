import EventSourcing

/// What the genesis and the ledger's own events say: one row.
struct LedgerRow: Row {
  static let key = Reference.ledger

  var founder = ""
  var region = ""
  var authority = ""
  var purpose = ""
  var rules: Int64 = 0
  /// `PACK@VERSION` of every pack ever activated, in order of activation.
  var packs: [String] = []

  static let columns = Columns<LedgerRow>([
    Column("founder", \.founder, .reference, zh: "创建人", en: "founder"),
    Column("region", \.region, .text, zh: "区划代码", en: "region"),
    Column("authority", \.authority, .text, zh: "主管单位", en: "authority"),
    Column("purpose", \.purpose, .code, zh: "用途", en: "purpose"),
    Column("rules", \.rules, .integer, zh: "规则号", en: "rules number"),
    Column("packs", \.packs, .list, zh: "政策包", en: "policy packs"),
  ])
}
