public import AssistanceLedger
public import Interchange
import Ledger

/// Imports the county's workbook sheet by sheet, in the order in which one rests on another.
public struct CountyImport {
  let county: SyntheticCounty
  let session: LedgerSession
  let workbook: String

  /// - Parameter workbook: path of the file that ``SyntheticCounty/writeWorkbook(_:)`` wrote.
  public init(_ county: SyntheticCounty, _ session: LedgerSession, workbook: String) {
    self.county = county
    self.session = session
    self.workbook = workbook
  }

  /// Imports one sheet, signed by the clerk once the clerk has a key, before that by the founder.
  public func run(_ sheet: CountySheet, signedBy signer: String) throws -> ImportReport {
    guard let template = ImportTemplate.named(sheet.template) else {
      preconditionFailure("there is no template \(sheet.template)")
    }
    var options = ImportOptions()
    options.sheet = sheet.table.name
    options.lateReason = "历史台账首次录入（虚构）"
    let key = try KeyFile.load(session.ledger.folder.secretKey(signer))
    return try Importer(session, keys: [key], options: options).run(template, path: workbook)
  }
}
