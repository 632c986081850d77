public import Assistance
public import EventSourcing
public import Ledger
import TransparencyLog

/// The domain as the engine sees it: rules number 1 and the catalogue that belongs to it.
public struct AssistanceDomain: LedgerDomain {
  public init() {}

  /// Raised whenever a fold could give other rows, so that stored state is rebuilt.
  public var stateVersion: Int { 1 }
  public var rules: Int64 { Int64(Rules.current) }
  public var catalogue: [UInt8] { Self.catalogueBytes }

  private static let catalogueBytes = Catalogue.current.jsonBytes
  private static let catalogueDigest = SHA256.hash(catalogueBytes).hex

  public func canJudge(rules: Int64, catalogueSHA256: String) -> Bool {
    rules == self.rules && catalogueSHA256 == Self.catalogueDigest
  }

  public func check(_ transaction: Transaction) -> [Refusal] { Catalogue.current.check(transaction) }

  public func makeState() -> any DomainState { AssistanceDomainState() }
}

/// The domain's state under the engine's protocol.
public final class AssistanceDomainState: DomainState {
  public let state = AssistanceState()

  public var tables: [any StoredTable] { state.tables }

  public func decide(_ context: EventContext, earlier: (EventID) -> EventContext?) -> [Refusal] {
    Assistance.decide(context, state, earlier: earlier)
  }

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
