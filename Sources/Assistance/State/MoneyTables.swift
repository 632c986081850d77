import EventSourcing

/// The registers of projects, contracts, funds and disclosures.
final class MoneyTables {
  var all: [any StoredTable] { [] }

  /// Whether a reference is in its register; nil when none is kept for its prefix.
  func exists(_ reference: String, prefix: ReferencePrefix) -> Bool? { nil }
}
