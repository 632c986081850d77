import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import QR
import TransparencyLog

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
      let printer = TrailPrinter(json: false, names: try .ofLedger(in: view.ledger.folder))
      let amendments = try Amendments(of: reference, view)
      for context in file.trail { try printer.print(context, amendments.of(context.eventID)) }
      Output.line("")
      Output.line(say("佐证：\(file.evidence.count)件", "evidence: \(file.evidence.count)"))
      for piece in file.evidence {
        let isThere = Files.exists(view.ledger.folder.blob(piece.sha256))
        Output.line(
          "  \(piece.kindLabel)  \(piece.sha256)" + (isThere ? "" : say("  （本机没有此文件）", "  (the file is not here)")))
      }
      Output.line(
        say(
          "签字将绑定：\(file.chain.count)个事件，链头\(file.chain.head.base64)",
          "a signature binds: \(file.chain.count) events, chain head \(file.chain.head.base64)"))
      guard !file.slots.isEmpty else { return }
      Output.line(
        say("签字岗位依次为：", "the slots, in order: ") + file.slots.map { Slots.label($0.slot) }.joined(separator: " → "))
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
        表单写明链头，即所签内容的指纹；二维码载有同样内容，可用手机核对。
        纸面签字不能代替本人密钥签署的销号签字；它扫描后作为佐证（种类form）入账。
        """,
        """
        Example: taizhang signoff print pb-2026-0007 --format html > form.html
        The form states the chain head, the fingerprint of what is signed; its QR code carries the same, for a telephone to compare.
        Paper does not replace a sign-off by one's own key: its scan is recorded as evidence, of kind form.
        """))

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, html }

    @OptionGroup var reading: ReadingOptions
    @Argument(help: .init(say("编号", "The reference."))) var reference: String
    @Option(help: .init(say("格式：text、html", "Format: text, html."))) var format = Format.text

    func run() throws {
      let view = try reading.view()
      let file = try SignoffFile(view, reference)
      let about = view.ledger.about
      let lines = file.form(origin: about.origin, size: view.size, isTest: view.isTest)
      let code = try file.code(origin: about.origin, genesis: about.genesis.base64)
      switch format {
      case .text:
        for line in lines { Output.line(line) }
        Output.line("")
        Output.write(code.text())
      case .html:
        Output.line(
          "<!doctype html><html><head><meta charset=\"utf-8\"><title>\(SignoffFile.escaped(reference))</title></head>")
        Output.line("<body style=\"font:14pt/1.7 serif;margin:2cm\">")
        for line in lines {
          Output.line("<p style=\"margin:0;overflow-wrap:anywhere\">\(SignoffFile.escaped(line))&nbsp;</p>")
        }
        Output.write(code.svg())
        Output.line("</body></html>")
      }
    }
  }
}
