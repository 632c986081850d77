import EventSourcing

/// Whether every batch in the log is whole: its parts adjacent, in order, none missing, not too many events.
struct BatchAudit {
  private struct Open {
    let id: String
    let of: Int64
    let first: UInt64
    var parts: Int64
    var eventCount: Int
  }

  private var open: Open?

  /// Follows the log by one entry.
  mutating func take(_ entry: ParsedEntry, _ findings: inout Findings) {
    let part = entry.transaction.header.batch
    let eventCount = entry.transaction.events.count
    if var batch = open {
      if let part, part.id == batch.id, part.of == batch.of, part.part == batch.parts + 1 {
        batch.parts += 1
        batch.eventCount += eventCount
        open = batch
        closeIfWhole(&findings)
        return
      }
      end(&findings)
    }
    guard let part else { return }
    open = Open(id: part.id, of: part.of, first: entry.seq, parts: 1, eventCount: eventCount)
    if part.part != 1 {
      open = nil
      findings.add(Self.broken(part.id, entry.seq))
    }
    closeIfWhole(&findings)
  }

  private mutating func closeIfWhole(_ findings: inout Findings) {
    guard let batch = open, batch.parts == batch.of else { return }
    open = nil
    if batch.eventCount > BatchUnits.eventCountMax {
      findings.add(
        .altered(
          .rules, "B02", seq: batch.first, "批次\(batch.id)超过\(BatchUnits.eventCountMax)个事件",
          "batch \(batch.id) holds more than \(BatchUnits.eventCountMax) events"))
    }
  }

  /// Ends the log, or the batch under way.
  mutating func end(_ findings: inout Findings) {
    guard let batch = open else { return }
    open = nil
    findings.add(Self.broken(batch.id, batch.first))
  }

  private static func broken(_ id: String, _ seq: UInt64) -> Finding {
    .altered(
      .rules, "B01", seq: seq, "第\(seq)条所在批次\(id)不完整：各部分应依次相邻",
      "the batch \(id) at entry \(seq) is not whole: its parts must be adjacent, in order")
  }
}
