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
    guard Files.exists(path) else { return nil }
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
  /// - Throws: `L09` when the witness has seen more than the log holds.
  public func request(from oldSize: UInt64) throws(LedgerError) -> AddCheckpointRequest {
    let hashes = try LogHashes(ledger.log)
    guard let note = try hashes.snapshot.newestCheckpoint() else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    let size = try PublishedLog.parse(note, ledger.folder.path).size
    guard oldSize <= size else { throw Self.rolledBack(size, seen: oldSize, [note]) }
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
    guard Files.exists(path) else { return 0 }
    let text = String(decoding: try Files.read(path, limit: 100), as: UTF8.self)
    return UInt64(text.prefix { $0 != "\n" }) ?? 0
  }

  func sizePath(_ key: CosignerKey) -> String {
    let digits = String(key.keyID, radix: 16)
    return "\(folder)/\(String(repeating: "0", count: 8 - digits.count))\(digits).size"
  }

  private static func rolledBack(_ size: UInt64, seen: UInt64, _ evidence: [[UInt8]]) -> LedgerError {
    var error = LedgerError(
      .integrity, "L09", "账本只有\(size)条，而见证人已见证过\(seen)条：账本被回滚或截断",
      "the log has \(size) entries but \(seen) were witnessed: it was rolled back or truncated")
    error.evidence = evidence
    return error
  }

  // MARK: Asking

  /// How a witness answered.
  public struct Answer: Sendable {
    /// The status over HTTP.
    public let status: Int
    /// What C2SP tlog-witness has it say: with 200 cosignature lines, with 409 the size it knows.
    public let body: [UInt8]

    /// An answer as it came, not yet judged.
    public init(status: Int, body: [UInt8]) {
      self.status = status
      self.body = body
    }
  }

  /// Asks one witness to cosign the newest checkpoint, and keeps what it signs.
  ///
  /// - Parameters:
  ///   - post: sends a request and returns the answer.
  ///   - latest: the checkpoint that the witness last cosigned, if it shows it: evidence when histories differ.
  /// - Returns: how many entries it cosigned.
  /// - Throws: `L09` when it has seen more than there is, `L04` when it has seen another history, both with the checkpoints as
  ///   evidence; `E85` when it refuses for another reason.
  public func ask(
    _ witness: WitnessPolicy.Member, post: (AddCheckpointRequest) throws(LedgerError) -> Answer,
    latest: () throws(LedgerError) -> [UInt8]?
  ) throws(LedgerError) -> UInt64 {
    var oldSize = min(try knownSize(witness.key), try ledger.log.snapshot().size)
    for _ in 0..<2 {
      let request = try request(from: oldSize)
      let answer = try post(request)
      switch answer.status {
      case 200: return try take(answer.body, under: request.checkpoint, of: witness)
      case 409:
        guard let seen = Self.size(in: answer.body) else { throw Self.refused(witness, answer) }
        let size = try PublishedLog.parse(request.checkpoint, ledger.folder.path).size
        if seen > size { throw Self.rolledBack(size, seen: seen, try Self.evidence(request.checkpoint, latest)) }
        if seen == oldSize { throw Self.forked(seen, try Self.evidence(request.checkpoint, latest)) }
        oldSize = seen
      case 422: throw Self.forked(oldSize, try Self.evidence(request.checkpoint, latest))
      default: throw Self.refused(witness, answer)
      }
    }
    throw LedgerError(
      .tryAgain, "E86", "见证人同时在见证更新的检查点，请重试", "the witness is cosigning newer checkpoints meanwhile: try again")
  }

  private static func evidence(
    _ own: [UInt8], _ latest: () throws(LedgerError) -> [UInt8]?
  ) throws(LedgerError) -> [[UInt8]] {
    [own] + (try latest().map { [$0] } ?? [])
  }

  private static func size(in body: [UInt8]) -> UInt64? {
    guard body.last == 0x0A, let text = String(validating: body.dropLast(), as: UTF8.self),
      let size = UInt64(text), String(size) == text
    else { return nil }
    return size
  }

  private static func refused(_ witness: WitnessPolicy.Member, _ answer: Answer) -> LedgerError {
    let said = String(decoding: answer.body.prefix(300), as: UTF8.self).filter { !$0.isNewline }
    return LedgerError(
      .refused, "E85", "见证人“\(witness.key.name)”拒绝（\(answer.status)）：\(said)",
      "the witness \"\(witness.key.name)\" refused (\(answer.status)): \(said)")
  }

  private static func forked(_ size: UInt64, _ evidence: [[UInt8]]) -> LedgerError {
    var error = LedgerError(
      .integrity, "L04", "见证人见证过的前\(size)条与本账本不同：出现两份历史",
      "the first \(size) entries that were witnessed are not this ledger's: there are two histories")
    error.evidence = evidence
    return error
  }
}
