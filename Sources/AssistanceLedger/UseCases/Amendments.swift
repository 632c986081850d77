public import Law
import Assistance
public import EventSourcing
public import Ledger

/// What later events have made of an event: corrections and its annulment, in the log's order.
public struct Amendments: Sendable {
  private var later: [EventID: [EventContext]] = [:]
  /// Types of the events that were gone through, so that what a correction corrects can be named.
  private var types: [EventID: String] = [:]

  /// Those of every event in a subject's chain. An amendment stands in each chain in which its event stands.
  public init(of subject: String, _ view: LedgerView) throws(LedgerError) {
    var contexts: [EventContext] = []
    try view.forEachEvent(of: subject) { contexts.append($0) }
    self.init(among: contexts)
  }

  /// Those that stand among the events given, which are in the log's order.
  public init(among contexts: [EventContext]) {
    for context in contexts {
      types[context.eventID] = context.event.type
      if let id = context.event.corrects ?? context.event.voids { later[id, default: []].append(context) }
    }
  }

  /// An event with what has become of it. The view `amendments` says whether there is anything, so that nothing is read of an
  /// event that stands.
  public static func of(_ context: EventContext, _ view: LedgerView) throws(LedgerError) -> AmendedEvent {
    var correctedType: String?
    if let id = context.event.corrects { correctedType = try view.event(id)?.event.type }
    guard try view.row("amendments", context.eventID.text) != nil else {
      return AmendedEvent(context, correctedType: correctedType)
    }
    let later = try Amendments(of: context.event.subject, view).later[context.eventID] ?? []
    return AmendedEvent(context, later, correctedType: correctedType)
  }

  /// An event with what has become of it, as far as it was gone through.
  public func of(_ context: EventContext) -> AmendedEvent {
    AmendedEvent(
      context, later[context.eventID] ?? [], correctedType: context.event.corrects.flatMap { types[$0] })
  }
}

/// An event, and what later events have made of it: nobody must read an original for what holds.
public struct AmendedEvent: Sendable {
  /// The event as it was recorded.
  public let context: EventContext
  /// Its corrections and its annulment, oldest first; empty when it stands as it was recorded.
  public let amendments: [EventContext]
  /// The type of the event that this one corrects; nil when it corrects none, or one that is not at hand.
  public let correctedType: String?

  /// - Parameter amendments: oldest first.
  public init(_ context: EventContext, _ amendments: [EventContext] = [], correctedType: String? = nil) {
    self.context = context
    self.amendments = amendments
    self.correctedType = correctedType
  }

  /// The event that declared it void; nil when it holds.
  public var annulment: EventContext? { amendments.first { $0.event.voids != nil } }

  /// One field as a correction found it and as it made it.
  public struct Change: Sendable {
    /// The field's name.
    public let name: String
    /// What held before; nil where nothing did.
    public let before: JSONValue?
    /// What holds from then on.
    public let after: JSONValue
  }

  /// One correction, and what it changed of what held when it came.
  public struct Correction: Sendable {
    /// The correction itself.
    public let context: EventContext
    /// In the order in which it names the fields.
    public let changes: [Change]
  }

  /// Its corrections, oldest first.
  public var corrections: [Correction] { replay().corrections }

  /// What the event says by now: later values in the place of earlier ones. Of an annulled event what it said last.
  public var fields: [(name: String, value: JSONValue)] { replay().fields }

  private func replay() -> (fields: [(name: String, value: JSONValue)], corrections: [Correction]) {
    var fields = context.event.data.members.map { (name: $0.name, value: $0.value) }
    var corrections: [Correction] = []
    for amendment in amendments where amendment.event.corrects != nil {
      guard let corrected = amendment.event.data["fields"] else { continue }
      var changes: [Change] = []
      for (name, value) in corrected.members {
        let index = fields.firstIndex { $0.name == name }
        changes.append(Change(name: name, before: index.map { fields[$0].value }, after: value))
        if let index { fields[index].value = value } else { fields.append((name, value)) }
      }
      corrections.append(Correction(context: amendment, changes: changes))
    }
    return (fields, corrections)
  }
}

extension AmendedEvent {
  /// What became of an event, in words.
  public struct Mark: Sendable {
    /// `已更正`, `已作废`.
    public let title: String
    /// By which event, when and by whom, what it changed, and why: `由16.0（2026-05-31 张三（p-0001））：时长（分钟） 45 → 40；原因：录错`.
    public let text: String
  }

  /// A mark for each amendment, oldest first; none for an event that stands as it was recorded.
  ///
  /// - Parameters:
  ///   - doer: what whoever did it is called.
  ///   - value: a field's value for people.
  public func marks(
    _ language: Language, doer: (String) throws(LedgerError) -> String,
    value: (JSONValue, Field?) throws(LedgerError) -> String
  ) throws(LedgerError) -> [Mark] {
    let type = Catalogue.current.type(context.event.type)
    let corrections = self.corrections
    var marks: [Mark] = []
    for amendment in amendments {
      let event = amendment.event
      let (day, person) = (event.time.day.text, try doer(amendment.doer))
      var text = Bilingual(
        "由\(amendment.place)（\(day) \(person)）", "by \(amendment.place) (\(day) \(person))"
      ).text(language)
      var changes: [String] = []
      for change in corrections.first(where: { $0.context.place == amendment.place })?.changes ?? [] {
        let field = type?.field(change.name)
        let label = field.map { Bilingual($0.zh, $0.en).text(language) } ?? change.name
        var before = "∅"
        if let old = change.before { before = try value(old, field) }
        changes.append("\(label) \(before) → \(try value(change.after, field))")
      }
      if !changes.isEmpty {
        text += Bilingual("：", ": ").text(language) + changes.joined(separator: Bilingual("，", ", ").text(language))
      }
      if let reason = event.data["reason"]?.string {
        text += Bilingual("；原因：\(reason)", "; reason: \(reason)").text(language)
      }
      let title = event.voids != nil ? Bilingual("已作废", "voided") : Bilingual("已更正", "corrected")
      marks.append(Mark(title: title.text(language), text: text))
    }
    return marks
  }
}
