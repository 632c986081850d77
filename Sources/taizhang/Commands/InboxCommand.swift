import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct InboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox",
    abstract: say("待我办理：待签的问题、待批待付的款项", "What waits for a person: problems to sign, payments to approve or make."),
    discussion: say("例：taizhang inbox --person p-0003", "Example: taizhang inbox --person p-0003"))

  @OptionGroup var reading: ReadingOptions
  @Option(help: .init(say("人员编号", "The person's reference."))) var person: String
  @Option(help: .init(say("哪一天（默认今天）", "On which day (today by default)."))) var day: String?

  func validate() throws {
    if let day, CivilDate(day) == nil {
      throw ValidationError(say("日期应为YYYY-MM-DD：\(day)", "a day is YYYY-MM-DD: \(day)"))
    }
  }

  func run() throws {
    let view = try reading.view()
    guard try view.row("persons", person) != nil else {
      throw LedgerError(.refused, "E55", "账本中没有人员“\(person)”", "the ledger knows no person \"\(person)\"")
    }
    // A test ledger lives in its own time.
    let today = view.isTest ? view.recorded.beijingDay : SystemClock().now().beijingDay
    let items = try view.inbox(of: person, on: day.flatMap { CivilDate($0) } ?? today)
    if reading.common.json { return printJSON(items) }
    if items.isEmpty { return Output.line(say("没有待办", "nothing waits")) }
    var text = TextTable(header: [
      say("编号", "reference"), say("待办", "awaited"), say("岗位", "slot"), say("金额（元）", "yuan"), say("区划", "place"),
    ])
    for item in items {
      let label = Catalogue.current.type(item.awaited).map { say($0.zh, $0.en) } ?? item.awaited
      text.add([item.reference, label, item.slot ?? "", item.amountFen.map(ViewQuery.yuan) ?? "", item.place ?? ""])
    }
    Output.write(text.text)
    Output.hint("taizhang signoff show \(items[0].reference)", "taizhang signoff show \(items[0].reference)")
  }

  private func printJSON(_ items: [InboxItem]) {
    Output.json { writer in
      writer.member("person", person)
      writer.name("items")
      writer.array { writer in
        for item in items {
          writer.object {
            $0.member("reference", item.reference)
            $0.member("awaited", item.awaited)
            if let slot = item.slot { $0.member("slot", slot) }
            if let amount = item.amountFen { $0.member("amount_fen", amount) }
            if let place = item.place { $0.member("place", place) }
          }
        }
      }
    }
  }
}

struct SignoffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signoff", abstract: say("签字之前：将要签署的全部内容", "Before signing: exactly what would be signed."),
    subcommands: [Show.self, Print.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: say("全部经过、佐证和签字所绑定的链头", "The trail, the evidence, and the chain head a signature binds."),
      discussion: say("例：taizhang signoff show pb-2026-0007", "Example: taizhang signoff show pb-2026-0007"))

    @OptionGroup var reading: ReadingOptions
    @Argument(help: .init(say("编号", "The reference."))) var reference: String

    func run() throws {
      let view = try reading.view()
      let file = try SignoffFile(view, reference)
      if reading.common.json {
        return Output.json {
          $0.member("reference", reference)
          $0.member("count", Int64(clamping: file.chain.count))
          $0.member("head", file.chain.head.base64)
          $0.strings("evidence", file.evidence.map(\.sha256))
          $0.strings("slots", file.slots.map(\.slot))
          $0.strings("events", file.trail.map(\.place))
        }
      }
      let printer = TrailPrinter(json: false, names: NameReader(vault: try Vault.forReading(view.ledger.folder)))
      for context in file.trail { try printer.print(context) }
      Output.line("")
      Output.line(say("佐证：\(file.evidence.count)件", "evidence: \(file.evidence.count)"))
      for piece in file.evidence {
        let isThere = Files.exists(view.ledger.folder.blob(piece.sha256))
        Output.line(
          "  \(piece.kind)  \(piece.sha256)" + (isThere ? "" : say("  （本机没有此文件）", "  (the file is not here)")))
      }
      Output.line(
        say(
          "签字将绑定：\(file.chain.count)个事件，链头\(file.chain.head.base64)",
          "a signature binds: \(file.chain.count) events, chain head \(file.chain.head.base64)"))
      guard !file.slots.isEmpty else { return }
      Output.line(say("签字岗位依次为：", "the slots, in order: ") + file.slots.map(\.slot).joined(separator: " → "))
      Output.line(say("将签署的事件：", "the event to be signed:"))
      Output.line("  " + file.eventText)
      let command = "taizhang record problem.signed --subject \(reference) slot=\(file.slots[0].slot) --sign KEY"
      Output.hint(command, command)
    }
  }

  struct Print: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "print", abstract: say("供纸面签署的表单", "A form to sign on paper."),
      discussion: say(
        """
        例：taizhang signoff print pb-2026-0007 --format html > 签字单.html
        表单写明链头，即所签内容的指纹；本版本不印二维码。
        纸面签字不能代替本人密钥签署的销号签字；它扫描后作为佐证（种类form）入账。
        """,
        """
        Example: taizhang signoff print pb-2026-0007 --format html > form.html
        The form states the chain head, the fingerprint of what is signed; this version prints no QR code.
        Paper does not replace a sign-off by one's own key: its scan is recorded as evidence, of kind form.
        """))

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, html }

    @OptionGroup var reading: ReadingOptions
    @Argument(help: .init(say("编号", "The reference."))) var reference: String
    @Option(help: .init(say("格式：text、html", "Format: text, html."))) var format = Format.text

    func run() throws {
      let view = try reading.view()
      let file = try SignoffFile(view, reference)
      let lines = file.form(origin: view.ledger.about.origin, size: view.size, isTest: view.isTest)
      switch format {
      case .text: for line in lines { Output.line(line) }
      case .html:
        Output.line(
          "<!doctype html><html><head><meta charset=\"utf-8\"><title>\(SignoffFile.escaped(reference))</title></head>")
        Output.line("<body style=\"font:14pt/1.7 serif;margin:2cm\">")
        for line in lines {
          Output.line("<p style=\"margin:0;overflow-wrap:anywhere\">\(SignoffFile.escaped(line))&nbsp;</p>")
        }
        Output.line("</body></html>")
      }
    }
  }
}

