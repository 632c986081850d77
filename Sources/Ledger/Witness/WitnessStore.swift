import EventSourcing
import Synchronization
public import TransparencyLog

/// A witness that remembers: what it judges it stores in the same step, before it answers.
///
/// ```
/// STORE/<SHA-256 of the origin, hex>.checkpoint   the last checkpoint cosigned of a log, with the cosignature
/// STORE/evidence/                                 pairs of signed checkpoints that contradict each other
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
    /// The refusal, and for a fork both checkpoints; nil when it was cosigned.
    public let refusal: LedgerError?
  }

  let folder: String
  private let key: CosignerSecretKey
  private let witness: Witness
  private let lock: LockBox
  /// Checking and storing are one step: two requests at once could roll the witness back between them.
  private let step = Mutex<Void>(())

  /// A witness of these logs, storing in a folder, made if absent.
  ///
  /// - Throws: `E03` when another process is this witness.
  public init(_ folder: String, key: CosignerSecretKey, logs: [VerifierKey]) throws(LedgerError) {
    self.folder = folder
    self.key = key
    witness = Witness(logs: logs)
    try Files.makeFolder(folder, mode: 0o700)
    do throws(LedgerError) { lock = try LockBox("\(folder)/lock") } catch {
      guard error.code == "E03" else { throw error }
      throw LedgerError(
        .tryAgain, "E03", "另一个程序正在用见证人的文件夹“\(folder)”，请稍后再试",
        "another process is this witness and holds \"\(folder)\": try again later")
    }
    Leftovers.remove(in: folder) { $0.hasSuffix(".checkpoint") || $0.hasPrefix("witness.") }
    Leftovers.remove(in: folder + "/evidence") { $0.hasSuffix(".txt") }
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
    return try Files.isThere(path) ? Files.read(path, limit: 1 << 20) : nil
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
      return Self.reply(error, Self.words(error))
    }
    let known = try read(origin)
    let checkpoint: Checkpoint
    do throws(WitnessRefusal) {
      checkpoint = try witness.judge(request) { _ in known?.checkpoint }
    } catch {
      return try refuse(error, request, known)
    }
    let line = key.cosignatureLine(for: checkpoint.text, time: time)
    let own = signedByLog(request.checkpoint, origin) + line
    try Files.write("\(folder)/\(Self.name(origin)).checkpoint", own, mode: 0o600)
    return Reply(status: 200, contentType: Self.plain, body: line, cosigned: checkpoint, refusal: nil)
  }

  static let plain = "text/plain; charset=utf-8"

  /// The text and the log's own lines, one of each key: what others signed is theirs to keep, and would make the same
  /// checkpoint look like many.
  func signedByLog(_ note: [UInt8], _ origin: String) -> [UInt8] {
    guard let signed = try? SignedNote.parse(note) else { preconditionFailure("it was judged") }
    // Bytes, not characters: two spellings that look the same are two names.
    var keys = witness.logs.filter { $0.name.utf8.elementsEqual(origin.utf8) }
    var own = signed.text + [0x0A]
    for line in signed.signatures {
      // That these verify was checked before: a false line in the name of the log refuses the whole note.
      guard line.name.utf8.elementsEqual(origin.utf8), let index = keys.firstIndex(where: { $0.keyID == line.keyID })
      else { continue }
      keys.remove(at: index)
      own += note[line.line]
    }
    return own
  }

  /// What is stored of a log. A store that cannot be read must never look like one that has seen nothing: only that there
  /// is no file of that name does, no link to nothing and no folder that may not be entered.
  private func read(_ origin: String) throws(LedgerError) -> (note: [UInt8], checkpoint: Checkpoint)? {
    let path = "\(folder)/\(Self.name(origin)).checkpoint"
    guard try Files.isThere(path) else { return nil }
    let note = try Files.read(path, limit: 1 << 20)
    guard let checkpoint = try? Checkpoint(parsing: SignedNote.parse(note).text), checkpoint.origin == origin else {
      throw LedgerError(
        .integrity, "E89", "见证记录“\(path)”已损坏，未见证任何新检查点",
        "what this witness remembers, \"\(path)\", is damaged: nothing new was cosigned")
    }
    return (note, checkpoint)
  }
}
