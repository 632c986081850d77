import Law
public import Assistance
public import EventSourcing
public import Ledger
import TransparencyLog

/// The domain as the engine sees it: rules number 1 and the catalogue that belongs to it.
public struct AssistanceDomain: LedgerDomain {
  /// Holds no state: any two are alike.
  public init() {}

  /// Raised whenever a fold could give other rows, so that stored state is rebuilt.
  public var stateVersion: Int { 1 }
  /// The acceptance rules that a new ledger adopts, 1.
  public var rules: Int64 { Int64(Rules.current) }
  /// The current catalogue's canonical JSON, as `ledger.catalogue_part` carries it (format.md §3).
  public var catalogue: [UInt8] { Self.catalogueBytes }

  private static let catalogueBytes = Catalogue.current.jsonBytes
  private static let catalogueDigest = SHA256.hash(catalogueBytes).hex

  /// Only rules number 1 with exactly this program's catalogue; `catalogueSHA256` is 64 lower-case hex digits.
  public func canJudge(rules: Int64, catalogueSHA256: String) -> Bool {
    rules == self.rules && catalogueSHA256 == Self.catalogueDigest
  }

  /// Every reason by the catalogue alone; empty when the shape is right.
  public func check(_ transaction: Transaction) -> [Refusal] { Catalogue.current.check(transaction) }

  /// A new ``AssistanceDomainState``, its tables empty.
  public func makeState() -> any DomainState { AssistanceDomainState() }
}

/// The domain's state under the engine's protocol.
public final class AssistanceDomainState: DomainState {
  /// The tables, for use cases that know the domain; the engine sees only what the protocol asks for.
  public let state = AssistanceState()

  /// Every table, ascending by name.
  public var tables: [any StoredTable] { state.tables }

  /// Every reason against an event whose shape is right; empty when it may be accepted. Reads only.
  public func decide(_ context: EventContext, earlier: (EventID) -> EventContext?) -> [Refusal] {
    Assistance.decide(context, state, earlier: earlier)
  }

  /// Folds an accepted event into the tables; never refuses.
  public func evolve(_ context: EventContext) { Assistance.evolve(context, state) }
}

extension LedgerView {
  /// What the domain knows at this moment.
  public var assistance: AssistanceState {
    guard let state = state as? AssistanceDomainState else { preconditionFailure("a ledger of another domain") }
    return state.state
  }
}

extension Writer {
  /// What the domain knows now.
  public var assistance: AssistanceState {
    guard let state = state as? AssistanceDomainState else { preconditionFailure("a ledger of another domain") }
    return state.state
  }
}
