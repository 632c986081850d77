/// Finds the files of a published log by the name people give it.
public enum PublishedPlace {
  /// A replica's or ledger's own folder, or a folder of published files. Addresses of web servers are not for the engine.
  ///
  /// - Throws: `E14` when there is no such folder.
  public static func folder(_ path: String) throws(LedgerError) -> any PublishedFiles {
    if Files.exists("\(path)/taizhang.json") { return try LedgerFiles(path) }
    guard Files.exists(path) else { throw LedgerError(.missing, "E14", "没有“\(path)”", "there is no \"\(path)\"") }
    return FolderFiles(path)
  }
}
