import Law
import Assistance
import AssistanceLedger
import EventSourcing

// From values to an event.
extension RowReader {
  /// Fields that say when, if the row has no time of its own, in order of preference.
  private static let timeFields = [
    "at", "paid_at", "date", "found_at", "captured_at", "value_date", "period_end", "start", "from",
  ]

  /// Columns of which any names the subject.
  private static let subjectColumns = ["#subject", "#subject_id_number", "#subject_village", "#subject_name"]

  /// Makes the row's event, or, where it has problems, notes all that is wrong with the row as a whole and keeps the rest.
  mutating func finish(
    _ row: Int, _ values: RowValues, parts explicit: [String]? = nil, problemsBefore before: Int
  ) -> RowItem? {
    let time = values.time ?? Self.time(in: values.data) ?? options.time
    // A time or subject that is there and cannot be read has its problem already.
    if time == nil, values.failed.isDisjoint(with: ["#time"] + Self.timeFields) { note(row, Self.timeless) }
    let parts = explicit ?? naturalKey(values, time: time ?? "")
    let isSubjectRead = values.failed.isDisjoint(with: Self.subjectColumns)
    let subject = values.subject ?? (isSubjectRead ? generatedSubject(parts) : nil)
    if subject == nil, isSubjectRead { note(row, Self.subjectless) }
    let files = describe(values.attachments, row)
    let key = keys.rowKey(template.id, parts)
    var event = PlainEvent(
      type: template.type.name, subject: subject ?? Reference.ledger, time: time ?? "", json: values.data.bytes)
    event.place = values.place ?? options.place
    event.by = values.by ?? visitor(values)
    event.basis = values.basis ?? (event.by.map { signers.contains($0) } ?? true ? .own : .entered)
    event.source = RowSource(file: file, sheet: rows.sheet.name, row: Int64(row), key: key)
    if !files.isEmpty { event.evidence = EvidenceFiles.evidence(files, kind: EvidenceFiles.kind(statedBy: event)) }
    let item = RowItem(
      row: row, event: event, key: key, group: group(values, event), attachments: files,
      isNumbered: values.rowKey != nil,
      namesSubject: template.registers && values.subject != nil, statesTime: values.time != nil)
    if problems.count == before, values.failed.isEmpty { return item }
    partial.append(PartialRow(item: item, hasTime: time != nil, hasSubject: subject != nil))
    return nil
  }

  private static let timeless = CellProblem(
    "X161", "没有发生时间", "The row has no time", adviceZh: "请加“发生时间”列，或用 --time 给出",
    adviceEn: "Add the column 发生时间, or give --time")

  private static let subjectless = CellProblem(
    "X162", "没有写明对象", "The row names no subject", adviceZh: "请填对象编号、身份证号，或所在村和姓名",
    adviceEn: "Give the subject's reference, ID number, or village and name")

  /// Whoever went is who did it, even when a clerk types a whole month's visits.
  private func visitor(_ values: RowValues) -> String? {
    guard template.type.name == "visit.recorded" else { return nil }
    return values.data.value("visitor").flatMap(Self.string)
  }

  private func group(_ values: RowValues, _ event: PlainEvent) -> String {
    // Money of one sheet stays in the order of the sheet: later rows may rest on earlier ones.
    if template.type.isMoney { return "" }
    let village = values.data.value("village").flatMap(Self.string)
    return village ?? event.place ?? directory.group(of: event.subject)
  }

  private static func time(in data: FormData) -> String? {
    timeFields.lazy.compactMap { data.value($0) }.compactMap(string).first { EventTime($0) != nil }
  }

  static func string(_ json: [UInt8]) -> String? {
    (try? JSONDocument.object(Array(#"{"v":"#.utf8) + json + [UInt8(ascii: "}")]))?["v"]?.string
  }

  static func strings(_ json: [UInt8]) -> [String] {
    (try? JSONDocument.object(Array(#"{"v":"#.utf8) + json + [UInt8(ascii: "}")]))?["v"]?.strings ?? []
  }

  private func generatedSubject(_ parts: [String]) -> String? {
    guard template.registers, let prefix = template.type.subjectPrefixes.first else { return nil }
    return keys.reference(prefix, template.type.name, parts)
  }

  // MARK: Natural keys

  /// By what the row is known again: its own number, else the reference it registers, else the type's natural key,
  /// else everything it says.
  private func naturalKey(_ values: RowValues, time: String) -> [String] {
    if let own = values.rowKey { return ["row", own] }
    if template.registers, let subject = values.subject { return ["subject", subject] }
    if let number = values.data.value("id_number") {
      return ["id_number", String(decoding: number, as: UTF8.self)]
    }
    var parts: [String] = []
    for name in template.type.naturalKey {
      guard let part = part(name, values, time) else { return everything(values, time) }
      parts += [name, part]
    }
    return parts.isEmpty ? everything(values, time) : parts
  }

  private func part(_ name: String, _ values: RowValues, _ time: String) -> String? {
    switch name {
    case "subject" where values.subject != nil: values.subject
    case "time": time
    case "place": values.place
    default: values.data.value(name).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func everything(_ values: RowValues, _ time: String) -> [String] {
    [
      values.subject ?? "", time, values.place ?? "", values.by ?? "",
      String(decoding: values.data.bytes, as: UTF8.self),
    ]
  }
}
