import EventSourcing

/// Where a disclosure stands.
enum DisclosureState: String, MachineState {
  case posted
  /// At least one objection waits for an answer.
  case objected
  case removed

  var label: Bilingual {
    switch self {
    case .posted: Bilingual("公示中", "posted")
    case .objected: Bilingual("有异议", "objected")
    case .removed: Bilingual("已撤下", "removed")
    }
  }
}

/// The lawful lives of a disclosure. Objections may still come, and be answered, after it was taken down.
enum DisclosureMachine {
  /// The answer to the last open objection.
  static let settled = "disclosure.objection_resolved (last)"

  static let machine = Machine<DisclosureState>(
    Bilingual("公示", "disclosure"),
    [
      .init(.posted, "disclosure.objection_received", .objected),
      .init(.posted, "disclosure.removed", .removed),
      .init(.objected, "disclosure.objection_received", .objected),
      .init(.objected, "disclosure.objection_resolved", .objected),
      .init(.objected, settled, .posted),
      .init(.objected, "disclosure.removed", .removed),
      .init(.removed, "disclosure.objection_received", .removed),
      .init(.removed, "disclosure.objection_resolved", .removed),
      .init(.removed, settled, .removed),
    ])
}
