/// A failure of the store: which operation, LMDB's own code (or the system's `errno`), and where.
///
/// "Not found" is an answer, not a failure: reads return `nil`. Errors are for what the caller must handle.
public struct LMDBError: Error, Equatable {
  /// What was being done.
  public enum Operation: String, Sendable, CaseIterable {
    case open, begin, renew, database, get, put, delete, drop, cursor, commit, sync, copy, stat
    case readerCheck, lock
  }

  /// LMDB's code, an `errno`, or one of this module's own.
  public let code: Code
  /// Which of the module's operations failed.
  public let operation: Operation
  /// The environment's folder, or the file concerned; `nil` when there is none.
  public let path: String?

  /// A failure; `path` is the environment's folder or the file, `nil` when there is none.
  public init(_ code: Code, _ operation: Operation, path: String? = nil) {
    self.code = code
    self.operation = operation
    self.path = path
  }
}

/// Out of line, so that the paths that succeed stay small.
@inline(never)
@usableFromInline
func failure(_ code: Int32, _ operation: LMDBError.Operation, _ environment: Environment) -> LMDBError {
  LMDBError(LMDBError.Code(rawValue: code), operation, path: environment.path)
}
