import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// `index.html`: the subject's story for people, in Chinese, to be printed and filed. It needs no script and no network.
///
/// A pure function of the pack's other members: a reader of the same version writes the same page.
struct PackPage {
  let story: PackStory
  let openings: [Opening]
  /// Digests of the files that lie in the pack.
  let present: Set<String>

  var bytes: [UInt8] {
    let history = story.history
    var html = """
      <!doctype html>
      <html lang="zh-CN"><head><meta charset="utf-8"><title>\(Self.escaped(history.subject)) 证据包</title>
      <style>\(Self.style)</style></head><body>
      <h1>证据包：\(Self.escaped(history.subject))</h1>

      """
    if let mark = story.verdict.purpose?.mark { html += "<p><strong>\(mark.zh)</strong></p>\n" }
    html += summary
    html += "<h2>经过</h2>\n"
    for (number, step) in story.steps.enumerated() { html += section(number + 1, step) }
    html += evidence + limits
    html += "</body></html>\n"
    return Array(html.utf8)
  }

  private static let style = """
    body{font:11pt/1.6 "Noto Serif CJK SC","SimSun",serif;margin:2cm auto;max-width:17cm}\
    table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:2px 6px;text-align:left;vertical-align:top}\
    th{width:6em;font-weight:normal;background:#f3f3f3}code{font:9pt monospace;overflow-wrap:anywhere}\
    section{break-inside:avoid;margin:1em 0}h3{margin:.4em 0}@page{size:A4;margin:2cm}@media print{body{margin:0}}
    """

  // MARK: Parts

  private var summary: String {
    let (verdict, history) = (story.verdict, story.history)
    let rows = [
      ("账本", Self.escaped(verdict.checkpoint.origin)),
      ("创世哈希", "<code>\(verdict.genesis?.base64 ?? "")</code>"),
      ("检查点", "共\(verdict.checkpoint.size)条，根 <code>\(verdict.checkpoint.root.base64)</code>"),
      ("认证", "事件\(history.attested.text)，截至前\(history.asOf)条，记录于\(story.attestedAt.beijingText)"),
      ("事件链", "\(history.chain.count)个（含签名），链头 <code>\(history.chain.head.base64)</code>"),
      ("事件", "\(story.steps.count)个，在\(history.entries.count)条记录中"),
    ]
    return table(rows)
  }

  private func section(_ number: Int, _ step: PackStory.Step) -> String {
    let event = step.event
    let opened = event.opened(by: openings).map { ($0.commitment.base64, $0.value) }
    let values = Dictionary(opened) { first, _ in first }
    let type = Catalogue.current.type(event.type)
    let context = step.entry.context(step.position)
    var rows = [
      ("发生", event.time.pageText), ("记录", step.entry.recorded.beijingText),
      ("经办", "\(Self.escaped(context.doer))（\(event.basis.label.zh)）"),
      ("签名", step.entry.transaction.header.signers.map(Self.escaped).joined(separator: "、")),
    ]
    if !event.refs.isEmpty { rows.append(("关联", event.refs.map(Self.escaped).joined(separator: "　"))) }
    for (name, value) in event.data.members {
      let field = type?.field(name)
      rows.append((Self.escaped(field?.zh ?? name), Self.escaped(text(value, field, values))))
    }
    if let target = event.corrects ?? event.voids { rows.append(("针对", "<code>\(target.text)</code>")) }
    for file in event.evidence { rows.append(("佐证", link(file))) }
    let place = "\(step.entry.seq).\(step.position)"
    let id = context.eventID.text
    rows.append(("事件号", "<code>\(id)</code>　条目 <code>entries/\(PackName.number(step.entry.seq)).entry</code>"))
    let isLater = step.entry.seq >= story.history.asOf
    let title =
      "\(number)．\(Self.escaped(type?.zh ?? event.type))　<small>\(place)\(isLater ? "（认证之后，不保证全）" : "")</small>"
    return "<section><h3>\(title)</h3>\n\(table(rows))</section>\n"
  }

  private func table(_ rows: [(name: String, html: String)]) -> String {
    "<table>\n" + rows.map { "<tr><th>\($0.name)</th><td>\($0.html)</td></tr>\n" }.joined() + "</table>\n"
  }

  private func link(_ file: Evidence) -> String {
    let label = Catalogue.current.codelist("evidence_kind")?.item(file.kind)?.zh ?? file.kind
    let code = "<code>\(file.sha256)</code>"
    guard present.contains(file.sha256) else { return "\(Self.escaped(label))（包内没有此文件）\(code)" }
    return "<a href=\"evidence/\(file.sha256)\">\(Self.escaped(label))</a>　\(Self.escaped(file.media))　\(code)"
  }

  private var evidence: String {
    let absent = story.evidence.filter { !present.contains($0.sha256) }.count
    return "<h2>佐证文件</h2>\n<p>所列事件共提到\(story.evidence.count)份，包内\(present.count)份，缺\(absent)份。文件名即其SHA-256。</p>\n"
  }

  private var limits: String {
    let disclosed =
      openings.isEmpty
      ? "没有公开任何个人信息，以“\(NameReader.mask)”代替。" : "公开了\(openings.count)项个人信息，均与账上承诺相符；其余以“\(NameReader.mask)”代替。"
    return """
      <h2>证明了什么</h2>
      <ul><li>以上各条确在账本中，签名人确已签名；所用公钥（见 keys.json）由此前的条目登记，登记人的签名和公钥同样核对，直至创世。</li>
      <li>在前\(story.history.asOf)条中，这就是该对象的全部事件，没有漏掉、增加、改动或换序——只要账本的认证属实。</li>
      <li>\(disclosed)</li></ul>
      <h2>没有证明什么</h2>
      <ul><li>认证是否属实：须重放全账（taizhang verify --level views）。认证不实将永远留在账上，有账本签名为证。</li>
      <li>记录内容是否属实，账本当时是否接受得当。</li>
      <li>登记公钥的人当时是否确有登记职责，签名密钥此前是否已在未附于此的条目中吊销。</li>
      <li>本页是给人看的：以 entries 中的原文为准。核对方法见 README.txt。</li></ul>

      """
  }

  // MARK: Text

  private func text(_ value: JSONValue, _ field: Field?, _ values: [String: String]) -> String {
    if let commitment = Sealed.commitment(value) {
      return values[commitment].map { "\($0)（已公开，与承诺相符）" } ?? NameReader.mask
    }
    if case .fen = field?.kind, let fen = value.integer { return ViewQuery.yuan(fen) + "元" }
    if let list = field?.codelist, let code = value.string,
      let item = Catalogue.current.codelist(list)?.item(code)
    {
      return "\(item.zh)（\(code)）"
    }
    switch value.kind {
    case .object: return value.members.map { "\($0.name)=\(text($0.value, nil, values))" }.joined(separator: "　")
    case .array: return value.elements.map { text($0, nil, values) }.joined(separator: "；")
    default: return ViewQuery.text(value, .text)
    }
  }

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

extension EventTime {
  fileprivate var pageText: String {
    switch self {
    case .day(let day): day.text
    case .instant(let instant, _): instant.beijingText
    }
  }
}
