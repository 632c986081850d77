import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// The sign-off form for paper: for officials who know no codes, every code by its label and every subject by its name.
struct SignoffForm {
  let file: SignoffFile
  let view: LedgerView
  let names: SubjectNames

  func lines() throws -> [String] {
    let kind = Catalogue.current.prefix(String(Reference.prefix(file.reference))).map { say($0.zh, $0.en) } ?? ""
    var lines = [say("签字单　\(kind)　\(file.reference)", "Sign-off form  \(kind)  \(file.reference)")]
    if view.isTest, let mark = GenesisPlan.Purpose.test.mark { lines.append(mark.spoken) }
    lines.append(
      say(
        "账本：\(view.ledger.about.origin)（截至第\(view.size)条）",
        "ledger: \(view.ledger.about.origin) (as of \(view.size) entries)"))
    lines += try placeLines()
    if let state = file.signOffs?.state { lines.append(say("状态：\(state.zh)", "state: \(state.en)")) }
    lines += try subjectLines()
    lines.append(say("经过：", "trail:"))
    let amendments = Amendments(among: file.trail)
    for context in file.trail { lines += try trailLines(amendments.of(context)) }
    lines.append(say("佐证（\(file.evidence.count)件）：", "evidence (\(file.evidence.count)):"))
    for piece in file.evidence { lines.append("  " + Self.line(piece)) }
    lines.append(
      say(
        "所签内容的指纹（链头，共\(file.chain.count)个事件）：",
        "fingerprint of what is signed (chain head over \(file.chain.count) events):"))
    lines.append("  \(file.chain.head.hex)")
    return lines + (try signatureLines())
  }

  /// The county it is in, who answers for the ledger, and where it is more closely.
  private func placeLines() throws -> [String] {
    guard let row = try view.row("ledger", Reference.ledger).flatMap({ try? JSONDocument.object($0) }) else {
      return []
    }
    let place = file.trail.lazy.filter { $0.event.subject == file.reference }.compactMap(\.event.place).first
    let county = String((place ?? row["region"]?.string ?? "").prefix(6))
    let authority = row["authority"]?.string ?? ""
    let (named, inside) = (names.place(county, Speech.language), place.map { names.place($0, Speech.language) })
    var lines = [
      say("县（市、区）：\(named)　主管机关：\(authority)", "county: \(named)  authority: \(authority)")
    ]
    if let inside { lines.append(say("地点：\(inside)", "place: \(inside)")) }
    return lines
  }

  /// What the subject is about: what the event that made it says, as corrected since.
  private func subjectLines() throws -> [String] {
    guard let first = file.trail.first(where: { $0.event.subject == file.reference }) else { return [] }
    let type = Catalogue.current.type(first.event.type)
    let fields = try Amendments.of(first, view).fields
    var lines = try fields.map { name, value in
      let field = type?.field(name)
      let label = field.map { say($0.zh, $0.en) } ?? name
      return "\(label)\(say("：", ": "))\(try names.text(value, field, Speech.language))\(Self.scale(field))"
    }
    // A payment need not name the project: its allocation does.
    if !fields.contains(where: { $0.name == "project" }), let project = try paidProject() {
      lines.append(say("项目：", "project: ") + (try names.label(project, Speech.language)))
    }
    return lines
  }

  private func paidProject() throws -> String? {
    let row = try view.row("payments", file.reference).flatMap { try? JSONDocument.object($0) }
    return row?["project"]?.string
  }

  /// What the numbers of a graded field mean.
  private static func scale(_ field: Field?) -> String {
    guard case .integer = field?.kind, let note = field?.note else { return "" }
    return say("（\(note.zh)）", " (\(note.en))")
  }

  /// A line for an event, and one for each that corrected or voided it: nobody signs for what does not hold.
  private func trailLines(_ amended: AmendedEvent) throws -> [String] {
    let context = amended.context
    let label = Labels.type(context.event.type)
    let title = context.event.data["slot"]?.string.map { SignOffs.title(ofSlot: $0) }
    let office = title.map { say("（\($0.zh)）", " (\($0.en))") } ?? ""
    let doer = try names.label(context.doer, Speech.language)
    let line = "  \(context.place)  \(context.event.time.day.text)  \(label)\(office)  \(doer)"
    return [line]
      + (try names.marks(amended)).map { say("    【\($0.title)】\($0.text)", "    [\($0.title)] \($0.text)") }
  }

  /// A line for each signature: who gave it, or room for it.
  private func signatureLines() throws -> [String] {
    let room = say("：____________________    日期：____________", ": ____________________    date: ____________")
    let steps = file.signOffs?.steps ?? []
    var lines: [String] = []
    for step in steps {
      let isSlot = step.slot != nil
      let label = Labels.type(step.event)
      let title = isSlot ? step.title.spoken : say("\(label)（\(step.title.zh)）", "\(label) (\(step.title.en))")
      lines.append("")
      guard let done = file.done(step) else {
        lines.append(title + room)
        continue
      }
      let doer = try names.label(done.doer, Speech.language)
      lines.append(
        say(
          "\(title)：\(doer)，\(done.event.time.day.text)（账本条目\(done.place)）",
          "\(title): \(doer), \(done.event.time.day.text) (entry \(done.place))"))
    }
    return steps.isEmpty ? ["", say("签名", "signature") + room] : lines
  }

  static func line(_ piece: EvidencePiece) -> String {
    let kind = piece.kind.map(Labels.evidenceKind)
    return "\(kind ?? say("未注明类别", "kind not stated"))  \(piece.sha256 ?? say("（没有文件）", "(no file)"))"
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