/// All that a signature on a subject would rest on.
struct SignoffFile {
  let reference: String
  let chain: SubjectChain
  let trail: [EventContext]
  let evidence: [Evidence]
  /// The slots still unsigned, in order; of a problem only.
  let slots: [AssistanceState.SignOffSlot]

  init(_ view: LedgerView, _ reference: String) throws {
    self.reference = reference
    chain = try view.chain(reference)
    guard chain.count > 0 else {
      throw LedgerError(.refused, "E55", "账本中没有“\(reference)”", "the ledger knows no \"\(reference)\"")
    }
    var trail: [EventContext] = []
    try view.forEachEvent(of: reference) { trail.append($0) }
    self.trail = trail
    evidence = trail.flatMap(\.event.evidence)
    let row = try view.row("problems", reference).flatMap { try? JSONDocument.object($0) }
    let signed = (row?["signatures"]?.strings ?? []).map { $0.prefix { $0 != " " } }
    let all = row == nil ? [] : view.assistance.signOffSlots(on: view.recorded.beijingDay)
    slots = all.filter { slot in !signed.contains { $0 == slot.slot } }
  }

  /// The event of the next signature, as it would stand in the note.
  var eventText: String {
    let slot = slots.first?.slot ?? ""
    return #"{"type":"problem.signed","subject":"\#(reference)","time":"…","data":{"slot":"\#(slot)"}}"#
      + #"  expect {"\#(reference)":[\#(chain.count),"\#(chain.head.base64)"]}"#
  }

  func form(origin: String, size: UInt64, isTest: Bool) -> [String] {
    var lines = [say("签字单　\(reference)", "Sign-off form  \(reference)")]
    if isTest { lines.append(say("【测试账本】", "[test ledger]")) }
    lines.append(say("账本：\(origin)（截至第\(size)条）", "ledger: \(origin) (as of \(size) entries)"))
    lines.append(say("经过：", "trail:"))
    for context in trail {
      let label = Catalogue.current.type(context.event.type).map { say($0.zh, $0.en) } ?? context.event.type
      lines.append("  \(context.place)  \(context.event.time.day.text)  \(label)  \(context.doer)")
    }
    lines.append(say("佐证（\(evidence.count)件）：", "evidence (\(evidence.count)):"))
    for piece in evidence { lines.append("  \(piece.kind)  \(piece.sha256)") }
    lines.append(
      say("所签内容的指纹（链头，共\(chain.count)个事件）：", "fingerprint of what is signed (chain head over \(chain.count) events):"))
    lines.append("  \(chain.head.hex)")
    for slot in slots.isEmpty ? [say("签名", "signature")] : slots.map(\.slot) {
      lines.append("")
      lines.append("\(slot)：____________________    " + say("日期：____________", "date: ____________"))
    }
    return lines
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
