public import Law
import Assistance
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
  /// - Parameters:
  ///   - field: what the catalogue says of the value; nil for one it does not know.
  ///   - names: what subjects inside an object are called; nil leaves their references.
  public func text(
    _ value: JSONValue, _ field: Field?, _ language: Language, names: SubjectNames? = nil
  ) throws(LedgerError) -> String {
    if let commitment = Sealed.commitment(value) { return word(try opened(commitment), field, language) }
    if case .geo = field?.kind, let place = Self.place(value) { return place }
    switch value.kind {
    case .object:
      var parts: [String] = []
      for (name, inner) in value.members {
        let known = field?.fields.first { $0.name == name }
        let label = known.map { language == .zh ? $0.zh : $0.en } ?? name
        if let names {
          parts.append("\(label)=\(try names.text(inner, known, language))")
        } else {
          parts.append("\(label)=\(try text(inner, known, language))")
        }
      }
      return parts.joined(separator: " ")
    case .array:
      var parts: [String] = []
      for inner in value.elements { parts.append(try text(inner, field, language, names: names)) }
      return parts.joined(separator: "; ")
    case .string: return word(value.string ?? "", field, language)
    default:
      switch (field?.kind, value.integer) {
      case (.fen, let fen?): return ViewQuery.yuan(fen) + Bilingual("元", " yuan").text(language)
      case (.bp, let bp?): return ViewQuery.percent(bp)
      default: break
      }
      return ViewQuery.text(value, .boolean, language: language)
    }
  }

  /// `35.1200000,107.8800000`, latitude first, as it is typed.
  private static func place(_ value: JSONValue) -> String? {
    func degrees(_ e7: Int64) -> String {
      let digits = String(e7.magnitude)
      let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
      return "\(e7 < 0 ? "-" : "")\(padded.dropLast(7)).\(padded.suffix(7))"
    }
    guard let latitude = value["lat_e7"]?.integer, let longitude = value["lon_e7"]?.integer else { return nil }
    return "\(degrees(latitude)),\(degrees(longitude))"
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
