import EventSourcing
import TransparencyLog

/// Compares stored checkpoints with the roots computed, each under the key in force at its size.
struct CheckpointAudit {
  /// A stored checkpoint and what it should say.
  struct Claim: Sendable {
    let size: UInt64
    let note: [UInt8]
    let root: Hash
    /// Nil when the genesis gives none.
    let key: VerifierKey?
  }

  private enum Verdict: Sendable, Equatable {
    case holds
    /// Signed as it should be, over another history.
    case otherRoot
    /// Not a checkpoint of this log at this size, signed by its key.
    case unsound(Bilingual)
  }

  /// Checkpoints in a row that fail for the same reason.
  private struct Run {
    let verdict: Verdict
    /// The greatest size proven before.
    let from: UInt64
    /// The first size that does not hold.
    let first: UInt64
    var count = 1
  }

  let origin: String
  let jobs: Int
  /// The greatest size for which a checkpoint holds.
  private(set) var provenSize: UInt64 = 0
  /// Whether the last one looked at is signed and holds.
  private(set) var newestHolds = false
  private var runs: [Run] = []
  private var last: Verdict?

  init(origin: String, jobs: Int) {
    self.origin = origin
    self.jobs = jobs
  }

  /// Judges checkpoints, ascending by size.
  mutating func check(_ claims: [Claim]) {
    let verdicts = parallelMap(claims.count, jobs: jobs) { judge(claims[$0]) }
    for (claim, verdict) in zip(claims, verdicts) { note(claim, verdict) }
  }

  private func judge(_ claim: Claim) -> Verdict {
    guard let key = claim.key else {
      return .unsound(Bilingual("创世没有给出检查点密钥", "the genesis gives no checkpoint key"))
    }
    do throws(CheckpointError) {
      let checkpoint = try Checkpoint(verifying: claim.note, by: key)
      guard checkpoint.origin == origin else { throw .otherOrigin(checkpoint.origin) }
      guard checkpoint.size == claim.size else {
        return .unsound(Bilingual("所写大小为\(checkpoint.size)", "it is about \(checkpoint.size) entries"))
      }
      return checkpoint.root == claim.root ? .holds : .otherRoot
    } catch {
      return .unsound(
        Bilingual("没有当时有效密钥的签名：\(error.message.zh)", "it is not signed by the key in force: \(error.message.en)"))
    }
  }

  private mutating func note(_ claim: Claim, _ verdict: Verdict) {
    newestHolds = verdict == .holds
    if newestHolds {
      provenSize = claim.size
    } else if verdict == last {
      runs[runs.count - 1].count += 1
    } else {
      runs.append(Run(verdict: verdict, from: provenSize, first: claim.size))
    }
    last = verdict
  }

  /// One finding for each row of checkpoints that do not hold.
  ///
  /// - Parameter blamed: entries named already; a row they explain points at none.
  func addRuns(blamed: Set<UInt64>, _ findings: inout Findings) {
    for run in runs {
      let seqs = run.from..<max(run.from + 1, run.first)
      let isExplained = blamed.contains { seqs.contains($0) }
      switch run.verdict {
      case .holds: break
      case .otherRoot: findings.add(Self.otherRoot(run, seqs, isExplained))
      case .unsound(let reason): findings.add(Self.unsound(run, reason))
      }
    }
  }

  private static func otherRoot(_ run: Run, _ seqs: Range<UInt64>, _ isExplained: Bool) -> Finding {
    let last = seqs.upperBound - 1
    return .altered(
      .hashes, "L04", seq: isExplained ? nil : run.from,
      "第\(run.from)…\(last)条与签署的检查点（大小\(run.first)）不符，共\(run.count)个检查点不成立",
      "entries \(run.from)…\(last) are not those of the signed checkpoint over \(run.first); "
        + "checkpoints that do not hold: \(run.count)")
  }

  private static func unsound(_ run: Run, _ reason: Bilingual) -> Finding {
    .altered(
      .hashes, "L04", seq: max(run.first, 1) - 1,
      "大小为\(run.first)的检查点起，共\(run.count)个检查点不成立：\(reason.zh)",
      "the checkpoint over \(run.first) entries does not hold: \(reason.en); checkpoints that do not hold: \(run.count)"
    )
  }
}
