public import EventSourcing

/// Why the engine could not do what was asked. Refusals of a transaction are not errors: see ``Outcome``.
///
/// Equality is by code, so that a test names the error and not its words.
public struct LedgerError: Error, Sendable {
  /// What the caller should do about it; a command line turns it into an exit status.
  public enum Kind: Sendable {
    /// The question is not one that can be asked: it names a view, column or type the program has not, or is not well formed.
    case usage
    /// What was asked cannot be granted.
    case refused
    /// Something altered, truncated, rolled back or forged.
    case integrity
    /// Bytes that are not what they should be, or rules this version cannot judge.
    case malformed
    /// There is no such ledger or file.
    case missing
    /// This program failed one of its own checks: nothing is said about the ledger.
    case defect
    /// What was to be made is there already, and is not overwritten.
    case cannotCreate
    /// The system could not read or write: disk full, no permission, a broken device.
    case inputOutput
    /// Another writer is at work, or the clock went back: try again.
    case tryAgain
  }

  /// What the caller should do about it.
  public let kind: Kind
  /// Permanent: `E01`, `E02` …
  public let code: String
  /// What happened and, where something helps, what to do; in Chinese and English.
  public let message: Bilingual
  /// Signed checkpoints that contradict each other, byte for byte: what convinces others too. Empty for most errors.
  public var evidence: [[UInt8]] = []

  /// An error without evidence, which can be added after.
  public init(_ kind: Kind, _ code: String, _ zh: String, _ en: String) {
    self.kind = kind
    self.code = code
    self.message = Bilingual(zh, en)
  }
}

extension LedgerError {
  /// What is said when this machine could not remember a checkpoint: nothing is wrong with the ledger, but a rollback would go
  /// unnoticed.
  public static func unkept(_ error: LedgerError) -> Bilingual {
    Bilingual(
      "最新检查点没能另存在本机（\(error.code) \(error.message.zh)）：账本被换成旧的也察觉不到；请修好，或把XDG_STATE_HOME设为可写的文件夹",
      "this machine could not remember the newest checkpoint (\(error.code) \(error.message.en)), so an older ledger put in place would go unnoticed: mend that, or set XDG_STATE_HOME to a folder that can be written"
    )
  }
}

extension LedgerError: Equatable {
  /// Whether the codes are equal; words and evidence do not count.
  public static func == (a: LedgerError, b: LedgerError) -> Bool { a.code == b.code }
}

extension LedgerError: CustomStringConvertible {
  /// The code, then Chinese, then English.
  public var description: String { "\(code) \(message.zh) / \(message.en)" }
}
