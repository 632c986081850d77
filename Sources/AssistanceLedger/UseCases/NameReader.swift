public import Assistance
public import EventSourcing
public import Ledger
import TransparencyLog

/// Values of events as people read them: sealed ones opened for those who may, codes by their labels, money in yuan.
public struct NameReader {
  private let open: @Sendable (_ commitment: String) throws(LedgerError) -> String?
  private let damaged: @Sendable (LedgerError) -> Void

  /// What stands for a value that cannot be opened: always three characters, whatever its length.
  public static let mask = "＊＊＊"

  /// Reads with the vault.
  ///
  /// - Parameters:
  ///   - vault: nil masks every sealed value.
  ///   - damaged: told why a value that the vault should have is masked: its file is damaged there.
  public init(vault: Vault?, damaged: @escaping @Sendable (LedgerError) -> Void = { _ in }) {
    open = { (commitment) throws(LedgerError) in try vault?.opening(commitment)?.value }
    self.damaged = damaged
  }

  /// Reads what was disclosed and masks the rest.
  ///
  /// - Parameter openings: each fits its commitment, as whoever read them has checked.
  public init(disclosed openings: [Opening]) {
    let values = Dictionary(openings.map { ($0.commitment.base64, $0.value) }) { first, _ in first }
    open = { (commitment) throws(LedgerError) in values[commitment] }
    damaged = { _ in }
  }

  /// A value as text. The fields of an object are named by their labels, those it has no field for by their names.
  ///
  /// - Parameter field: what the catalogue says of the value; nil for one it does not know.
  public func text(_ value: JSONValue, _ field: Field?, _ language: Language) throws(LedgerError) -> String {
    if let commitment = Sealed.commitment(value) { return word(try opened(commitment), field, language) }
    switch value.kind {
    case .object:
      var parts: [String] = []
      for (name, inner) in value.members {
        let known = field?.fields.first { $0.name == name }
        let label = known.map { language == .zh ? $0.zh : $0.en } ?? name
        parts.append("\(label)=\(try text(inner, known, language))")
      }
      return parts.joined(separator: " ")
    case .array:
      var parts: [String] = []
      for inner in value.elements { parts.append(try text(inner, field, language)) }
      return parts.joined(separator: "; ")
    case .string: return word(value.string ?? "", field, language)
    default:
      if case .fen = field?.kind, let fen = value.integer {
        return ViewQuery.yuan(fen) + Bilingual("元", " yuan").text(language)
      }
      return ViewQuery.text(value, .boolean, language: language)
    }
  }

  private func word(_ text: String, _ field: Field?, _ language: Language) -> String {
    field?.codelist.flatMap { Catalogue.current.codelist($0) }?.label(text, language) ?? text
  }

  private func opened(_ commitment: String) throws(LedgerError) -> String {
    do throws(LedgerError) { return try open(commitment) ?? Self.mask } catch {
      guard error.kind == .integrity else { throw error }
      damaged(error)
      return Self.mask
    }
  }
}
