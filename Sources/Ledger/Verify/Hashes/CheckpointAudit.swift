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

  private enum Verdict: Sendable {
    case holds
    /// Signed as it should be, over another history.
    case otherRoot
    /// Not a checkpoint of this log at this size, signed by its key.
    case unsound(Bilingual)
  }

  let origin: String
  let jobs: Int
  /// The greatest size for which a checkpoint holds.
  private(set) var provenSize: UInt64 = 0
  /// Whether the last one looked at is signed and holds.
  private(set) var newestHolds = false
  /// Rows of checkpoints that are signed but state other roots.
  private var runs: [Run] = []
  private var isInRun = false

  private struct Run {
    /// The greatest size proven before.
    let from: UInt64
    /// The first size that does not hold.
    let first: UInt64
    var count = 1
  }

  init(origin: String, jobs: Int) {
    self.origin = origin
    self.jobs = jobs
  }

  /// Judges checkpoints, ascending by size.
  mutating func check(_ claims: [Claim], _ findings: inout Findings) {
    let verdicts = parallelMap(claims.count, jobs: jobs) { judge(claims[$0]) }
    for (claim, verdict) in zip(claims, verdicts) { note(claim, verdict, &findings) }
  }

  private func judge(_ claim: Claim) -> Verdict {
    guard let key = claim.key else {
      return .unsound(Bilingual("创世没有给出检查点密钥", "the genesis gives no checkpoint key"))
    }
    do {
      let checkpoint = try Checkpoint(verifying: claim.note, by: key)
      guard checkpoint.origin == origin else { throw CheckpointError.otherOrigin(checkpoint.origin) }
      guard checkpoint.size == claim.size else {
        return .unsound(Bilingual("所写大小为\(checkpoint.size)", "it is about \(checkpoint.size) entries"))
      }
      return checkpoint.root == claim.root ? .holds : .otherRoot
    } catch {
      return .unsound(Bilingual("没有当时有效密钥的签名：\(error)", "it is not signed by the key in force: \(error)"))
    }
  }

  private mutating func note(_ claim: Claim, _ verdict: Verdict, _ findings: inout Findings) {
    newestHolds = false
    switch verdict {
    case .holds:
      isInRun = false
      provenSize = claim.size
      newestHolds = true
    case .otherRoot where isInRun: runs[runs.count - 1].count += 1
    case .otherRoot:
      runs.append(Run(from: provenSize, first: claim.size))
      isInRun = true
    case .unsound(let reason):
      findings.add(
        .altered(
          .hashes, "L04", seq: claim.size == 0 ? 0 : claim.size - 1, "大小为\(claim.size)的检查点不成立：\(reason.zh)",
          "the checkpoint over \(claim.size) entries does not hold: \(reason.en)"))
    }
  }

  /// One finding for each row of checkpoints that state other roots. It points at no entry when the entries to blame
  /// were named already.
  func addRuns(blamed: Set<UInt64>, _ findings: inout Findings) {
    for run in runs {
      let range = run.from..<max(run.from + 1, run.first)
      let isExplained = blamed.contains { range.contains($0) }
      findings.add(
        .altered(
          .hashes, "L04", seq: isExplained ? nil : run.from,
          "第\(run.from)…\(range.upperBound - 1)条与签署的检查点（大小\(run.first)）不符，共\(run.count)个检查点不成立",
          "entries \(run.from)…\(range.upperBound - 1) are not those of the signed checkpoint over \(run.first); "
            + "\(run.count) checkpoints do not hold"))
    }
  }
}
