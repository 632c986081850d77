import EventSourcing
public import Ledger
public import TransparencyLog

/// Finds the keys a command signs with: a path, or a person whose key lies in the ledger's `keys/`.
public struct KeyRing: Sendable {
  private let folder: Folder

  /// Keys of persons are looked for in the folder's `keys/`; nothing is read yet.
  public init(_ folder: Folder) { self.folder = folder }

  /// Keys by name, in the order given.
  ///
  /// - Parameters:
  ///   - names: paths or references; when empty, the only one of `able` signs, else the only person whose key lies there.
  ///   - able: of the persons whose keys lie there, those who may record what is to be signed.
  ///   - together: of them, those who may sign it only together; nil when there are none.
  /// - Throws: `E61` when nobody is named and more than one could sign, or none; `E22`, `E14`… of a key file.
  public func keys(
    _ names: [String], able: ([String]) -> [String] = { $0 }, together: ([String]) -> [String]? = { _ in nil }
  ) throws(LedgerError) -> [SignerKey] {
    if names.isEmpty { return [try KeyFile.load(folder.secretKey(try chosen(able, together)))] }
    return try names.map { (name) throws(LedgerError) in try key(name) }
  }

  private func key(_ name: String) throws(LedgerError) -> SignerKey {
    let isPerson = Reference.isValid(name) && !name.hasSuffix(".skey")
    let path = isPerson ? folder.secretKey(name) : name
    guard Files.exists(path) else {
      throw LedgerError(
        .missing, "E62", "没有签名密钥“\(path)”；--sign 应为密钥文件，或密钥在“\(folder.keys)”中的人员编号",
        "there is no signing key \"\(path)\": --sign takes a key file, or a person whose key is in \"\(folder.keys)\"")
    }
    return try KeyFile.load(path)
  }

  private func chosen(_ able: ([String]) -> [String], _ together: ([String]) -> [String]?) throws(LedgerError) -> String
  {
    let persons = try personsWithKeys()
    if persons.count == 1 { return persons[0] }
    let candidates = able(persons)
    if candidates.count == 1 { return candidates[0] }
    if candidates.isEmpty, let signers = together(persons)?.joined(separator: " ") {
      throw LedgerError(
        .refused, "E61", "这件事须几人共同签名，请用 --sign \(signers)",
        "several sign this together: --sign \(signers)")
    }
    throw LedgerError(
      .refused, "E61",
      persons.isEmpty
        ? "“\(folder.keys)”中没有人员的签名密钥，请用 --sign 指明密钥文件"
        : "请用 --sign 指明由谁签名：\((candidates.isEmpty ? persons : candidates).joined(separator: "、"))",
      persons.isEmpty
        ? "no person's key is in \"\(folder.keys)\": name a key file with --sign"
        : "say who signs with --sign: \((candidates.isEmpty ? persons : candidates).joined(separator: ", "))")
  }

  /// The persons whose secret keys lie in `keys/`, ascending.
  public func personsWithKeys() throws(LedgerError) -> [String] {
    guard Files.exists(folder.keys) else { return [] }
    return try Files.names(in: folder.keys).compactMap { name in
      name.hasPrefix("p-") && name.hasSuffix(".skey") ? String(name.dropLast(5)) : nil
    }
  }
}

extension Ledger {
  /// Who founded the ledger: first signer of the genesis.
  public func founder() throws(LedgerError) -> String {
    let snapshot = try log.snapshot()
    guard let bytes = try snapshot.entry(0), let entry = try? ParsedEntry(seq: 0, bytes: bytes) else {
      throw LedgerError(.integrity, "L03", "创世条目无法读取", "the genesis cannot be read")
    }
    return entry.transaction.actor
  }
}
