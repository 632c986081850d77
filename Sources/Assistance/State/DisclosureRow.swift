import EventSourcing

/// Something shown to the public, for how long, and what was said against it.
struct DisclosureRow: Row {
  var subject = ""
  var stage: String?
  var digest: String?
  var channels: [String] = []
  var places: [String] = []
  var from: String?
  var to: String?
  var phone: String?
  var state = DisclosureState.posted
  var objections: Int64 = 0
  var resolved: Int64 = 0
  var removedDay: String?
  var postedDay = ""
  var event = ""
  var lastEvent = ""
  var basis = Basis.own

  static let columns = Columns<DisclosureRow>([
    Column("subject", \.subject, .reference, zh: "公示对象", en: "what is disclosed"),
    Column("stage", \.stage, .code, zh: "环节", en: "stage"),
    Column("content_digest", \.digest, .text, zh: "内容摘要", en: "digest of the content"),
    Column("channels", \.channels, .list, zh: "渠道", en: "channels"),
    Column("places", \.places, .list, zh: "地点", en: "places"),
    Column("from", \.from, .time, zh: "开始", en: "from"),
    Column("to", \.to, .time, zh: "结束", en: "to"),
    Column("phone", \.phone, .text, zh: "监督电话", en: "telephone"),
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("objections", \.objections, .integer, zh: "异议数", en: "objections"),
    Column("resolved", \.resolved, .integer, zh: "已处理异议", en: "objections resolved"),
    Column("removed_day", \.removedDay, .time, zh: "撤下日", en: "removed on"),
    Column("posted_day", \.postedDay, .time, zh: "发布日", en: "posted on"),
    Column("event", \.event, .text, zh: "发布事件", en: "posted by event"),
    Column("last_event", \.lastEvent, .text, zh: "最近事件", en: "last event"),
    Column("basis", \.basis, .code, zh: "依据", en: "basis"),
  ])
}
