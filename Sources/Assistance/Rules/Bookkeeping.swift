import EventSourcing

/// What every accepted event leaves behind, whatever its type.
enum Bookkeeping {
  static func evolve(_ context: EventContext, _ state: AssistanceState) {
    let event = context.event
    Hands.note(context, state)
    endFounding(context, state)
    state.activity.update(state.activityKey(event.time.day, event.type)) { $0.events += 1 }
    for piece in event.evidence {
      note(piece.sha256, kind: piece.kind, context, state)
    }
    if let key = event.source?.key {
      state.imports.update(key) { row in
        row.event = context.id
        row.subject = event.subject
        // A correction says only what changed: what the whole row says now is read from the events.
        row.digest = event.corrects == nil ? RowDigest.text(of: event) : nil
      }
    }
  }

  /// The founding ends once and for ever, with the first event before or after which two registrars and a leader stand.
  private static func endFounding(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.ledger[LedgerRow.key], row.founded == nil,
      !state.now.isFounding || state.isFounded(on: state.text(context.recorded.beijingDay))
    else { return }
    state.ledger.update(LedgerRow.key) { $0.founded = context.place }
  }

  /// One use of a file.
  static func note(_ sha256: String, kind: String?, _ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    state.evidence.update(sha256) { row in
      if row.uses == 0 { row.first = context.place }
      row.uses += 1
      row.kind = row.kind ?? kind
      if !row.subjects.contains(subject) { row.subjects.append(subject) }
    }
  }
}
