import Dispatch
import EventSourcing
import Synchronization

/// Prepares notes some at a time on other threads while the caller judges those before them.
///
/// Parsing, hashing and verifying signatures need no order and take most of the time; judging needs both order and the state.
struct NotePipeline {
  /// What other threads may see.
  struct Work: Sendable {
    let notes: [[UInt8]]
    let stamp: Timestamp
    /// The sequence number that the first of them would get.
    let seq: UInt64
    let domain: any LedgerDomain
  }

  let work: Work
  /// Read on the caller's thread only. A key registered by an earlier note of the same call may not be known yet: such a
  /// signature is verified when it is judged.
  let registry: KeyRegistry
  let jobs: Int

  typealias Prepared = Result<PreparedNote, Refusals>

  /// Notes at a time: enough to keep every thread busy, few enough that judging begins early.
  private var groupCount: Int { jobs < 2 ? max(1, work.notes.count) : max(8, (work.notes.count + 15) / 16) }

  /// Calls `body` with the prepared notes, group after group, in order.
  func forEach(_ body: (_ group: [Prepared], _ isLast: Bool) throws(LedgerError) -> Void) throws(LedgerError) {
    let count = work.notes.count
    let groups = stride(from: 0, to: count, by: groupCount).map { $0..<min($0 + groupCount, count) }
    guard let first = groups.first else { return }
    var parsed = work.parse(first, jobs: jobs)
    var ready: [Prepared]?
    for next in groups.dropFirst() + [count..<count] {
      let claims = claims(parsed)
      let ahead = Ahead { [work, parsed, jobs] in
        (work.prove(parsed, claims, jobs: jobs), work.parse(next, jobs: jobs))
      }
      if let ready {
        do throws(LedgerError) { try body(ready, false) } catch {
          _ = ahead.wait()
          throw error
        }
      }
      (ready, parsed) = ahead.wait()
    }
    if let ready { try body(ready, true) }
  }

  private func claims(_ parsed: [Prepared]) -> [[SignatureCheck.Claim]] {
    let check = SignatureCheck(registry: registry)
    return parsed.map { result in
      guard let note = try? result.get() else { return [] }
      return check.claims(note.entry(seq: work.seq)).claims
    }
  }
}

extension NotePipeline.Work {
  fileprivate func parse(_ range: Range<Int>, jobs: Int) -> [NotePipeline.Prepared] {
    parallelMap(range.count, jobs: jobs) { index in
      Result { () throws(Refusals) in
        try PreparedNote(notes[range.lowerBound + index], stamp: stamp, domain: domain)
      }
    }
  }

  fileprivate func prove(_ parsed: [NotePipeline.Prepared], _ claims: [[SignatureCheck.Claim]], jobs: Int)
    -> [NotePipeline.Prepared]
  {
    parallelMap(parsed.count, jobs: jobs) { index in
      parsed[index].map { note in
        let entry = note.entry(seq: seq)
        var note = note
        note.proven = claims[index].filter { SignatureCheck.holds($0, entry) }
        return note
      }
    }
  }
}
