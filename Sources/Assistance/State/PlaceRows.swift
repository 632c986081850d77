import EventSourcing

/// An area of the statistical code. Identity is the reference; the code may change every year.
struct RegionRow: Row {
  var code = ""
  var name: String?
  var level: String?
  var validFrom: String?
  /// Codes it had before, oldest first.
  var formerCodes: [String] = []
  var isAbolished = false
  var registered = ""
  var basis = Basis.own

  static let columns = Columns<RegionRow>([
    Column("code", \.code, .text, zh: "区划代码", en: "code"),
    Column("name", \.name, .text, zh: "名称", en: "name"),
    Column("level", \.level, .code, zh: "层级", en: "level"),
    Column("valid_from", \.validFrom, .time, zh: "启用日", en: "valid from"),
    Column("former_codes", \.formerCodes, .list, zh: "原代码", en: "former codes"),
    Column("abolished", \.isAbolished, .boolean, zh: "已撤销", en: "abolished"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}

/// A village, administrative or natural: registered by the first `village.tagged` about it.
struct VillageRow: Row {
  var name: String?
  var place: String?
  var tags: [String] = []
  var tally = VisitTally()
  var basis = Basis.own

  static let columns = Columns<VillageRow>([
    Column("name", \.name, .text, zh: "名称", en: "name"),
    Column("place", \.place, .text, zh: "区划代码", en: "place"),
    Column("tags", \.tags, .list, zh: "标签", en: "tags"),
    Column("visits", \.tally.visits, .integer, zh: "走访次数", en: "visits"),
    Column("last_visit", \.tally.lastVisit, .time, zh: "最近走访", en: "last visit"),
    Column("last_visitor", \.tally.lastVisitor, .reference, zh: "最近走访人", en: "last visitor"),
    Column("newest_visit", \.tally.newest, .text, zh: "最近记录的走访", en: "visit recorded last"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}
