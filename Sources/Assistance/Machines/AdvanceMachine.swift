import EventSourcing

/// Where an advance stands. Overdue is no state: it is a question of the day one asks on.
enum AdvanceState: String, MachineState {
  case open
  case settled

  var label: Bilingual {
    switch self {
    case .open: Bilingual("未清偿", "open")
    case .settled: Bilingual("已清偿", "settled")
    }
  }
}

/// The lawful lives of an advance. Its payment's reversal or recovery opens it again.
enum AdvanceMachine {
  static let machine = Machine<AdvanceState>(
    Bilingual("垫付", "advance"),
    [
      .init(.open, "advance.settled", .settled),
      .init(.settled, "disbursement.reversed", .open),
      .init(.settled, "fund.recovered", .open),
    ])
}
