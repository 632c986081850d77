import EventSourcing
public import Law
public import Ledger

/// A catalogue's folder: `catalogue.yaml` names the files in the order in which people read them and a ledger carries them.
public struct CatalogueFiles {
  private let folder: String

  /// The files below a folder.
  public init(folder: String) { self.folder = folder }

  /// Reads them all.
  ///
  /// - Throws: `Y01` to `Y04` for a file that cannot be read as one of these, `Y10` with every fault of what they say; what reading a
  ///   file throws.
  public func read() throws(LedgerError) -> Catalogue {
    let index = try Fields(
      try item("catalogue.yaml"), ("目录", "the catalogue"), known: ["prefixes", "codelists", "types"])
    let prefixes = try item(try index.requiredText("prefixes"))
    let codelists = try items(index, "codelists")
    let types = try items(index, "types")
    do throws(LawFaults) {
      return try Catalogue.read(prefixes: prefixes, codelists: codelists, types: types)
    } catch {
      throw LedgerError(
        .malformed, "Y10",
        error.all.map { "\($0.place)：\($0.reason.zh)" }.joined(separator: "\n"),
        error.all.map { "\($0.place): \($0.reason.en)" }.joined(separator: "\n"))
    }
  }

  private func items(_ index: Fields, _ name: String) throws(LedgerError) -> [YAMLItem] {
    var items: [YAMLItem] = []
    for file in try index.texts(name) ?? [] { items.append(try item(file)) }
    return items
  }

  private func item(_ file: String) throws(LedgerError) -> YAMLItem {
    let bytes = try Files.read("\(folder)/\(file)", limit: YAMLItem.byteCountMax)
    return try YAMLItem.parse(bytes, file: "\(folder)/\(file)")
  }
}
