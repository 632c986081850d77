import AssistanceLedger
import EventSourcing
import Ledger

/// Evidence files that lie in a folder beside a sheet, named by its rows.
struct Attachments {
  private let folder: String?
  /// Names of the files there, ascending.
  private let names: [String]
  private var known: [String: EvidenceFiles.Description] = [:]

  /// - Throws: what keeps the folder from being read.
  init(folder: String?) throws(LedgerError) {
    self.folder = folder
    // Files that systems leave behind (.DS_Store) are nobody's evidence.
    names =
      try folder.map { (path) throws(LedgerError) in
        try Files.names(in: path).filter { !$0.hasPrefix(".") }
      } ?? []
  }

  /// Files that no row has named so far.
  var unused: [String] { names.filter { known[$0] == nil } }

  /// Describes the file that a row names.
  mutating func file(_ name: String) throws(CellProblem) -> EvidenceFiles.Description {
    if let found = known[name] { return found }
    guard let folder else {
      throw CellProblem(
        "X170", "此行写有附件“\(name)”，但没有给出附件文件夹", "The row names the file “\(name)”, but no folder was given",
        adviceZh: "请用 --attachments 指明文件夹", adviceEn: "Name the folder with --attachments")
    }
    guard names.contains(name) else {
      throw CellProblem(
        "X169", "附件文件夹中没有“\(name)”", "The folder holds no file “\(name)”", adviceZh: "请核对文件名（含扩展名），或放入该文件",
        adviceEn: "Check the name with its extension, or add the file")
    }
    do throws(LedgerError) {
      let found = try EvidenceFiles.describe("\(folder)/\(name)")
      known[name] = found
      return found
    } catch {
      throw CellProblem(
        "X169", "附件“\(name)”无法读取：\(error.message.zh)", "The file “\(name)” cannot be read: \(error.message.en)",
        adviceZh: "请核对该文件", adviceEn: "Check the file")
    }
  }

  /// The names in a cell.
  static func split(_ text: String) -> [String] {
    text.split { ";；\n\r".contains($0) }.map { TextFolding.trimmed(String($0)) }.map(String.init).filter { !$0.isEmpty }
  }
}
