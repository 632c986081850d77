import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// What each row of a sheet is to the ledger: new, on record, changed, or a question.
struct KnownRows {
  enum Verdict {
    case new
    case same(RecordedEvents.Mention)
    case changed(RecordedEvents.Mention, RowComparison.Difference)
    case question(CellProblem)
  }

  /// In the order of the rows.
  private(set) var verdicts: [(item: RowItem, verdict: Verdict)] = []
  /// What the clerk should know, by row.
  private(set) var notes: [RowProblem] = []
  /// Rows of earlier copies of this sheet that it leaves out.
  private(set) var missing: [ResentSheet.Row] = []

  private let recognition: Recognition
  private let recorded: RecordedEvents
  private let template: ImportTemplate
  private var matched: [EventID: Int] = [:]
  private var batches: [String: ResentSheet.Batch] = [:]

  /// - Parameters:
  ///   - partial: rows that could not be read in full: what they are is known all the same.
  ///   - progress: told how many rows were compared.
  init(
    _ items: [RowItem], besides partial: [RowItem], _ recognition: Recognition, progress: (Int, Int) -> Void
  ) throws(LedgerError) {
    self.recognition = recognition
    recorded = recognition.recorded
    template = recognition.template
    let heads =
      template.isByMember
      && items.allSatisfy { item in (item.event.data["members"]?.elements.reduce(0) { n, _ in n + 1 } ?? 0) <= 1 }
    let comparison = RowComparison(recorded: recorded, namesHeadsOnly: heads)
    for item in items {
      if verdicts.count % 64 == 0 { progress(verdicts.count, items.count) }
      verdicts.append((item, try match(item, comparison)))
    }
    for item in partial {
      var notes: [CellProblem] = []
      guard case .known(let known) = try recognition.answer(item, notes: &notes) else { continue }
      if matched.updateValue(item.row, forKey: known.id) == nil { count(known) }
    }
    try askAboutTwins()
    try askAboutNew()
    passOverTimes()
  }

  private mutating func match(_ item: RowItem, _ comparison: RowComparison) throws(LedgerError) -> Verdict {
    var said: [CellProblem] = []
    let answer = try recognition.answer(item, notes: &said)
    notes += said.map { RowProblem(row: item.row, $0) }
    switch answer {
    case .new: return .new
    case .question(let problem): return .question(problem)
    case .known(let known):
      if let earlier = matched.updateValue(item.row, forKey: known.id) {
        return .question(Self.twice(earlier, known.subject))
      }
      count(known)
      if known.isVoided { notes.append(RowProblem(row: item.row, Self.voided)) }
      if known.isVoided { return .same(RecordedEvents.Mention(known)) }
      let difference = try comparison.difference(item, known)
      if difference.unlisted > 0 {
        notes.append(RowProblem(row: item.row, Self.unlisted(difference.unlisted, known.subject)))
      }
      let mention = RecordedEvents.Mention(known)
      return difference.isEmpty ? .same(mention) : .changed(mention, difference)
    }
  }

  /// Counts a row of an earlier batch that came again.
  private mutating func count(_ known: RecordedEvents.Recorded) {
    guard let batch = recorded.batch(of: known.context) else { return }
    batches[batch.id, default: ResentSheet.Batch(entries: batch.entries)].known += 1
  }

  /// Two new rows of one sheet that are one household, person or project in two spellings.
  private mutating func askAboutTwins() throws(LedgerError) {
    var seen: [[String]: [(row: Int, number: String?)]] = [:]
    for index in verdicts.indices {
      guard case .new = verdicts[index].verdict, let (key, number) = try recognition.identity(verdicts[index].item)
      else { continue }
      let row = verdicts[index].item.row
      if let twin = seen[key]?.first(where: { number == nil || $0.number == nil || $0.number == number }) {
        verdicts[index].verdict = .question(Self.twin(twin.row))
      }
      seen[key, default: []].append((row, number))
    }
  }

  /// Rows that no key or name knows, beside what is on record and in no other row.
  private mutating func askAboutNew() throws(LedgerError) {
    let resent = try ResentSheet(Set(matched.keys), batches, template, recorded)
    missing = resent.missing
    let money = SameMoney(template, recorded)
    for index in verdicts.indices {
      guard case .new = verdicts[index].verdict else { continue }
      let item = verdicts[index].item
      var question = try money?.question(item) { matched[$0] != nil }
      if question == nil { question = try resent.question(item, template, recorded) }
      if let question { verdicts[index].verdict = .question(question) }
    }
  }

  /// The date in a register is often that of the copy. When most rows bear another than on record, it is said once.
  private mutating func passOverTimes() {
    guard template.isRegister else { return }
    var moved: [Int] = []
    for index in verdicts.indices {
      if case .changed(_, let difference) = verdicts[index].verdict, difference.isOfTime { moved.append(index) }
    }
    guard let first = moved.first, moved.count > 1, moved.count * 2 > matched.count else { return }
    for index in moved {
      guard case .changed(let known, var difference) = verdicts[index].verdict else { continue }
      difference.isOfTime = false
      verdicts[index].verdict = difference.isEmpty ? .same(known) : .changed(known, difference)
    }
    notes.append(RowProblem(row: verdicts[first].item.row, Self.moved(moved.count)))
  }

  // MARK: What is said

  private static func twice(_ row: Int, _ subject: String) -> CellProblem {
    CellProblem(
      "X164", "与第\(row)行是同一个对象（\(subject)）", "It is the same as row \(row) (\(subject))",
      adviceZh: "请删去一行；确为两个的，填“来源行编号”分别编号",
      adviceEn: "Remove one; if they are two, number them in a column 来源行编号")
  }

  private static func twin(_ row: Int) -> CellProblem {
    CellProblem(
      "X164", "与第\(row)行同名，没有身份证号可以区分：是同一个吗？",
      "It has the name of row \(row), and no ID number tells them apart: are they one?",
      adviceZh: "同一个的，请删去一行；确为两个的，填编号、身份证号或“来源行编号”",
      adviceEn: "Remove one if they are; otherwise give references, ID numbers or row keys in 来源行编号")
  }

  private static let voided = CellProblem(
    "X198", "此行入账后已作废，未再记入", "The row was recorded and voided since; it is not recorded again",
    adviceZh: "确需再记的，填“来源行编号”",
    adviceEn: "Number it in 来源行编号 if it shall be")

  private static func unlisted(_ count: Int, _ subject: String) -> CellProblem {
    CellProblem(
      "X196", "\(subject)账上还有\(count)名家庭成员，本表没有列出，未作删减",
      "\(subject) has \(count) more members on record than the sheet lists; none was taken away",
      adviceZh: "确已离户的，请另记家庭成员变更", adviceEn: "Record that a member left, if one did")
  }

  private static func moved(_ count: Int) -> CellProblem {
    CellProblem(
      "X197", "有\(count)行的发生时间与入账时不同，未改", "\(count) rows bear another date than on record; nothing was changed",
      adviceZh: "登记时间以入账时为准", adviceEn: "The date on record stands")
  }
}
