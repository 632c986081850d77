import AssistanceLedger
import EventSourcing

/// Divides rows among transactions: those of one village together, no transaction too large to sign.
enum BatchParts {
  static let eventCountMax = 100
  /// A note holds 65,492 bytes with its signatures.
  static let byteCountMax = 56_000

  static func split(_ items: [RowItem]) -> [[RowItem]] {
    var order: [String] = []
    var groups: [String: [RowItem]] = [:]
    for item in items {
      if groups[item.group] == nil { order.append(item.group) }
      groups[item.group, default: []].append(item)
    }
    return order.flatMap { chunks(groups[$0] ?? []) }
  }

  private static func chunks(_ items: [RowItem]) -> [[RowItem]] {
    var chunks: [[RowItem]] = []
    var bytes = 0
    for item in items {
      let size = byteCount(item)
      if let last = chunks.last, last.count < eventCountMax, bytes + size <= byteCountMax {
        chunks[chunks.count - 1].append(item)
        bytes += size
      } else {
        chunks.append([item])
        bytes = size
      }
    }
    return chunks
  }

  /// No less than the event's line: each value may become a commitment of 52 bytes, each reference stands twice.
  private static func byteCount(_ item: RowItem) -> Int {
    let data = item.event.data.rawBytes
    let names = data.count { $0 == UInt8(ascii: ":") }
    return 500 + 2 * data.count + 52 * names
  }
}
