import EventSourcing
import TransparencyLog

/// The level of signatures: each line is its signer's by a key valid at that place.
///
/// Keys are followed from the genesis, one entry after the other; the signatures of a block are then verified at once on
/// all cores.
final class SignatureAudit {
  private let registry = KeyRegistry()
  private let jobs: Int
  /// Entries the level of hashes has named: what else is wrong with them is no news.
  private let blamed: Set<UInt64>
  /// A named entry may have changed keys: a key that seems missing since is a consequence of it.
  private var areKeysDoubtful = false
  private(set) var eventCount = 0
  private(set) var signatureCount = 0

  init(jobs: Int, blamed: Set<UInt64>) {
    self.jobs = jobs
    self.blamed = blamed
  }

  private struct Work<Content: SignedEntry>: Sendable {
    let entry: Content
    let claim: SignatureCheck.Claim
  }

  func check<Content: SignedEntry>(_ block: [ReadEntry<Content>], _ findings: inout Findings) {
    var work: [Work<Content>] = []
    work.reserveCapacity(block.count)
    for stored in block {
      switch stored.content {
      case .success(let entry): resolve(entry, &work, &findings)
      case .failure(let refusals):
        if blamed.contains(stored.seq) {
          areKeysDoubtful = true
        } else {
          findings.add(.refused(.signatures, seq: stored.seq, refusals.reasons[0]))
        }
      }
    }
    verify(work, &findings)
  }

  /// Finds the keys an entry needs among those known before it, then takes in what it says of keys.
  private func resolve<Content: SignedEntry>(
    _ entry: Content, _ work: inout [Work<Content>], _ findings: inout Findings
  ) {
    let keyEvents = entry.keyEvents
    let (claims, refusals) = SignatureCheck(registry: registry).claims(entry)
    if blamed.contains(entry.seq) {
      areKeysDoubtful = areKeysDoubtful || !keyEvents.isEmpty
    } else {
      for refusal in refusals where !(areKeysDoubtful && refusal.isAboutKeys) {
        findings.add(.refused(.signatures, seq: entry.seq, refusal))
      }
      for claim in claims { work.append(Work(entry: entry, claim: claim)) }
    }
    eventCount += entry.eventCount
    for event in keyEvents { registry.evolve(event, seq: entry.seq) }
  }

  /// A thread that is done early takes the next few signatures, so that none waits long for the last.
  private static let signaturesAtOnce = 16

  private func verify(_ work: [Work<some SignedEntry>], _ findings: inout Findings) {
    let verdicts = parallelMap(work.count, jobs: jobs, atOnce: Self.signaturesAtOnce) {
      SignatureCheck.holds(work[$0].claim, work[$0].entry)
    }
    signatureCount += work.count
    for (item, holds) in zip(work, verdicts) where !holds {
      findings.add(.refused(.signatures, seq: item.entry.seq, SignatureCheck.mismatch(item.entry, item.claim.line)))
    }
  }
}

extension Refusal {
  /// No such key, revoked or expired.
  fileprivate var isAboutKeys: Bool { code == "K04" || code == "S14" }
}
