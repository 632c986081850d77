import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// `index.html`: the subject's story for people, in Chinese and then in English, to be printed and filed. It needs no script and
/// no network.
///
/// A pure function of the pack's other members: a reader of the same version writes the same page.
struct PackPage {
  let story: PackStory
  let openings: [Opening]
  /// Digests of the files that lie in the pack.
  let present: Set<String>

  var bytes: [UInt8] {
    let halves = [Language.zh, .en].map { PackPageHalf(page: self, language: $0).html }
    let html = """
      <!doctype html>
      <html lang="zh-CN"><head><meta charset="utf-8"><title>\(Self.escaped(story.history.subject)) 证据包</title>
      <style>\(Self.style)</style></head><body>
      <div lang="zh-CN">
      \(halves[0])</div>
      <div lang="en" class="second">
      \(halves[1])</div>
      </body></html>

      """
    return Array(html.utf8)
  }

  private static let style = """
    body{font:11pt/1.6 "Noto Serif CJK SC","SimSun",serif;margin:2cm auto;max-width:17cm}\
    table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:2px 6px;text-align:left;vertical-align:top}\
    th{width:6em;font-weight:normal;background:#f3f3f3}code{font:9pt monospace;overflow-wrap:anywhere}\
    section{break-inside:avoid;margin:1em 0}h3{margin:.4em 0}.void h3,.void td{color:#777}.void td{text-decoration:line-through}\
    .void .mark td{color:#000;text-decoration:none}.second{break-before:page;margin-top:3em}\
    @page{size:A4;margin:2cm}@media print{body{margin:0}}
    """

  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

/// The page's story in one language.
private struct PackPageHalf {
  let page: PackPage
  let language: Language

  private var story: PackStory { page.story }
  private var subject: String { story.history.subject }

  private func say(_ zh: String, _ en: String) -> String { Bilingual(zh, en).text(language) }

  /// What stands between two things on one line.
  private var gap: String { say("　", "&ensp;") }

  /// One row of a table. A mark says what became of the event, and is not part of it.
  private struct Line {
    let name: String
    let html: String
    var isMark = false
  }

  var html: String {
    var html = "<h1>\(say("证据包：", "Evidence pack: "))\(PackPage.escaped(subject))</h1>\n"
    if let mark = story.verdict.purpose?.mark { html += "<p><strong>\(mark.text(language))</strong></p>\n" }
    html += summary
    html += "<h2>\(say("经过", "What happened"))</h2>\n"
    let amendments = Amendments(among: story.steps.map(\.context))
    var told: Set<UInt64> = []
    for (number, step) in story.steps.enumerated() {
      let isFirstOfEntry = told.insert(step.entry.seq).inserted
      html += section(number + 1, step, amendments.of(step.context), isFirstOfEntry: isFirstOfEntry)
    }
    return html + evidence + limits
  }

  // MARK: Parts

  private var summary: String {
    let (verdict, history) = (story.verdict, story.history)
    let count = (all: history.chain.count, events: story.steps.count, entries: history.entries.count)
    return table([
      Line(name: say("账本", "Ledger"), html: PackPage.escaped(verdict.checkpoint.origin)),
      Line(name: say("创世哈希", "Genesis hash"), html: "<code>\(verdict.genesis?.base64 ?? "")</code>"),
      Line(
        name: say("检查点", "Checkpoint"),
        html: say("共\(verdict.checkpoint.size)条，根", "\(verdict.checkpoint.size) entries, root")
          + " <code>\(verdict.checkpoint.root.base64)</code>"),
      Line(
        name: say("认证", "Attested"),
        html: say(
          "事件\(history.attested.text)，截至前\(history.asOf)条，记录于\(story.attestedAt.beijingText)",
          "by event \(history.attested.text), about the first \(history.asOf) entries, recorded \(story.attestedAt.beijingText)"
        )),
      Line(
        name: say("事件链", "Chain"),
        html: say("\(count.all)个（含签名），链头", "\(count.all), signatures among them; head")
          + " <code>\(history.chain.head.base64)</code>"),
      Line(
        name: say("事件", "Events"),
        html: say("\(count.events)个，在\(count.entries)条记录中", "\(count.events), in \(count.entries) entries")),
    ])
  }

