/// Why a proof does not show what it claims to.
public enum ProofError: Error, Hashable, Sendable {
  /// The tree of `size` leaves has no leaf `index`.
  case indexOutOfRange(index: UInt64, size: UInt64)
  /// The older tree is said to be larger than the newer one.
  case sizesOutOfOrder(oldSize: UInt64, newSize: UInt64)
  /// A proof between these positions has a fixed number of hashes, and this is another.
  case wrongLength(expected: Int, actual: Int)
  /// The proof leads to another root than the (new) tree's.
  case rootMismatch
  /// The proof leads to another root than the old tree's.
  case oldRootMismatch
}

/// Why no proof could be made.
public enum ProvingError<ReaderFailure: Error>: Error {
  /// What was asked for does not exist.
  case impossible(ProofError)
  /// A hash could not be read.
  case unreadable(ReaderFailure)
}

extension ProvingError: Equatable where ReaderFailure: Equatable {}

extension ProofError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .indexOutOfRange: "proof.indexOutOfRange"
    case .sizesOutOfOrder: "proof.sizesOutOfOrder"
    case .wrongLength: "proof.wrongLength"
    case .rootMismatch: "proof.rootMismatch"
    case .oldRootMismatch: "proof.oldRootMismatch"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .indexOutOfRange(let index, let size):
      ("树只有 \(size) 个叶，没有第 \(index) 个", "the tree of \(size) leaves has no leaf \(index)")
    case .sizesOutOfOrder(let oldSize, let newSize):
      ("旧树（\(oldSize)）大于新树（\(newSize)）", "the old tree (\(oldSize)) is larger than the new one (\(newSize))")
    case .wrongLength(let expected, let actual):
      ("证明应有 \(expected) 个哈希，实有 \(actual) 个", "the proof needs \(expected) hashes and has \(actual)")
    case .rootMismatch: ("证明推出的根与检查点不符", "the proof leads to another root than the tree's")
    case .oldRootMismatch: ("证明推出的旧根与旧检查点不符", "the proof leads to another root than the old tree's")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
