import YAMLText
import EventSourcing
import Ledger
import TransparencyLog

/// Reads steps: once as written, and again each time one is taken, when its variables have values.
enum StepReader {
  private static let names = [
    "name", "at", "by", "also", "expect", "events", "refused", "repeat", "late_reason", "batch",
  ]
  /// Most repetitions of a step.
  static let repeatMax: Int64 = 10_000

  static func source(_ item: YAMLItem, name: String?) throws(LedgerError) -> StepSource {
    let fields = try Fields(item, ("步骤", "a step"), known: names)
    let own = try fields.text("name")
    guard let loop = fields.item("repeat") else {
      return StepSource(item: item, name: own ?? name, repeatCount: 1, variable: nil)
    }
    let repetition = try Fields(loop, ("repeat", "repeat"), known: ["n", "as"])
    _ = try repetition.required("n")
    return StepSource(
      item: item, name: own ?? name, repeatCount: try repetition.integer("n", 1...repeatMax) ?? 1,
      variable: try repetition.text("as") ?? "i")
  }

  /// Reads every step once, with stand-ins for what only the run knows: a file is malformed before it is run.
  static func check(_ steps: [StepSource]) throws(LedgerError) {
    var known: Set<String> = []
    for source in steps {
      if let name = source.name, !known.insert(name).inserted {
        throw .inFile("Y04", source.item.place, "步骤名“\(name)”重复", "the step name \"\(name)\" is used twice")
      }
      let names = known.subtracting([source.name].compactMap { $0 })
      let template = Template(variable: source.variable.map { ($0, 1) }) { (word, place) throws(LedgerError) in
        if let step = word.dropping("tx:") {
          guard names.contains(step) else { throw Template.unknown(word, place) }
          return ULID(ms: 0, random: [UInt8](repeating: 0, count: 10)).text
        }
        guard word.dropping("vkey:") != nil || word.dropping("proof:") != nil else {
          throw Template.unknown(word, place)
        }
        return word
      }
      let step = try read(try template.fill(source.item))
      for event in step.events { _ = try EventReader.read(event, at: step.at) }
    }
  }

  static func read(_ item: YAMLItem) throws(LedgerError) -> Step {
    let fields = try Fields(item, ("步骤", "a step"), known: names)
    let at = try fields.required("at")
    guard let time = at.text.flatMap({ Timestamp($0) }) else {
      throw .inFile(
        "Y04", at.place, "“at”应为带时区的时间，如2026-06-01T09:00:00+08:00",
        "\"at\" must be a date-time with offset, such as 2026-06-01T09:00:00+08:00")
    }
    let events = try fields.required("events").elements("events")
    guard !events.isEmpty else { throw .inFile("Y03", item.place, "没有事件", "there are no events") }
    let refused = try fields.texts("refused")
    if let refused, refused.isEmpty {
      throw .inFile("Y03", item.place, "“refused”须写明至少一个代码", "\"refused\" names at least one code")
    }
    let (seen, expect) = try expected(try fields.map("expect"))
    return Step(
      place: item.place, at: time, signers: [try fields.requiredText("by")] + (try fields.texts("also") ?? []),
      seen: seen, expect: expect, events: events, refused: refused, lateReason: try fields.text("late_reason"),
      batch: try fields.item("batch").map { (item) throws(LedgerError) in try batch(item) })
  }

  /// `seen`, `[count]` or `[count, head]`.
  private static func expected(_ members: [YAMLItem.Member]) throws(LedgerError) -> ([String], [Expectation]) {
    var seen: [String] = []
    var expect: [Expectation] = []
    for member in members {
      if member.value.text == "seen" {
        seen.append(member.name)
        continue
      }
      guard case .list(let parts) = member.value.value, (1...2).contains(parts.count), let count = parts[0].integer,
        count >= 0
      else {
        throw .inFile(
          "Y04", member.place, "expect的值应为seen、[数目]或[数目, 链头]", "expect takes seen, [count] or [count, head]")
      }
      let head = try parts.count == 2 ? parts[1].requiredText("head") : nil
      expect.append(Expectation(subject: member.name, count: count, head: head))
    }
    return (seen, expect)
  }

  private static func batch(_ item: YAMLItem) throws(LedgerError) -> BatchPart {
    let fields = try Fields(item, ("batch", "batch"), known: ["id", "part", "of"])
    _ = try fields.required("part")
    _ = try fields.required("of")
    return BatchPart(
      id: batchID(try fields.requiredText("id")), part: try fields.integer("part", 1...100_000) ?? 1,
      of: try fields.integer("of", 1...100_000) ?? 1)
  }
}

extension StepReader {
  /// A ULID as it is; one made of any other name.
  private static func batchID(_ name: String) -> String {
    if ULID(name) != nil { return name }
    return ULID(ms: 0, random: SHA256.hash(Array("taizhang/scenario/v1\n\(name)".utf8)).bytes.prefix(10)).text
  }
}

extension String {
  /// The rest after a beginning; nil without it.
  func dropping(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
