import EventSourcing

/// Where a fund line stands.
enum FundState: String, MachineState {
  case registered
  case appropriated
  case frozen

  var label: Bilingual {
    switch self {
    case .registered: Bilingual("已登记", "registered")
    case .appropriated: Bilingual("已到位", "appropriated")
    case .frozen: Bilingual("已冻结", "frozen")
    }
  }
}

/// The lawful lives of a fund line. A frozen line takes money in and lets none out.
enum FundMachine {
  /// What integration is to the pool that receives; the source's event is `fund.integrated`.
  static let received = "fund.integrated (in)"

  static let machine = Machine<FundState>(
    Bilingual("资金", "fund line"),
    [
      .init(.registered, "fund.appropriated", .appropriated),
      .init(.registered, received, .appropriated),
      .init(.appropriated, "fund.appropriated", .appropriated),
      .init(.appropriated, received, .appropriated),
      .init(.appropriated, "fund.integrated", .appropriated),
      .init(.appropriated, "fund.allocated", .appropriated),
      .init(.appropriated, "fund.frozen", .frozen),
      .init(.frozen, "fund.appropriated", .frozen),
      .init(.frozen, received, .frozen),
      .init(.frozen, "fund.unfrozen", .appropriated),
    ])
}
