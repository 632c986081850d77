import EventSourcing

/// Where an allocation stands.
enum AllocationState: String, MachineState {
  case open = "allocated"
  case frozen

  var label: Bilingual {
    switch self {
    case .open: Bilingual("已分配", "allocated")
    case .frozen: Bilingual("已冻结", "frozen")
    }
  }
}

/// The lawful lives of an allocation. A frozen one lets money go back to its fund line, nowhere else.
enum AllocationMachine {
  static let machine = Machine<AllocationState>(
    Bilingual("分配", "allocation"),
    [
      .init(.open, "fund.reallocated", .open),
      .init(.open, "fund.returned", .open),
      .init(.open, "disbursement.requested", .open),
      .init(.open, "disbursement.approved", .open),
      .init(.open, "disbursement.paid", .open),
      .init(.open, "fund.frozen", .frozen),
      .init(.frozen, "fund.returned", .frozen),
      .init(.frozen, "fund.unfrozen", .open),
    ])
}
