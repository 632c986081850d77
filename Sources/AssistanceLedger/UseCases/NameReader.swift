public import EventSourcing
public import Ledger

/// Reads sealed values back for those who hold the vault; for everyone else they are masked.
public struct NameReader {
  private let vault: Vault?

  public static let mask = "＊＊＊"

  public init(vault: Vault?) { self.vault = vault }

  /// A value as text: the opened one of a sealed value, or the mask.
  public func text(_ value: JSONValue) throws(LedgerError) -> String {
    if let commitment = Sealed.commitment(value) {
      return try vault?.opening(commitment)?.value ?? Self.mask
    }
    return ViewQuery.text(value, .text)
  }
}
