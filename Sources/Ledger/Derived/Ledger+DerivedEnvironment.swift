package import LMDB

extension Ledger {
  /// Where derived state lies, so that tests can make its store fail; nil when none is live.
  package var derivedEnvironment: Environment? {
    get throws(LedgerError) { try derived.store()?.environment }
  }
}
