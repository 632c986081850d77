import EventSourcing

/// A ledger put back from a copy that lacks its last entries: what is lost is said in the first entry after it.
enum LossRules {
  @Sendable static func decide(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals: [Refusal] = []
    let after = context.integer("size_after")
    if after != Int64(clamping: context.seq) {
      refusals.append(
        context.refuse(
          "R04", "账本现有\(context.seq)条，与所写留存条目数不符",
          "the log has \(context.seq) entries, not as many as it says are left",
          field: "size_after"))
    }
    let before = context.integer("size_before")
    if (before == nil) != (context.text("root_before") == nil) {
      refusals.append(
        context.refuse(
          "R04", "损失前条目数和根哈希须同时给出", "size_before and root_before come together", field: "root_before"))
    }
    if let before, let after, before <= after {
      refusals.append(
        context.refuse(
          "R04", "损失前条目数应多于留存条目数", "there were more entries before than are left", field: "size_before"))
    }
    return refusals
  }
}
