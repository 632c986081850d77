import Glibc
import Ledger

/// A folder that is gone when its user is.
final class TemporaryFolder {
  let path: String

  init() throws(LedgerError) {
    let base = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array("\(base)/taizhang-scenario-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      let reason = String(cString: strerror(errno))
      throw LedgerError(
        .inputOutput, "E17", "不能在“\(base)”建立临时文件夹：\(reason)", "no temporary folder in \"\(base)\": \(reason)")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() throws(LedgerError) { try Files.remove(path) }
}
