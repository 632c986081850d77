import EventSourcing
import TransparencyLog

/// The level of signatures: every entry parses, and each line is its signer's by a key valid at that place.
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

  private struct Work: Sendable {
    let entry: ParsedEntry
    let claim: SignatureCheck.Claim
  }

  func check(_ block: [StoredEntry], _ findings: inout Findings) {
    var work: [Work] = []
    work.reserveCapacity(block.count)
    for stored in block {
      switch stored.parsed {
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
  private func resolve(_ entry: ParsedEntry, _ work: inout [Work], _ findings: inout Findings) {
    let (claims, refusals) = SignatureCheck(registry: registry).claims(entry)
    if blamed.contains(entry.seq) {
      areKeysDoubtful = areKeysDoubtful || entry.transaction.events.contains { $0.changesKeys }
    } else {
      for refusal in refusals where !(areKeysDoubtful && refusal.isAboutKeys) {
        findings.add(.refused(.signatures, seq: entry.seq, refusal))
      }
      for claim in claims { work.append(Work(entry: entry, claim: claim)) }
    }
    eventCount += entry.transaction.events.count
    for position in entry.transaction.events.indices where entry.transaction.events[position].changesKeys {
      registry.evolve(entry.context(position))
    }
  }

  private func verify(_ work: [Work], _ findings: inout Findings) {
    let verdicts = parallelMap(work.count, jobs: jobs) { SignatureCheck.holds(work[$0].claim, work[$0].entry) }
    signatureCount += work.count
    for (item, holds) in zip(work, verdicts) where !holds {
      findings.add(.refused(.signatures, seq: item.entry.seq, SignatureCheck.mismatch(item.entry, item.claim.line)))
    }
  }
}

extension Event {
  /// Whether keys may be others after it.
  var changesKeys: Bool { type.hasPrefix("key.") || type.hasPrefix("ledger.") }
}

extension Refusal {
  /// No such key, revoked or expired.
  fileprivate var isAboutKeys: Bool { code == "K04" || code == "S14" }
}
