import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

// Rows that could be read in part only: as much as possible is said of them, and nothing that may prove wrong once they
// are right.
extension Importer {
  /// What the rules say of their time, their subject and their references.
  ///
  /// - Parameter items: the sheet's other rows, which may register what these refer to.
  func refusals(_ partial: [PartialRow], beside items: [RowItem], _ recognition: Recognition) throws(LedgerError)
    -> [RowProblem]
  {
    let template = recognition.template
    let own = template.registers ? Set((items + partial.map(\.item)).map(\.event.subject)) : []
    var problems: [RowProblem] = []
    for row in partial {
      // A row recorded before is not recorded anew.
      var notes: [CellProblem] = []
      guard case .new = try recognition.answer(row.item, notes: &notes) else { continue }
      var event = row.item.event
      if !row.hasTime { event.time = session.now().beijingText }
      let note = try session.compose([event], keys: keys, lateReason: options.lateReason).note
      // Should so little of it be right that it makes no note, its own problems say enough.
      guard let transaction = try? ParsedNote(note).transaction else { continue }
      let context = EventContext(
        transaction: transaction, position: 0, seq: session.writer.size, recorded: session.now())
      let found = Assistance.decideCommon(context, session.writer.assistance)
      problems += found.filter { isCertain($0, row, context.event, own) }.map { RowProblem(row: row.item.row, $0) }
    }
    return problems
  }

  private func isCertain(_ refusal: Refusal, _ row: PartialRow, _ event: Event, _ own: Set<String>) -> Bool {
    if refusal.path.hasSuffix(".time") { return row.hasTime }
    if refusal.path.hasSuffix(".subject") { return row.hasSubject }
    let missing = event.refs.enumerated().first { refusal.path.hasSuffix(".refs[\($0.offset)]") }
    return missing.map { !own.contains($0.element) } ?? true
  }

  /// The rows that name nothing which one of the partial rows would register.
  func independent(_ items: [RowItem], of partial: [PartialRow], _ template: ImportTemplate) -> [RowItem] {
    guard template.registers else { return items }
    let unread = Set(partial.filter(\.hasSubject).map(\.item.event.subject))
    let signers = keys.map(\.name)
    return items.filter { item in
      let event = item.event
      let refs = Catalogue.current.expectedRefs(
        type: event.type, data: event.data, by: event.by, signers: signers, subject: event.subject)
      return unread.isDisjoint(with: refs)
    }
  }
}
