public import EventSourcing
public import Ledger

/// Reads sealed values back for those who hold the vault; for everyone else they are masked.
public struct NameReader {
  private let vault: Vault?
  private let damaged: @Sendable (LedgerError) -> Void

  /// What stands for a value that cannot be opened: always three characters, whatever its length.
  public static let mask = "＊＊＊"

  /// - Parameters:
  ///   - vault: nil masks every sealed value.
  ///   - damaged: told why a value that the vault should have is masked: its file is damaged there.
  public init(vault: Vault?, damaged: @escaping @Sendable (LedgerError) -> Void = { _ in }) {
    self.vault = vault
    self.damaged = damaged
  }

  /// A value as text: the opened one of a sealed value, or the mask.
  public func text(_ value: JSONValue) throws(LedgerError) -> String {
    if let commitment = Sealed.commitment(value) {
      do throws(LedgerError) { return try vault?.opening(commitment)?.value ?? Self.mask } catch {
        guard error.kind == .integrity else { throw error }
        damaged(error)
        return Self.mask
      }
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
