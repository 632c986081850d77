/// What a witness knows and how it judges: no clock, no disk, no network (C2SP tlog-witness).
///
/// For each log it remembers one checkpoint, the last it cosigned. A new one must be signed by the log and proved to be an
/// extension of that one; then it is cosigned and takes its place. Whoever runs a witness must do both in one step that
/// survives a crash, or two requests could roll it back between them.
public struct Witness: Sendable {
  /// The keys of the logs it watches, each named like its log.
  public let logs: [VerifierKey]

  /// A witness of these logs.
  public init(logs: [VerifierKey]) { self.logs = logs }

  /// Judges a request.
  ///
  /// - Parameter latest: the note last cosigned for an origin, as stored; nil when there is none.
  /// - Returns: the checkpoint to cosign.
  /// - Throws: ``WitnessRefusal``, in the order of the specification's checks.
  public func judge(
    _ request: AddCheckpointRequest, latest: (_ origin: String) -> Checkpoint?
  ) throws(WitnessRefusal) -> Checkpoint {
    let checkpoint = try signedCheckpoint(request.checkpoint)
    guard request.oldSize <= checkpoint.size else {
      throw .oldSizeBeyond(oldSize: request.oldSize, size: checkpoint.size)
    }
    let known = latest(checkpoint.origin)
    guard request.oldSize == known?.size ?? 0 else { throw .otherSize(known?.size ?? 0) }
    if let known, known.size == checkpoint.size, known.root != checkpoint.root { throw .otherRoot(known.size) }
    do throws(ProofError) {
      try ConsistencyProof.verify(
        oldSize: request.oldSize, oldRoot: known?.root ?? MerkleTree.emptyRoot, newSize: checkpoint.size,
        newRoot: checkpoint.root, proof: request.proof)
    } catch {
      throw .inconsistent(error)
    }
    return checkpoint
  }

  /// The checkpoint in a note, if it is signed by its log and the log is one we watch.
  public func signedCheckpoint(_ bytes: [UInt8]) throws(WitnessRefusal) -> Checkpoint {
    let note: SignedNote
    let checkpoint: Checkpoint
    do throws(NoteError) { note = try SignedNote.parse(bytes) } catch { throw .badCheckpoint(.note(error)) }
    do throws(CheckpointError) { checkpoint = try Checkpoint(parsing: note.text) } catch {
      throw .badCheckpoint(error)
    }
    let keys = logs.filter { KeyName.same($0.name, checkpoint.origin) }
    guard !keys.isEmpty else { throw .unknownLog(checkpoint.origin) }
    do throws(NoteError) { _ = try note.verify(known: keys) } catch { throw .untrusted(error) }
    return checkpoint
  }
}

/// Why a witness does not cosign.
public enum WitnessRefusal: Error, Hashable, Sendable {
  /// Line `line` of the request, from 1, is not what should stand there.
  case malformed(line: Int)
  /// What follows the blank line is no checkpoint.
  case badCheckpoint(CheckpointError)
  /// The checkpoint is of a log it does not watch.
  case unknownLog(String)
  /// It is not signed by its log.
  case untrusted(NoteError)
  /// The old size is beyond the checkpoint's.
  case oldSizeBeyond(oldSize: UInt64, size: UInt64)
  /// The last checkpoint cosigned has this size, not the one the request begins at; 0 when there is none.
  case otherSize(UInt64)
  /// A checkpoint of the same size with another root was cosigned: the log shows two histories.
  case otherRoot(UInt64)
  /// The proof does not lead from the last checkpoint to the new one.
  case inconsistent(ProofError)

  /// The status of the answer over HTTP.
  public var status: Int {
    switch self {
    case .malformed, .badCheckpoint, .oldSizeBeyond: 400
    case .unknownLog: 404
    case .untrusted: 403
    case .otherSize, .otherRoot: 409
    case .inconsistent: 422
    }
  }

  /// The size that the answer to a conflict states.
  public var statedSize: UInt64? {
    switch self {
    case .otherSize(let size), .otherRoot(let size): size
    default: nil
    }
  }
}

extension WitnessRefusal: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .malformed: "witness.malformed"
    case .badCheckpoint(let error): error.code
    case .unknownLog: "witness.unknownLog"
    case .untrusted: "witness.untrusted"
    case .oldSizeBeyond: "witness.oldSizeBeyond"
    case .otherSize: "witness.otherSize"
    case .otherRoot: "witness.otherRoot"
    case .inconsistent: "witness.inconsistent"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .malformed(let line): ("请求第 \(line) 行格式不对", "line \(line) of the request is malformed")
    case .badCheckpoint(let error): error.message
    case .unknownLog(let origin): ("本见证人不见证“\(origin)”", "this witness does not watch “\(origin)”")
    case .untrusted(let error): error.message
    case .oldSizeBeyond(let oldSize, let size):
      ("旧大小 \(oldSize) 大于检查点的 \(size)", "the old size \(oldSize) is beyond the checkpoint's \(size)")
    case .otherSize(let size): ("见证人最近见证到 \(size) 条", "the last checkpoint cosigned is over \(size) entries")
    case .otherRoot(let size):
      ("同样 \(size) 条已见证过另一个根：日志出现两份历史", "another root over \(size) entries was cosigned: the log shows two histories")
    case .inconsistent(let error):
      ("新检查点不是旧检查点的延续：\(error.message.zh)", "not an extension of the last checkpoint: \(error.message.en)")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
