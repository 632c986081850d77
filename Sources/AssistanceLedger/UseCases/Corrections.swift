public import EventSourcing
public import Ledger
public import TransparencyLog

extension LedgerSession {
  /// An event by `SEQ.POS`, as it is read, or `TX.POS`, as it is cited.
  ///
  /// - Throws: `E55` when there is none.
  public func event(_ name: String) throws(LedgerError) -> EventContext {
    if let id = EventID(name), let found = writer.event(id) { return found }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 2, let seq = UInt64(parts[0]), let position = Int(parts[1]) {
      let snapshot = try ledger.log.snapshot()
      if let bytes = try snapshot.entry(seq), let entry = try? ParsedEntry(seq: seq, bytes: bytes),
        entry.transaction.events.indices.contains(position)
      {
        return entry.context(position)
      }
    }
    throw LedgerError(.refused, "E55", "没有事件“\(name)”", "there is no event \"\(name)\"")
  }

  /// Composes the correction of an event: what is personal among the corrected fields is sealed as in the event itself.
  ///
  /// - Parameter fields: the event's data as it should be, only the fields that change.
  public func composeCorrection(
    of target: EventContext, fields: JSONValue, reason: String, keys: [SignerKey], lateReason: String?
  ) throws(LedgerError) -> ComposedNote {
    let event = target.event
    let corrected = PlainEvent(type: event.type, subject: event.subject, time: clock.now().beijingText, data: fields)
    let (draft, openings) = try composer.compose(corrected, signers: keys.map(\.name))
    var correction = PlainEvent("record.corrected", event.subject, time: clock.now().beijingText) {
      $0.name("fields")
      $0.raw(draft.data)
      $0.member("reason", reason)
    }
    correction.corrects = target.eventID
    correction.place = event.place
    correction.refs = draft.refs
    let note = try compose([correction], keys: keys, lateReason: lateReason)
    return ComposedNote(tx: note.tx, note: note.note, openings: openings + note.openings)
  }

  /// Composes the annulment of an event.
  public func composeAnnulment(
    of target: EventContext, reason: String, keys: [SignerKey], lateReason: String?
  ) throws(LedgerError) -> ComposedNote {
    var annulment = PlainEvent("record.voided", target.event.subject, time: clock.now().beijingText) {
      $0.member("reason", reason)
    }
    annulment.voids = target.eventID
    annulment.place = target.event.place
    return try compose([annulment], keys: keys, lateReason: lateReason)
  }
}
