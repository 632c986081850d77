@testable import Interchange

/// A workbook made by hand: what real ones hold, in the fewest bytes, and what hostile ones might.
struct MiniWorkbook {
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  /// What stands in `<sheetData>`.
  var rows = ""
  /// What stands after it.
  var afterRows = ""
  var sharedStrings: String?
  var styles: String?
  var workbookProperties = ""
  var calculation = ""
  var sheetState = ""
  var namespace = main
  var relationshipNamespace = office
  var prolog = ""
  var extraParts: [(name: String, bytes: [UInt8])] = []

  var sheetXML: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(prolog)<worksheet xmlns=\"\(namespace)\">"
      + "<sheetData>\(rows)</sheetData>\(afterRows)</worksheet>"
  }

  var parts: [(name: String, text: String)] {
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    func relationship(_ id: String, _ kind: String, _ target: String) -> String {
      "<Relationship Id=\"\(id)\" Type=\"\(relationshipNamespace)/\(kind)\" Target=\"\(target)\"/>"
    }
    var parts = [
      (
        "_rels/.rels",
        "<Relationships xmlns=\"\(packages)\">\(relationship("rId1", "officeDocument", "xl/workbook.xml"))</Relationships>"
      ),
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"\(namespace)\" xmlns:r=\"\(relationshipNamespace)\">\(workbookProperties)"
          + "<sheets><sheet name=\"表一\" sheetId=\"1\" \(sheetState) r:id=\"rId1\"/></sheets>\(calculation)</workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"\(packages)\">\(relationship("rId1", "worksheet", "worksheets/sheet1.xml"))"
          + relationship("rId2", "sharedStrings", "/xl/sharedStrings.xml")
          + relationship("rId3", "styles", "../xl/styles.xml") + "</Relationships>"
      ),
      ("xl/worksheets/sheet1.xml", sheetXML),
      ("xl/sharedStrings.xml", "<sst xmlns=\"\(namespace)\">\(sharedStrings ?? "")</sst>"),
      ("xl/styles.xml", "<styleSheet xmlns=\"\(namespace)\">\(styles ?? "")</styleSheet>"),
    ]
    if sharedStrings == nil && styles == nil { parts[4].1 = "<sst/>" }
    return parts
  }

  var bytes: [UInt8] {
    ZipBuilder.zip(parts.map { ($0.name, Array($0.text.utf8)) } + extraParts)
  }

  func sheet(limits: ReadingLimits = .standard) throws(SheetError) -> Sheet {
    try Workbook.read(bytes, file: "手工.xlsx", limits: limits)[0]
  }

  /// The code of the error that reading gives; nil when it reads.
  func refusal(limits: ReadingLimits = .standard) -> String? {
    do throws(SheetError) {
      _ = try sheet(limits: limits)
      return nil
    } catch {
      return error.code
    }
  }
}
