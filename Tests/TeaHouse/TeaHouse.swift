public import EventSourcing
public import Ledger

/// A second, tiny domain: a tea house's cups. It exists to prove that the engine knows no household.
public struct TeaHouse: LedgerDomain {
  /// Never raised: its fold never changed.
  public let stateVersion = 1
  /// The only rules there are.
  public let rules: Int64 = 1
  /// Two types of its own, cups poured and drunk, and no fields.
  public let catalogue = Array(#"{"types":["cup.poured","cup.drunk"]}"#.utf8)

  /// Holds no state: any two are alike.
  public init() {}

  /// Goes by the number alone, whatever the catalogue.
  public func canJudge(rules: Int64, catalogueSHA256: String) -> Bool { rules == 1 }

  /// `C01` for each event that is neither the engine's nor about cups.
  public func check(_ transaction: Transaction) -> [Refusal] {
    transaction.events.enumerated().compactMap { index, event in
      let known = ["ledger.", "key.", "view.", "streams.", "anchor.", "cup."].contains { event.type.hasPrefix($0) }
      return known ? nil : Refusal("C01", "未知事件类型", "unknown event type", path: "$.events[\(index)].type")
    }
  }

  /// No cup has been poured yet.
  public func makeState() -> any DomainState { TeaHouseState() }
}

struct Cup: Row {
  var poured: Int64 = 0
  var drunk: Int64 = 0

  static let columns = Columns<Cup>([
    Column("poured_ml", \.poured, .integer, zh: "倒入", en: "Poured"),
    Column("drunk_ml", \.drunk, .integer, zh: "饮用", en: "Drunk"),
  ])
}

/// Nobody drinks what was not poured: the one rule.
final class TeaHouseState: DomainState {
  let cups = Table<Cup>("cups", zh: "茶杯", en: "Cups")
  var tables: [any StoredTable] { [cups] }

  func decide(_ context: EventContext, earlier: (EventID) -> EventContext?) -> [Refusal] {
    guard context.event.type == "cup.drunk", let amount = context.event.data["ml"]?.integer else { return [] }
    let cup = cups[context.event.subject] ?? Cup()
    if cup.drunk + amount <= cup.poured { return [] }
    return [Refusal("X01", "杯中没有这么多茶", "there is not that much tea", path: "$.events[\(context.position)].data.ml")]
  }

  func evolve(_ context: EventContext) {
    guard let amount = context.event.data["ml"]?.integer else { return }
    switch context.event.type {
    case "cup.poured": cups.update(context.event.subject) { $0.poured += amount }
    case "cup.drunk": cups.update(context.event.subject) { $0.drunk += amount }
    default: break
    }
  }
}
