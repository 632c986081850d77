public import Ledger

/// What is wrong with a file that people write in YAML, a scenario or a law: always malformed, exit status 65.
///
/// | code | says |
/// |---|---|
/// | `Y01` | not YAML, not UTF-8, empty or too large |
/// | `Y02` | an unknown name |
/// | `Y03` | something required is missing |
/// | `Y04` | a value of the wrong kind, or a name given twice |
/// | `Y05` | a step, variable or packed file that does not exist |
/// | `Y06` | a time that goes back |
/// | `Y07` | scenarios that build on one another in a circle |
/// | `Y08` | an unknown view or column |
/// | `Y09` | the ledger refused the scenario's own setup |
/// | `Y10` | a law that says what means nothing: one line for each fault |
extension LedgerError {
  /// A fault in a file, told with its line.
  public static func inFile(_ code: String, _ place: YAMLItem.Place, _ zh: String, _ en: String) -> LedgerError {
    LedgerError(.malformed, code, "\(place.file)第\(place.line)行：\(zh)", "\(place.file):\(place.line): \(en)")
  }
}
