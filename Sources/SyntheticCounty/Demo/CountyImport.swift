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

  /// Imports one sheet, signed by those who may record what it says.
  public func run(_ sheet: CountySheet) throws -> ImportReport {
    guard let template = ImportTemplate.named(sheet.template) else {
      preconditionFailure("there is no template \(sheet.template)")
    }
    var options = ImportOptions()
    options.sheet = sheet.table.name
    options.lateReason = "历史台账首次录入（虚构）"
    let keys = try sheet.signers.map { try KeyFile.load(session.ledger.folder.secretKey($0)) }
    return try Importer(session, keys: keys, options: options).run(template, path: workbook)
  }
}
