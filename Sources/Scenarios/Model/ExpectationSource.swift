import YAMLText
import EventSourcing
import Ledger

/// Something that must be true after the steps.
struct ExpectationSource: Sendable {
  enum Kind: Sendable {
    /// A row whose named columns hold these values; nil values mean that a column is empty.
    case row(view: String, key: String, columns: [(name: String, value: YAMLItem)], Moment)
    /// No such row.
    case absent(view: String, key: String, Moment)
    /// So many rows whose columns hold these values.
    case count(view: String, columns: [(name: String, value: YAMLItem)], Int64, Moment)
    case trace(reference: String, source: String?, project: String?, amountFen: Int64?)
    case verify(VerificationLevel, exit: Int64, code: String?, seq: String?)
    /// What the ledger cannot answer yet.
    case unsupported
  }

  /// Its first name: `view`, `trace` …
  let name: String
  let place: YAMLItem.Place
  let kind: Kind
}

/// What is done to the stored ledger, behind its back, after the steps.
enum Tamper: Sendable {
  /// One bit of an entry, or of one event in it.
  case flip(entry: String, position: Int?, YAMLItem.Place)
  /// The last entries are gone.
  case dropTail(Int64, YAMLItem.Place)
  /// Two entries change places.
  case swap(String, String, YAMLItem.Place)
  /// The folder's log as it was when it held so many entries.
  case rollback(String, YAMLItem.Place)
}
