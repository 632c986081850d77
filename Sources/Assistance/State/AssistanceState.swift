public import EventSourcing

/// All that the domain knows: what decides is what the views show.
public final class AssistanceState {
  public init() {}

  /// Every table, ascending by name.
  public var tables: [any StoredTable] { [] }
}