  private func section(
    _ number: Int, _ step: PackStory.Step, _ amended: AmendedEvent, isFirstOfEntry: Bool
  ) -> String {
    let event = step.event
    let type = Catalogue.current.type(event.type)
    let reader = NameReader(disclosed: event.opened(by: page.openings))
    var rows = [
      Line(name: say("发生", "Happened"), html: event.time.pageText),
      Line(name: say("记录", "Recorded"), html: step.entry.recorded.beijingText),
      Line(
        name: say("经办", "Done by"),
        html: PackPage.escaped(step.context.doer)
          + say("（\(event.basis.label.zh)）", " (\(event.basis.label.en))")),
      Line(
        name: say("签名", "Signed by"),
        html: step.entry.transaction.header.signers.map(PackPage.escaped).joined(separator: say("、", ", "))),
    ]
    if let links = links(of: event) { rows.append(Line(name: say("关联", "Links"), html: links)) }
    rows += fields(event, type, amended, reader)
    if let target = event.corrects ?? event.voids {
      rows.append(Line(name: say("针对", "Changes"), html: "<code>\(target.text)</code>"))
    }
    for file in event.evidence { rows.append(Line(name: say("佐证", "Evidence"), html: link(file))) }
    if let others = otherEvents(step), isFirstOfEntry {
      rows.append(Line(name: say("同批", "Same entry"), html: others))
    }
    let id = step.context.eventID.text
    let file = "entries/\(PackName.number(step.entry.seq)).entry"
    rows.append(
      Line(
        name: say("事件号", "Event id"),
        html: "<code>\(id)</code>\(gap)" + say("条目", "entry") + " <code>\(file)</code>"))
    rows = marks(amended, reader).map { Line(name: $0.title, html: PackPage.escaped($0.text), isMark: true) } + rows
    return
      "<section\(amended.annulment == nil ? "" : " class=\"void\"")><h3>\(title(number, step, amended))</h3>\n\(table(rows))</section>\n"
  }

  /// What was disclosed is at hand already: nothing is read that could fail.
  private func marks(_ amended: AmendedEvent, _ reader: NameReader) -> [AmendedEvent.Mark] {
    let marks = try? amended.marks(language) {
      $0
    } value: { (value, field) throws(LedgerError) in
      read(value, field, reader)
    }
    return marks ?? []
  }

  private func title(_ number: Int, _ step: PackStory.Step, _ amended: AmendedEvent) -> String {
    let type = Catalogue.current.type(step.event.type)
    let name = PackPage.escaped(type.map { say($0.zh, $0.en) } ?? step.event.type)
    let state =
      amended.annulment != nil
      ? say("【已作废】", " [voided]") : amended.corrections.isEmpty ? "" : say("【已更正】", " [corrected]")
    let later =
      step.entry.seq >= story.history.asOf ? say("（认证之后，不保证全）", " (after the attestation, perhaps not all)") : ""
    let place = "\(step.entry.seq).\(step.position)"
    return "\(number)\(say("．", ". "))\(name)\(state)\(gap)<small>\(place)\(later)</small>"
  }

