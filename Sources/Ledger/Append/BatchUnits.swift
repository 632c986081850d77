import EventSourcing

/// Groups notes into what is accepted together: a note alone, or the adjacent parts of one batch.
public enum BatchUnits {
  /// The most events a batch may hold.
  public static let eventCountMax = 100_000

  struct Unit {
    var notes: [Result<PreparedNote, Refusals>]
    /// Why the unit as a whole cannot be accepted.
    var refusal: Refusal?

    /// Whether more parts may follow.
    var isBatch: Bool { (try? notes.last?.get())?.transaction.header.batch != nil }
  }

  /// Said of the parts that are in order when another part is not.
  static let brother = Refusal(
    "B03", "同一批次的其他部分被拒绝，整批未写入", "another part of the batch was refused: nothing of it was written", path: "$.batch")

  static func split(_ notes: [Result<PreparedNote, Refusals>]) -> [Unit] {
    var units: [Unit] = []
    var openBatch: String?
    for note in notes {
      let batch = (try? note.get())?.transaction.header.batch
      if let batch, batch.id == openBatch {
        units[units.count - 1].notes.append(note)
      } else {
        units.append(Unit(notes: [note]))
        openBatch = batch?.id
      }
    }
    return units.map(check)
  }

  private static func check(_ unit: Unit) -> Unit {
    let parts = unit.notes.compactMap { try? $0.get() }
    guard let first = parts.first?.transaction.header.batch else { return unit }
    var unit = unit
    let numbers = parts.compactMap { $0.transaction.header.batch?.part }
    // `of` is anyone's number: nothing may be made of that size.
    let isInOrder = zip(numbers, 1...).allSatisfy { $0 == $1 }
    let isWhole =
      Int64(numbers.count) == first.of && isInOrder && parts.allSatisfy { $0.transaction.header.batch?.of == first.of }
    if !isWhole {
      unit.refusal = Refusal(
        "B01", "批次\(first.id)应有\(first.of)个部分且依次提交，实有\(numbers.count)个",
        "batch \(first.id) has \(first.of) parts, to be sent together in order; \(numbers.count) came", path: "$.batch")
    } else if parts.reduce(0, { $0 + $1.transaction.events.count }) > eventCountMax {
      unit.refusal = Refusal(
        "B02", "一个批次最多\(eventCountMax)个事件，请拆分", "a batch holds at most \(eventCountMax) events: split it",
        path: "$.batch")
    }
    return unit
  }
}
