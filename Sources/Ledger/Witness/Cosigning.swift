import EventSourcing
public import TransparencyLog

/// The ledger's side of being witnessed: its policy, the requests it sends, the cosignatures it gets.
///
/// ```
/// LEDGER/witnesses/policy            C2SP tlog-policy
/// LEDGER/witnesses/<size>.checkpoint a checkpoint and the cosignatures under it so far
/// LEDGER/witnesses/<key id>.size     the last size a witness is known to have cosigned
/// ```
///
/// Beside the log and not in it: what witnesses sign proves the log and is not part of it.
public struct Cosigning {
  let ledger: Ledger
  var folder: String { ledger.folder.witnesses }

  /// The witnessing of a ledger.
  public init(_ ledger: Ledger) { self.ledger = ledger }

  // MARK: Policy

  /// The policy in force; nil when there is none.
  ///
  /// - Throws: `E83` when the file is no policy.
  public func policy() throws(LedgerError) -> WitnessPolicy? { try Self.policy(ledger.folder) }

  static func policy(_ folder: Folder) throws(LedgerError) -> WitnessPolicy? {
    let path = "\(folder.witnesses)/policy"
    guard try Files.isThere(path) else { return nil }
    return try read(path)
  }

  /// Reads a policy file.
  ///
  /// - Throws: `E83` when it is none.
  public static func read(_ path: String) throws(LedgerError) -> WitnessPolicy {
    let bytes = try Files.read(path, limit: 1 << 20)
    do { return try WitnessPolicy(parsing: bytes) } catch {
      throw LedgerError(
        .malformed, "E83", "“\(path)”不是见证规则文件：\(error.message.zh)", "\"\(path)\" is no policy: \(error.message.en)")
    }
  }

  /// Reads a policy file that is to be about one log.
  ///
  /// - Throws: `E83` when it is none, or names logs and not this one.
  public static func read(_ path: String, for origin: String) throws(LedgerError) -> WitnessPolicy {
    let policy = try read(path)
    if !policy.logs.isEmpty, !policy.logs.contains(where: { $0.key.name == origin }) {
      throw LedgerError(
        .malformed, "E83", "“\(path)”没有列出账本“\(origin)”", "\"\(path)\" does not list the ledger \"\(origin)\"")
    }
    return policy
  }

  /// Puts a policy in force.
  ///
  /// - Throws: `E83` when it is none, or names logs and not this one.
  public func adopt(_ path: String) throws(LedgerError) -> WitnessPolicy {
    let policy = try Self.read(path, for: ledger.about.origin)
    try Files.makeFolder(folder)
    try Files.write("\(folder)/policy", try Files.read(path, limit: 1 << 20))
    return policy
  }

  // MARK: Requests

  /// What to send to a witness whose last checkpoint has a size.
  ///
  /// - Throws: `L09` when a checkpoint kept here shows that more was cosigned than the log holds, `E85` when only the size
  ///   given says so.
  public func request(from oldSize: UInt64) throws(LedgerError) -> AddCheckpointRequest {
    let hashes = try LogHashes(ledger.log)
    guard let note = try hashes.snapshot.newestCheckpoint() else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    let size = try PublishedLog.parse(note, ledger.folder.path).size
    guard oldSize <= size else { throw try beyond(oldSize, size, note) }
    do throws(ProvingError<LedgerError>) {
      let proof = try ConsistencyProof.prove(oldSize: oldSize, newSize: size, reader: hashes)
      return AddCheckpointRequest(oldSize: oldSize, proof: proof, checkpoint: note)
    } catch {
      switch error {
      case .unreadable(let failure): throw failure
      case .impossible(let reason):
        throw LedgerError(
          .integrity, "L04", "无法证明延续：\(reason.message.zh)", "consistency cannot be proved: \(reason.message.en)")
      }
    }
  }

  /// How many entries a witness is known to have cosigned; 0 when nothing is known.
  public func knownSize(_ key: CosignerKey) throws(LedgerError) -> UInt64 {
    let path = sizePath(key)
    guard try Files.isThere(path) else { return 0 }
    let text = String(decoding: try Files.read(path, limit: 100), as: UTF8.self)
    return UInt64(text.prefix { $0 != "\n" }) ?? 0
  }

  func sizePath(_ key: CosignerKey) -> String {
    let digits = String(key.keyID, radix: 16)
    return "\(folder)/\(String(repeating: "0", count: 8 - digits.count))\(digits).size"
  }
}