  private func table(_ rows: [Line]) -> String {
    let lines = rows.map {
      "<tr\($0.isMark ? " class=\"mark\"" : "")><th>\($0.name)</th><td>\($0.html)</td></tr>\n"
    }
    return "<table>\n" + lines.joined() + "</table>\n"
  }

  // MARK: What an event says

  /// Each field as it holds by now, with what it said before.
  private func fields(
    _ event: Event, _ type: EventType?, _ amended: AmendedEvent, _ reader: NameReader
  ) -> [Line] {
    let effective = amended.fields
    return effective.flatMap { name, value -> [Line] in
      let field = type?.field(name)
      let label = PackPage.escaped(field.map { say($0.zh, $0.en) } ?? name)
      if case .json = field?.kind, let corrected = amended.correctedType.flatMap({ Catalogue.current.type($0) }) {
        return value.members.map { name, inner in
          let field = corrected.field(name)
          let own = PackPage.escaped(field.map { say($0.zh, $0.en) } ?? name)
          return Line(name: own, html: "→ " + told(inner, field, event, reader))
        }
      }
      let now = told(value, field, event, reader)
      let before = event.data[name]
      guard before.map({ Array($0.rawBytes) }) != Array(value.rawBytes) else { return [Line(name: label, html: now)] }
      let old = before.map { told($0, field, event, reader) } ?? "∅"
      return [Line(name: label, html: "<del>\(old)</del> → <ins>\(now)</ins>")]
    }
  }

  /// A value for people, and how many lines of others are left out of it.
  private func told(_ value: JSONValue, _ field: Field?, _ event: Event, _ reader: NameReader) -> String {
    if Sealed.commitment(value) != nil {
      let text = read(value, field, reader)
      let isOpen = text != NameReader.mask
      return PackPage.escaped(text) + (isOpen ? say("（已公开，与承诺相符）", " (disclosed, fits its commitment)") : "")
    }
    guard isPersonal, event.subject != subject, let (own, others) = split(value, field), others > 0 else {
      return PackPage.escaped(read(value, field, reader))
    }
    let kept = own.map { read($0, field, reader) }.joined(separator: "; ")
    let left = say("另有\(others)项属于其他对象，本页从略", "\(others) more belong to others and are left out of this page")
    return PackPage.escaped(kept) + (kept.isEmpty ? "" : " ") + "<small>\(say("（\(left)）", "(\(left))"))</small>"
  }

  private func read(_ value: JSONValue, _ field: Field?, _ reader: NameReader) -> String {
    (try? reader.text(value, field, language)) ?? NameReader.mask
  }

  /// Whether the pack is about somebody: then what it shows of others is nobody's business who reads it.
  private var isPersonal: Bool { ["hh", "p"].contains(Reference.prefix(subject)) }

  /// Of a list that names whom each of its items is about: those about the subject, and how many others there are.
  private func split(_ value: JSONValue, _ field: Field?) -> (own: [JSONValue], others: Int)? {
    switch field?.kind {
    case .references: break
    case .objects(let inner) where inner.contains { $0.prefixes != nil }: break
    default: return nil
    }
    let own = value.elements.filter { $0.mentions(subject) }
    return (Array(own), value.elements.reduce(0) { n, _ in n + 1 } - own.count)
  }

  /// What else the event belongs to; of other households and persons only how many.
  private func links(of event: Event) -> String? {
    guard !event.refs.isEmpty else { return nil }
    let isOthers = isPersonal && event.subject != subject
    let left = event.refs.filter {
      isOthers && ["hh", "p"].contains(Reference.prefix($0)) && $0 != subject && $0 != event.by
    }
    let shown = event.refs.filter { !left.contains($0) }
    let rest = say(
      "（另有\(left.count)个农户或人员，本页从略）", " (\(left.count) other households or persons are left out of this page)")
    let about = event.subject == subject ? [] : [event.subject]
    return (about + shown).map(PackPage.escaped).joined(separator: gap) + (left.isEmpty ? "" : "<small>\(rest)</small>")
  }

  /// Says that the entry holds events of others; nil when it does not.
  private func otherEvents(_ step: PackStory.Step) -> String? {
    let count = step.entry.transaction.events.count - step.entry.places(of: subject).count
    guard count > 0 else { return nil }
    return say(
      "同一条记录中另有\(count)个事件属于其他对象，本页从略（条目原文须整条保存，其中仍有）",
      "\(count) more events of this entry belong to others and are left out of this page (the entry itself is kept whole and has them)"
    )
  }

  // MARK: Evidence, and what is proved

  private func link(_ file: Evidence) -> String {
    let label = Catalogue.current.codelist("evidence_kind")?.label(file.kind, language) ?? file.kind
    let code = "<code>\(file.sha256)</code>"
    guard page.present.contains(file.sha256) else {
      return "\(PackPage.escaped(label))\(say("（包内没有此文件）", " (the file is not in the pack)"))\(gap)\(code)"
    }
    return
      "<a href=\"\(PackName.evidence(story.evidence(file.sha256) ?? file))\">\(PackPage.escaped(label))</a>\(gap)\(PackPage.escaped(file.media))\(gap)\(code)"
  }

  private var evidence: String {
    let absent = story.evidence.filter { !page.present.contains($0.sha256) }.count
    let (all, here) = (story.evidence.count, page.present.count)
    return "<h2>\(say("佐证文件", "Evidence files"))</h2>\n<p>"
      + say(
        "所列事件共提到\(all)份，包内\(here)份，缺\(absent)份。文件名的前64位即其SHA-256。",
        "These events name \(all) files: \(here) are in the pack, \(absent) are not. The first 64 characters of a file's name are its SHA-256."
      ) + "</p>\n"
  }

  private var limits: String {
    let mask = NameReader.mask
    let count = page.openings.count
    let disclosed =
      count == 0
      ? say("没有公开任何个人信息，以“\(mask)”代替。", "No personal value is disclosed: \(mask) stands for each.")
      : say(
        "公开了\(count)项个人信息，均与账上承诺相符；其余以“\(mask)”代替。",
        "\(count) personal values are disclosed, each fitting its commitment in the log; \(mask) stands for the others."
      )
    let asOf = story.history.asOf
    return """
      <h2>\(say("证明了什么", "What is proved"))</h2>
      <ul><li>\(say(
        "以上各条确在账本中，签名人确已签名；所用公钥（见 keys.json）由此前的条目登记，登记人的签名和公钥同样核对，直至创世。",
        "Each entry above is in the ledger and signed by its signers, with keys (keys.json) that entries before it registered; who registered these is checked alike, up to the genesis."
      ))</li>
      <li>\(say(
        "在前\(asOf)条中，这就是该对象的全部事件，没有漏掉、增加、改动或换序——只要账本的认证属实。",
        "Among the first \(asOf) entries these are all events of the subject, none left out, added, altered or moved, if the ledger's attestation is honest."
      ))</li>
      <li>\(disclosed)</li></ul>
      <h2>\(say("没有证明什么", "What is not proved"))</h2>
      <ul><li>\(say(
        "认证是否属实：须重放全账（taizhang verify --level views）。认证不实将永远留在账上，有账本签名为证。",
        "That the attestation is honest: only a replay of the ledger shows that (taizhang verify --level views). A false one stays in the log for ever, signed by the ledger."
      ))</li>
      <li>\(say("记录内容是否属实，账本当时是否接受得当。", "That what is recorded is true, and that the ledger was right to accept it."))</li>
      <li>\(say(
        "登记公钥的人当时是否确有登记职责，签名密钥此前是否已在未附于此的条目中吊销。",
        "That whoever registered a key held a registrar's duty then, and that no entry which is not here had revoked a signer's key."
      ))</li>
      <li>\(say(
        "本页是给人看的：以 entries 中的原文为准。核对方法见 README.txt。",
        "This page is for people: what counts is the text in entries. README.txt says how to check it."
      ))</li></ul>

      """
  }
}

extension PackStory.Step {
  /// Where the event stands.
  fileprivate var context: EventContext { entry.context(position) }
}

extension JSONValue {
  /// Whether a reference stands anywhere inside.
  fileprivate func mentions(_ reference: String) -> Bool {
    switch kind {
    case .string: string == reference
    case .array: elements.contains { $0.mentions(reference) }
    case .object: members.contains { $0.value.mentions(reference) }
    default: false
    }
  }
}

extension EventTime {
  fileprivate var pageText: String {
    switch self {
    case .day(let day): day.text
    case .instant(let instant, _): instant.beijingText
    }
  }
}
