import EventSourcing
import Ledger

extension Bench {
  /// What peers call a replay: every event read and parsed in order, and the events of each household counted. No state, index,
  /// chain or view is rebuilt, which is what ``rebuild()`` does.
  func replay() throws {
    let view = try open().view()
    var counts: [String: Int] = [:]
    var read = 0
    let time = try timed {
      try view.forEachEntry(in: 0..<view.size) { entry in
        for event in entry.transaction.events where event.subject.hasPrefix("hh-") {
          counts[event.subject, default: 0] += 1
        }
        read += entry.transaction.events.count
        return true
      }
    }
    report("replay", Double(read) / time, "events/s", note: "events of each of \(counts.count) households, one thread")
  }
}
