/// One reason why a transaction is not accepted. A refused transaction carries every reason found.
///
/// The code is permanent: it is published, never renumbered and never given a second meaning.
/// Where a refusal enforces one of the audit checks, the check's id is the code (`S01`, `F01`);
/// other families are numbered on their own (`T` text, `C` catalogue, `K` keys, `G` duties, `M` money …).
public struct Refusal: Error, Hashable, Sendable {
  /// The permanent code: a letter for the family and a number, such as `T04`.
  public let code: String
  /// What is wrong, for the clerk.
  public let message: Bilingual
  /// Where in the transaction, as a JSON path: `$.signers`, `$.events[2].data.amount_fen`.
  public let path: String

  /// A reason with its sentence in Chinese and in English; `path` is the whole transaction unless given.
  public init(_ code: String, _ zh: String, _ en: String, path: String = "$") {
    self.code = code
    self.message = Bilingual(zh, en)
    self.path = path
  }

  /// The same reason, placed inside a larger document.
  public func at(_ prefix: String) -> Refusal {
    let rest = path.hasPrefix("$") ? String(path.dropFirst()) : path
    return Refusal(code, message.zh, message.en, path: prefix + rest)
  }
}
