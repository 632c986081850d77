public import EventSourcing
public import Ledger

/// Reads sealed values back for those who hold the vault; for everyone else they are masked.
public struct NameReader {
  private let vault: Vault?

  /// What stands for a value that cannot be opened: always three characters, whatever its length.
  public static let mask = "＊＊＊"

  /// - Parameter vault: nil masks every sealed value.
  public init(vault: Vault?) { self.vault = vault }

  /// A value as text: the opened one of a sealed value, or the mask.
  public func text(_ value: JSONValue) throws(LedgerError) -> String {
    if let commitment = Sealed.commitment(value) {
      return try vault?.opening(commitment)?.value ?? Self.mask
    }
    switch value.kind {
    case .object:
      var parts: [String] = []
      for (name, inner) in value.members { parts.append("\(name)=\(try text(inner))") }
      return parts.joined(separator: " ")
    case .array:
      var parts: [String] = []
      for inner in value.elements { parts.append(try text(inner)) }
      return parts.joined(separator: "; ")
    default: return ViewQuery.text(value, .text)
    }
  }
}
