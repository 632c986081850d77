import EventSourcing

/// Money given to a fund line by one document: where every trace ends.
struct FundAppropriationRow: Row {
  var fund = ""
  var amountFen: Int64 = 0
  var document: String?
  var indicator: String?
  var day = ""
  var event = ""
  var basis = Basis.own

  static let columns = Columns<FundAppropriationRow>([
    Column("fund", \.fund, .reference, zh: "资金", en: "fund"),
    Column("amount_fen", \.amountFen, .fen, zh: "金额", en: "amount"),
    Column("doc_no", \.document, .text, zh: "文号", en: "document number"),
    Column("indicator_no", \.indicator, .text, zh: "指标号", en: "budget indicator"),
    Column("day", \.day, .time, zh: "下达日", en: "appropriated on"),
    Column("event", \.event, .text, zh: "事件", en: "event"),
    Column("basis", \.basis, .code, zh: "登记依据", en: "basis"),
  ])
}
