import EventSourcing

/// The list of those paid by one payment: too long for one transaction, so it comes in parts.
///
/// Count and total are declared with the request; approval waits until both agree.
enum DisbursementLines {
  private struct Sum {
    var count: Int64 = 0
    /// Nil when the total cannot be recorded.
    var fen: Int64? = 0

    init(_ context: EventContext) {
      guard let lines = context.event.data["lines"] else { return }
      for line in lines.elements {
        count += 1
        fen = fen.flatMap { Fen.sum($0, line["amount_fen"]?.integer ?? 0) }
      }
    }
  }

  /// The declared number of lines; a list without a declaration declares itself whole.
  private static func declaredCount(_ context: EventContext, _ sum: Sum) -> Int64? {
    context.integer("line_count") ?? (sum.count > 0 ? sum.count : nil)
  }

  static func mayDeclare(_ context: EventContext) -> [Refusal] {
    let sum = Sum(context)
    guard let amount = context.amountFen else { return [] }
    var refusals: [Refusal] = []
    if let total = context.integer("line_total_fen"), total != amount {
      refusals.append(
        context.refuse(
          "M13", "明细合计\(Fen.yuan(total))元须等于申请金额\(Fen.yuan(amount))元",
          "the total of the lines, \(Fen.yuan(total)) yuan, must equal the amount, \(Fen.yuan(amount))",
          field: "line_total_fen"))
    }
    if let count = declaredCount(context, sum) {
      refusals += fits(context, sum, roomCount: count, roomFen: amount)
    }
    return refusals
  }

  static func declare(_ context: EventContext, _ row: inout DisbursementRow) {
    let sum = Sum(context)
    row.lineCount = declaredCount(context, sum)
    row.linesAdded = sum.count
    row.linesAddedFen = sum.fen ?? 0
  }

  static func mayAdd(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject] else { return [] }
    var refusals = DisbursementRules.step(context, row)
    if let part = context.integer("part"), row.parts.contains(part) {
      refusals.append(
        context.refuse(
          "M15", "第\(part)部分明细已经录入，不能重复", "part \(part) of the lines is already there", field: "part"))
    }
    let count = row.lineCount ?? 0
    refusals += fits(
      context, Sum(context), roomCount: count &- row.linesAdded, roomFen: row.amountFen &- row.linesAddedFen)
    return refusals
  }

  private static func fits(
    _ context: EventContext, _ sum: Sum, roomCount: Int64, roomFen: Int64
  ) -> [Refusal] {
    if let fen = sum.fen, sum.count <= roomCount, fen <= roomFen { return [] }
    let total = sum.fen.map { Fen.yuan($0) }
    return [
      context.refuse(
        "M14", "本次明细\(sum.count)行、\(total ?? "超大")元，超过申请中尚缺的\(roomCount)行、\(Fen.yuan(roomFen))元",
        "these \(sum.count) lines of \(total ?? "too many") yuan exceed the \(roomCount) lines of "
          + "\(Fen.yuan(roomFen)) yuan that the request still lacks",
        field: "lines")
    ]
  }

  static func add(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.payments.contains(context.event.subject) else { return }
    let sum = Sum(context)
    state.money.payments.update(context.event.subject) { row in
      row.linesAdded = Fen.sum(row.linesAdded, sum.count) ?? row.linesAdded
      row.linesAddedFen = sum.fen.flatMap { Fen.sum(row.linesAddedFen, $0) } ?? row.linesAddedFen
      if let part = context.integer("part") { row.parts.append(part) }
      row.payees = DisbursementPayees.adding(context, to: row.payees)
    }
  }

  /// M17: why an approval has to wait.
  static func incomplete(_ context: EventContext, _ row: DisbursementRow) -> Refusal {
    context.refuse(
      "M17",
      "明细不完整：应有\(row.lineCount ?? 0)行、\(Fen.yuan(row.amountFen))元，已录\(row.linesAdded)行、"
        + "\(Fen.yuan(row.linesAddedFen))元；补齐后再审批",
      "the lines are not complete: \(row.linesAdded) of \(row.lineCount ?? 0), \(Fen.yuan(row.linesAddedFen)) of "
        + "\(Fen.yuan(row.amountFen)) yuan; add the rest before approval")
  }
}
