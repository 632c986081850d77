import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Compares a row that comes again with what the ledger holds of it.
struct RowComparison {
  let recorded: RecordedEvents
  /// Whether the sheet names heads alone: then it says nothing of other members.
  let namesHeadsOnly: Bool

  struct Difference {
    /// The fields that differ, in the row's order.
    var fields: [String] = []
    /// The fields as they should be: those that differ from the original now or did before.
    var data: JSONValue?
    /// Whether the row's own time is another than the event's. A correction restates fields; it moves nothing in time.
    var isOfTime = false
    /// Members whom the ledger holds and the sheet does not list.
    var unlisted = 0

    var isEmpty: Bool { fields.isEmpty && !isOfTime }
  }

  /// What the sheet leaves blank it does not take back: only what it says is compared.
  func difference(_ item: RowItem, _ known: RecordedEvents.Recorded) throws(LedgerError) -> Difference {
    var difference = Difference()
    var restated: [(String, [UInt8])] = []
    for (name, value) in item.event.data.members {
      let now = known.value(name)
      var bytes = [UInt8](value.rawBytes)
      let isSame: Bool
      if name == "members", let now {
        let members = try MemberComparison(recorded, value, now)
        isSame = members.isSame
        bytes = members.merged
        difference.unlisted = namesHeadsOnly ? 0 : members.unlisted
      } else {
        let isPersonsName = (name == "head_name" || name == "name") && now.map { Sealed.commitment($0) != nil } ?? false
        isSame = try Self.isSame(recorded.plain(value), recorded.plain(now), isPersonsName: isPersonsName)
      }
      if !isSame { difference.fields.append(name) }
      if !isSame || known.corrected[name] != nil { restated.append((name, bytes)) }
    }
    if item.statesTime, let time = EventTime(item.event.time) {
      difference.isOfTime = !Self.isSame(time, known.context.event.time)
    }
    if !difference.fields.isEmpty {
      var writer = JSONWriter()
      writer.object { writer in
        for (name, bytes) in restated {
          writer.name(name)
          writer.raw(bytes)
        }
      }
      difference.data = try? JSONDocument.object(writer.bytes)
    }
    return difference
  }

  /// Whether two values say the same. Somebody's name is the same however it is spaced and dotted.
  private static func isSame(_ now: String, _ before: String, isPersonsName: Bool) -> Bool {
    now.utf8.elementsEqual(before.utf8) || isPersonsName && NameText.key(now) == NameText.key(before)
  }

  /// A day is the same as any moment of it.
  private static func isSame(_ first: EventTime, _ second: EventTime) -> Bool {
    if first == second { return true }
    guard first.day == second.day else { return false }
    if case .day = first { return true }
    if case .day = second { return true }
    return false
  }
}

/// Members of a household as a sheet lists them, beside those on record.
struct MemberComparison {
  private(set) var isSame = true
  /// The members as they should be: each with what is on record where the sheet is blank, then those the sheet leaves out.
  private(set) var merged: [UInt8] = []
  /// How many on record the sheet leaves out.
  private(set) var unlisted = 0

  private struct Member {
    var values: [(name: String, json: [UInt8], plain: String)] = []

    func plain(_ name: String) -> String? { values.first { $0.name == name }?.plain }
    var number: String? { plain("id_number") }
    var nameKey: String? { plain("name").map(NameText.key) }
  }

  init(_ recorded: RecordedEvents, _ listed: JSONValue, _ known: JSONValue) throws(LedgerError) {
    let listed = try Self.members(listed, recorded)
    var left = try Self.members(known, recorded)
    var all: [Member] = []
    for member in listed {
      guard let index = Self.match(member, in: left) else {
        isSame = false
        all.append(member)
        continue
      }
      var whole = member
      for value in left[index].values {
        guard let own = member.values.first(where: { $0.name == value.name }) else {
          whole.values.append(value)
          continue
        }
        let isSpelling = value.name == "name" && NameText.key(own.plain) == NameText.key(value.plain)
        if own.plain != value.plain, !isSpelling { isSame = false }
      }
      if member.values.contains(where: { left[index].plain($0.name) == nil }) { isSame = false }
      all.append(whole)
      left.remove(at: index)
    }
    unlisted = left.count
    let order = Catalogue.current.type("household.registered")?.field("members")?.fields.map(\.name) ?? []
    var writer = JSONWriter()
    writer.array { writer in
      for member in all + left {
        writer.object { writer in
          for name in order {
            guard let value = member.values.first(where: { $0.name == name }) else { continue }
            writer.name(value.name)
            writer.raw(value.json)
          }
        }
      }
    }
    merged = writer.bytes
  }

  /// By the ID number, else by the name where the numbers do not gainsay it.
  private static func match(_ member: Member, in known: [Member]) -> Int? {
    if let number = member.number, let index = known.firstIndex(where: { $0.number == number }) { return index }
    guard let name = member.nameKey else { return nil }
    return known.firstIndex { other in
      other.nameKey == name && (member.number == nil || other.number == nil || member.number == other.number)
    }
  }

  private static func members(_ value: JSONValue, _ recorded: RecordedEvents) throws(LedgerError) -> [Member] {
    var members: [Member] = []
    for element in value.elements {
      var member = Member()
      for (name, inner) in element.members {
        guard Sealed.commitment(inner) != nil else {
          member.values.append((name, [UInt8](inner.rawBytes), try recorded.plain(inner)))
          continue
        }
        // What is closed here can be neither compared nor said again.
        guard let text = try recorded.text(inner) else { continue }
        var writer = JSONWriter()
        writer.string(text)
        member.values.append((name, writer.bytes, "s:" + text))
      }
      members.append(member)
    }
    return members
  }
}
