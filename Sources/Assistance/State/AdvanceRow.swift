import EventSourcing

/// Money someone laid out for a project before its funds came (垫付).
struct AdvanceRow: Row {
  var payer = ""
  var project = ""
  var amountFen: Int64 = 0
  var state = AdvanceState.open
  var day = ""
  /// The last day to settle it, by the pack in force when it was paid.
  var dueDay: String?
  var payment: String?
  var settledDay: String?
  var event = ""
  var settledEvent: String?
  var basis = Basis.own

  static let columns = Columns<AdvanceRow>([
    Column("payer", \.payer, .reference, zh: "垫付方", en: "payer"),
    Column("project", \.project, .reference, zh: "项目", en: "project"),
    Column("amount_fen", \.amountFen, .fen, zh: "金额", en: "amount"),
    Column("state", \.state, .code, zh: "状态", en: "state"),
    Column("day", \.day, .time, zh: "垫付日", en: "laid out on"),
    Column("due_day", \.dueDay, .time, zh: "应清偿日", en: "to be settled by"),
    Column("payment", \.payment, .reference, zh: "清偿支付", en: "settled by payment"),
    Column("settled_day", \.settledDay, .time, zh: "清偿日", en: "settled on"),
    Column("event", \.event, .text, zh: "事件", en: "event"),
    Column("settled_event", \.settledEvent, .text, zh: "清偿事件", en: "settled by event"),
    Column("basis", \.basis, .code, zh: "登记依据", en: "basis"),
  ])
}
