import EventSourcing
import Synchronization
public import TransparencyLog

/// A witness that remembers: what it judges it stores in the same step, before it answers.
///
/// ```
/// STORE/<SHA-256 of the origin, hex>.checkpoint   the last checkpoint cosigned of a log, with the cosignature
/// STORE/evidence/<origin hash>-<n>.txt            two signed checkpoints that contradict each other
/// STORE/lock                                      one process at a time
/// ```
public final class WitnessStore: Sendable {
  /// What was answered, and what others should see.
  public struct Reply: Sendable {
    /// 200, or why not.
    public let status: Int
    /// Media type of `body`: `text/x.tlog.size` where it is the size known, else plain text.
    public let contentType: String
    /// The cosignature line, the size known followed by a line feed, or the reason in words.
    public let body: [UInt8]
    /// The checkpoint cosigned; nil when it was refused.
    public let cosigned: Checkpoint?
    /// The refusal, and for a rollback or a fork both checkpoints; nil when it was cosigned.
    public let refusal: LedgerError?
  }

  private let folder: String
  private let key: CosignerSecretKey
  private let witness: Witness
  private let lock: LockBox
  /// Checking and storing are one step: two requests at once could roll the witness back between them.
  private let step = Mutex<Void>(())
  /// Contradictions kept of one log: only who holds its key can make them, but he could fill the disk.
  private static let evidenceCountMax = 100

  /// A witness of these logs, storing in a folder, made if absent.
  ///
  /// - Throws: `E03` when another process is this witness.
  public init(_ folder: String, key: CosignerSecretKey, logs: [VerifierKey]) throws(LedgerError) {
    self.folder = folder
    self.key = key
    witness = Witness(logs: logs)
    try Files.makeFolder(folder, mode: 0o700)
    lock = try LockBox("\(folder)/lock")
  }

  /// Judges the body of `add-checkpoint`; stores and cosigns if it is accepted.
  ///
  /// - Parameter time: seconds since 1970, which the cosignature states.
  public func add(_ body: [UInt8], time: UInt64) throws(LedgerError) -> Reply {
    let result = step.withLock { _ in
      Result { () throws(LedgerError) in try judge(body, time) }
    }
    return try result.get()
  }

  /// The last checkpoint cosigned of a log, with the cosignature; nil when there is none.
  ///
  /// - Parameter name: SHA-256 of its origin, hexadecimal.
  public func latest(named name: String) throws(LedgerError) -> [UInt8]? {
    guard Hash(hex: name) != nil else { return nil }
    let path = "\(folder)/\(name).checkpoint"
    return Files.exists(path) ? try Files.read(path, limit: 1 << 20) : nil
  }

  /// How the store names a log.
  public static func name(_ origin: String) -> String { SHA256.hash(Array(origin.utf8)).hex }

  private func judge(_ body: [UInt8], _ time: UInt64) throws(LedgerError) -> Reply {
    let request: AddCheckpointRequest
    let origin: String
    do throws(WitnessRefusal) {
      request = try AddCheckpointRequest(parsing: body)
      origin = try witness.signedCheckpoint(request.checkpoint).origin
    } catch {
      return try refuse(error, nil)
    }
    let known = try read(origin)
    let checkpoint: Checkpoint
    do throws(WitnessRefusal) {
      checkpoint = try witness.judge(request) { _ in known?.checkpoint }
    } catch {
      return try refuse(error, known.map { ($0.note, $0.checkpoint, request.checkpoint) })
    }
    let line = key.cosignatureLine(for: checkpoint.text, time: time)
    let own = Self.withoutOthers(request.checkpoint, witness.logs) + line
    try Files.write("\(folder)/\(Self.name(origin)).checkpoint", own, mode: 0o600)
    return Reply(status: 200, contentType: Self.plain, body: line, cosigned: checkpoint, refusal: nil)
  }

  private static let plain = "text/plain; charset=utf-8"

