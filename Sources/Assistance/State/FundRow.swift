import EventSourcing

/// A line of money from one source for one year, and where its fen are.
///
/// appropriated + integrated in − integrated out = available + allocated − returned.
struct FundRow: DisbursementBalanced {
  var name = ""
  var level = ""
  var kind = ""
  var purpose = ""
  /// Project categories it may support; empty when not limited.
  var purposes: [String] = []
  var department = ""
  var year: Int64?
  /// The registration's document number, then those of the appropriations, each once.
  var documents: [String] = []
  /// Money of other lines is integrated into it (资金池).
  var isPool = false
  var state = FundState.registered
  var freezeReason: String?
  var appropriatedFen: Int64 = 0
  var integratedInFen: Int64 = 0
  var integratedOutFen: Int64 = 0
  /// Given to projects: a running total.
  var allocatedFen: Int64 = 0
  /// Come back from projects: a running total.
  var returnedFen: Int64 = 0
  var balance = DisbursementBalance()
  /// Whose money is in this pool, oldest first.
  var sources: [FundSource] = []
  /// Day of the first appropriation or integration into the line.
  var fundedDay: String?
  var registeredEvent = ""
  var lastEvent = ""
  var basis = Basis.own

  /// Free to be allocated or integrated.
  ///
  /// Computed, so that it cannot disagree with its parts; what a stored row says of it is not read back.
  var availableFen: Int64 {
    appropriatedFen &+ integratedInFen &- integratedOutFen &- allocatedFen &+ returnedFen
  }

  static let columns = Columns<FundRow>(
    [
      Column("name", \.name, .text, zh: "资金名称", en: "name"),
      Column("level", \.level, .code, zh: "级次", en: "level"),
      Column("kind", \.kind, .code, zh: "类别", en: "kind"),
      Column("purpose", \.purpose, .text, zh: "用途", en: "purpose"),
      Column("purposes", \.purposes, .list, zh: "可支持类别", en: "categories it may support"),
      Column("dept", \.department, .reference, zh: "主管部门", en: "department"),
      Column("year", \.year, .integer, zh: "年度", en: "year"),
      Column("doc_nos", \.documents, .list, zh: "文号", en: "document numbers"),
      Column("is_pool", \.isPool, .boolean, zh: "整合资金池", en: "pool"),
      Column("state", \.state, .code, zh: "状态", en: "state"),
      Column("freeze_reason", \.freezeReason, .text, zh: "冻结原因", en: "why frozen"),
      Column("appropriated_fen", \.appropriatedFen, .fen, zh: "已下达", en: "appropriated"),
      Column("integrated_in_fen", \.integratedInFen, .fen, zh: "整合转入", en: "integrated in"),
      Column("integrated_out_fen", \.integratedOutFen, .fen, zh: "整合转出", en: "integrated out"),
      Column("allocated_fen", \.allocatedFen, .fen, zh: "累计分配", en: "allocated in all"),
      Column("returned_fen", \.returnedFen, .fen, zh: "累计收回", en: "returned in all"),
      Column(computed: "available_fen", { $0.availableFen }, .fen, zh: "可用余额", en: "available"),
      Column("sources", \.sources, .list, zh: "整合来源", en: "integrated from"),
      Column("funded_day", \.fundedDay, .time, zh: "首次到位日", en: "first money on"),
      Column("event", \.registeredEvent, .text, zh: "登记事件", en: "registered by"),
      Column("last_event", \.lastEvent, .text, zh: "最近事件", en: "last event"),
      Column("basis", \.basis, .code, zh: "依据", en: "basis"),
    ] + balanceColumns(\.balance))
}

/// One integration of another line's money into a pool.
struct FundSource: Hashable, ColumnValue {
  let fund: String
  let amountFen: Int64
  /// `SEQ.POS` of the event.
  let event: String

  init(fund: String, amountFen: Int64, event: String) {
    self.fund = fund
    self.amountFen = amountFen
    self.event = event
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("amount_fen", amountFen)
      writer.member("event", event)
      writer.member("fund", fund)
    }
  }

  init?(_ value: JSONValue) {
    guard let fund = value["fund"]?.string, let amountFen = value["amount_fen"]?.integer,
      let event = value["event"]?.string
    else { return nil }
    self.init(fund: fund, amountFen: amountFen, event: event)
  }
}
