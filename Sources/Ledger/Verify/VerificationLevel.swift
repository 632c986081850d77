/// How much of a ledger is proved; each level includes those before it.
public enum VerificationLevel: String, CaseIterable, Comparable, Sendable {
  /// Every entry hashes to its leaf, leaves to the root, root to the signed checkpoints.
  case hashes
  /// Every signature is by a key valid at its place.
  case signatures
  /// Every entry would be accepted again at its place.
  case rules
  /// Everything derived, attested or kept beside the log equals what the log gives.
  case views

  /// A level that proves less is smaller: `hashes` < `signatures` < `rules` < `views`.
  public static func < (a: VerificationLevel, b: VerificationLevel) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .hashes: 0
    case .signatures: 1
    case .rules: 2
    case .views: 3
    }
  }
}
