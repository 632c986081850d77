import Law
import EventSourcing

enum HouseholdMachine {
  /// A tag that says why a household is assisted makes it a target.
  static let targeting = "household.tagged:target"
  /// The household is gone: moved away, died out, struck off, or now part of another.
  static let closing = "household.moved:away"

  /// Tags, with their kinds, that name a need; the others only describe.
  private static let needs = [
    "poor", "hardship", "low_income", "five_guarantees", "low_income_edge", "monitored", "sudden_difficulty",
  ]
  private static let closingMoves: Set = ["moved_out", "cancelled", "closed", "all_dead"]

  static func isNeed(_ tag: String) -> Bool {
    needs.contains { Codelist.householdTag.isA(tag, $0) }
  }

  /// The machine's name of an event: tags and moves differ by what they say.
  static func step(_ context: EventContext) -> String {
    let type = context.event.type
    switch type {
    case "household.tagged":
      return context.flag("removed") != true && context.text("tag").map(isNeed) == true ? targeting : type
    case "household.moved":
      return leaves(context) ? closing : type
    default:
      return type
    }
  }

  /// A household that moves without saying where to is gone.
  private static func leaves(_ context: EventContext) -> Bool {
    let kind = context.text("kind") ?? ""
    let hasGoal = ["village", "natural_village", "to"].contains { context.text($0) != nil }
    return closingMoves.contains(kind) || (kind == "moved" && !hasGoal)
  }

  static let machine = Machine<HouseholdState>(
    Bilingual("农户", "household"),
    [
      .init(.registered, "household.member_changed", .registered),
      .init(.registered, "household.tagged", .registered),
      .init(.registered, targeting, .activeTarget),
      .init(.registered, "household.split", .registered),
      .init(.registered, "household.merged", .registered),
      .init(.registered, "household.moved", .registered),
      .init(.registered, closing, .closed),

      .init(.activeTarget, "household.member_changed", .activeTarget),
      .init(.activeTarget, "household.tagged", .activeTarget),
      .init(.activeTarget, targeting, .activeTarget),
      .init(.activeTarget, "household.split", .activeTarget),
      .init(.activeTarget, "household.merged", .activeTarget),
      .init(.activeTarget, "household.moved", .activeTarget),
      .init(.activeTarget, "target.xiaokang_confirmed", .activeTarget),
      .init(.activeTarget, "target.exited", .exitedConsolidating),
      .init(.activeTarget, closing, .closed),

      .init(.exitedConsolidating, "household.member_changed", .exitedConsolidating),
      .init(.exitedConsolidating, "household.tagged", .exitedConsolidating),
      .init(.exitedConsolidating, targeting, .activeTarget),
      .init(.exitedConsolidating, "household.split", .exitedConsolidating),
      .init(.exitedConsolidating, "household.merged", .exitedConsolidating),
      .init(.exitedConsolidating, "household.moved", .exitedConsolidating),
      .init(.exitedConsolidating, "monitoring.relapsed", .activeTarget),
      .init(.exitedConsolidating, closing, .closed),
    ])
}