  /// Only the log's own lines are kept: what others signed is theirs to keep.
  private static func withoutOthers(_ note: [UInt8], _ logs: [VerifierKey]) -> [UInt8] {
    guard let signed = try? SignedNote.parse(note) else { preconditionFailure("it was judged") }
    let own = signed.signatures.filter { line in logs.contains { $0.keyID == line.keyID && $0.name == line.name } }
    return own.reduce(signed.text + [0x0A]) { $0 + note[$1.line] }
  }

  /// What is stored of a log. A store that cannot be read must never look like one that has seen nothing.
  private func read(_ origin: String) throws(LedgerError) -> (note: [UInt8], checkpoint: Checkpoint)? {
    let path = "\(folder)/\(Self.name(origin)).checkpoint"
    guard Files.exists(path) else { return nil }
    let note = try Files.read(path, limit: 1 << 20)
    guard let checkpoint = try? Checkpoint(parsing: SignedNote.parse(note).text), checkpoint.origin == origin else {
      throw LedgerError(
        .integrity, "E89", "见证记录“\(path)”已损坏，未见证任何新检查点",
        "what this witness remembers, \"\(path)\", is damaged: nothing new was cosigned")
    }
    return (note, checkpoint)
  }

  private func refuse(
    _ reason: WitnessRefusal, _ seen: (known: [UInt8], checkpoint: Checkpoint, new: [UInt8])?
  ) throws(LedgerError) -> Reply {
    var refusal = Self.words(reason)
    if let seen, let contradiction = Self.contradiction(reason, seen.new, seen.checkpoint) {
      refusal = contradiction
      refusal.evidence = [seen.known, seen.new]
      try keepEvidence(refusal, seen.checkpoint.origin)
    }
    let body = reason.statedSize.map { "\($0)\n" } ?? "\(reason)\n"
    let type = reason.statedSize == nil ? Self.plain : "text/x.tlog.size"
    return Reply(status: reason.status, contentType: type, body: Array(body.utf8), cosigned: nil, refusal: refusal)
  }

  private static func words(_ reason: WitnessRefusal) -> LedgerError {
    switch reason {
    case .malformed, .badCheckpoint:
      LedgerError(
        .malformed, "E88", "请求不合格：\(reason.message.zh)", "the request is not acceptable: \(reason.message.en)")
    default: LedgerError(.refused, "E88", "未见证：\(reason.message.zh)", "not cosigned: \(reason.message.en)")
    }
  }

  /// Whether a refusal shows that the log went back or has two histories.
  private static func contradiction(
    _ reason: WitnessRefusal, _ note: [UInt8], _ known: Checkpoint
  ) -> LedgerError? {
    guard let note = try? SignedNote.parse(note), let new = try? Checkpoint(parsing: note.text) else {
      return nil
    }
    switch reason {
    case .otherRoot, .inconsistent:
      return LedgerError(
        .integrity, "L04", "新检查点（\(new.size)条）不是已见证检查点（\(known.size)条）的延续：出现两份历史",
        "the new checkpoint (\(new.size) entries) does not extend the one cosigned (\(known.size)): there are two histories"
      )
    case .otherSize where new.size < known.size, .oldSizeBeyond where new.size < known.size:
      return LedgerError(
        .integrity, "L09", "新检查点只有\(new.size)条，而已见证过\(known.size)条：账本被回滚或截断",
        "the new checkpoint covers \(new.size) entries but \(known.size) were cosigned: rolled back or truncated")
    default: return nil
    }
  }

  private func keepEvidence(_ refusal: LedgerError, _ origin: String) throws(LedgerError) {
    let shelf = "\(folder)/evidence"
    try Files.makeFolder(shelf, mode: 0o700)
    let content = refusal.evidence.reduce(into: [UInt8]()) { $0 += $1 + Array("\n".utf8) }
    // Named by content: the same contradiction told again is the same file.
    let path = "\(shelf)/\(Self.name(origin).prefix(16))-\(SHA256.hash(content).hex.prefix(16)).txt"
    guard !Files.exists(path), try Files.names(in: shelf).count < Self.evidenceCountMax else { return }
    try Files.write(path, content, mode: 0o600)
  }
}
