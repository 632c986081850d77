import EventSourcing

/// A state of a machine: stored by its code, shown by its label.
protocol MachineState: CodeValue, Hashable, CaseIterable {
  var label: Bilingual { get }
}

/// The lawful lives of one kind of subject: which event leads from which state to which.
struct Machine<State: MachineState>: Sendable {
  struct Transition: Sendable {
    let from: State
    let event: String
    let to: State

    init(_ from: State, _ event: String, _ to: State) {
      self.from = from
      self.event = event
      self.to = to
    }
  }

  /// What the machine's subjects are called: 问题 / problem.
  let noun: Bilingual
  let transitions: [Transition]
  private let table: [State: [String: State]]

  /// - Precondition: a state and an event lead to one state.
  init(_ noun: Bilingual, _ transitions: [Transition]) {
    self.noun = noun
    self.transitions = transitions
    table = transitions.reduce(into: [:]) { table, step in
      let known = table[step.from, default: [:]].updateValue(step.to, forKey: step.event)
      precondition(known == nil, "\(step.from.rawValue) has two ways with \(step.event)")
    }
  }

  /// Where an event leads; nil when the state does not allow it.
  func next(_ state: State, _ event: String) -> State? { table[state]?[event] }

  /// R03 when the state does not allow the event, naming what may come instead.
  ///
  /// - Parameter step: the machine's name of the event where it knows more than one step of the type.
  func refusal(_ context: EventContext, in state: State, step: String? = nil) -> Refusal? {
    let event = context.event
    guard next(state, step ?? event.type) == nil else { return nil }
    // A step that only the machine tells apart has no title: people know the event.
    let ways = transitions.filter { $0.from == state }.map { $0.event.prefix { $0 != ":" } }
    let titles = ways.reduce(into: [Bilingual]()) { titles, way in
      let title = Authority.title(String(way))
      if !titles.contains(title) { titles.append(title) }
    }
    let what = Authority.title(event.type)
    let zh = titles.isEmpty ? "此后不能再办理任何事项" : "现在可以办理：\(titles.map(\.zh).joined(separator: "、"))"
    let en = titles.isEmpty ? "nothing may follow" : "what may follow: \(titles.map(\.en).joined(separator: ", "))"
    return context.refuse(
      "R03", "\(noun.zh)\(event.subject)现为“\(state.label.zh)”，不能办理“\(what.zh)”；\(zh)",
      "\(noun.en) \(event.subject) is \(state.label.en): \"\(what.en)\" is not possible; \(en)")
  }
}
