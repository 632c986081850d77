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
      abstract: say(
        "全部经过、佐证、签字所绑定的链头，谁已签、待谁签",
        "The trail, the evidence, the chain head a signature binds, who signed and who is to."),
      discussion: say(
        "例：taizhang signoff show pb-2026-0007；问题（pb-…）和支付（pay-…）设签字程序",
        "Example: taizhang signoff show pb-2026-0007; problems (pb-…) and payments (pay-…) are signed off"))

    @OptionGroup var reading: ReadingOptions
    @Argument(help: .init(say("编号或名称", "The reference or the name."))) var what: SubjectArgument

    func run() throws {
      let named = try reading.named()
      let view = named.view
      let file = try SignoffFile(view, try what.found(by: named.finder))
      if reading.common.json { return printJSON(file) }
      let printer = TrailPrinter(json: false, reader: named.reader, names: named.names)
      let amendments = try Amendments(of: file.reference, view)
      for context in file.trail { try printer.print(amendments.of(context)) }
      Output.line("")
      Output.line(say("佐证：\(file.evidence.count)件", "evidence: \(file.evidence.count)"))
      for piece in file.evidence {
        let isThere = piece.sha256.map { (try? view.ledger.folder.holdsBlob($0)) ?? false } ?? true
        Output.line(
          "  \(SignoffForm.line(piece))" + (isThere ? "" : say("  （本机没有此文件）", "  (the file is not here)")))
      }
      printBinding(file)
      try printSteps(file, named.names)
    }

    private func printBinding(_ file: SignoffFile) {
      let chain = (count: file.chain.count, head: file.chain.head.base64)
      Output.line(
        file.slots.isEmpty
          ? say("目前共\(chain.count)个事件，链头\(chain.head)", "now \(chain.count) events, chain head \(chain.head)")
          : say(
            "签字将绑定：\(chain.count)个事件，链头\(chain.head)",
            "a signature binds: \(chain.count) events, chain head \(chain.head)"))
    }

    /// What was signed, by whom, and what is to be signed, by which office.
    private func printSteps(_ file: SignoffFile, _ names: SubjectNames) throws {
      guard let signOffs = file.signOffs else { return Output.line(SignoffFile.none(file.reference).spoken) }
      Output.line(say("状态：\(signOffs.state.zh)", "state: \(signOffs.state.en)"))
      for step in signOffs.steps {
        guard let done = file.done(step) else { continue }
        let doer = try names.label(done.doer, Speech.language)
        let signers = try names.labels(done.header.signers, Speech.language)
        Output.line(
          say(
            "  已办：\(Self.name(step))　\(doer)（\(done.event.basis.label.spoken)）　签名：\(signers)　条目\(done.place)",
            "  done: \(Self.name(step))  \(doer) (\(done.event.basis.label.spoken))  signed by: \(signers)  entry \(done.place)"
          ))
      }
      guard let event = file.eventText, let command = file.command else {
        return Output.line(say("没有待签、待办的环节", "nothing is left to sign or to do"))
      }
      let waiting = signOffs.waiting.map(Self.name).joined(separator: " → ")
      Output.line(say("待办依次为：", "what waits, in order: ") + waiting)
      Output.line(say("下一个要签署的事件：", "the next event to be signed:"))
      Output.line("  " + event)
      Output.line(say("办理：", "to do it: ") + command)
    }

    /// The step by its name and the office it is of: `销号签字·部门主要负责人`.
    private static func name(_ step: SignOffs.Step) -> String {
      let label = Labels.type(step.event)
      return say("\(label)·\(step.title.zh)", "\(label), \(step.title.en)")
    }

    private func printJSON(_ file: SignoffFile) {
      Output.json {
        $0.member("reference", file.reference)
        $0.member("count", Int64(clamping: file.chain.count))
        $0.member("head", file.chain.head.base64)
        $0.strings("evidence", file.evidence.compactMap(\.sha256))
        $0.strings("slots", file.slots)
        $0.strings("events", file.trail.map(\.place))
        $0.member("signed_off", file.signOffs != nil)
        if let signOffs = file.signOffs { $0.member("state", signOffs.state) }
        $0.name("steps")
        $0.array { writer in
          for step in file.signOffs?.steps ?? [] { writer.object { Self.write(step, file.done(step), to: &$0) } }
        }
        if file.signOffs == nil { $0.member("message", SignoffFile.none(file.reference)) }
        if let command = file.command { $0.member("next", command) }
      }
    }

    private static func write(_ step: SignOffs.Step, _ done: EventContext?, to writer: inout JSONWriter) {
      writer.member("event", step.event)
      if let slot = step.slot { writer.member("slot", slot) }
      writer.member("title", step.title)
      writer.member("done", step.done != nil)
      guard let done else { return }
      writer.member("entry", done.place)
      writer.member("by", done.doer)
      writer.member("basis", done.event.basis.rawValue)
      writer.strings("signers", done.header.signers)
    }
  }

  struct Print: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "print", abstract: say("供纸面签署的表单", "A form to sign on paper."),
      discussion: say(
        """
        例：taizhang signoff print pb-2026-0007 --format html > 签字单.html
        表单以中文名称写明问题、农户或项目、县、岗位，不用代码；姓名等密封内容在有保密库时写明。
        表单写明链头，即所签内容的指纹；二维码载有同样内容，可用手机核对。
        纸面签字不能代替本人密钥签署的销号签字；它扫描后作为佐证（种类form）入账。
        """,
        """
        Example: taizhang signoff print pb-2026-0007 --format html > form.html
        The form says all in words: the problem, the household or project, the county, the offices. Sealed text is readable where the vault is.
        It states the chain head, the fingerprint of what is signed; its QR code carries the same, for a telephone to compare.
        Paper does not replace a sign-off by one's own key: its scan is recorded as evidence, of kind form.
        """))

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, html }

    @OptionGroup var reading: ReadingOptions
    @Argument(help: .init(say("编号或名称", "The reference or the name."))) var what: SubjectArgument
    @Option(help: .init(say("格式：text、html", "Format: text, html."))) var format = Format.text

    func run() throws {
      let named = try reading.named(isText: false)
      let view = named.view
      let file = try SignoffFile(view, try what.found(by: named.finder))
      let about = view.ledger.about
      let form = try SignoffForm(file: file, view: view, names: named.names).lines()
      let lines = (Output.asFoundLine.map { [$0] } ?? []) + form
      let code = try file.code(origin: about.origin, genesis: about.genesis.base64)
      switch format {
      case .text:
        for line in lines { Output.line(line) }
        Output.line("")
        Output.write(code.text())
      case .html:
        Output.line(
          "<!doctype html><html><head><meta charset=\"utf-8\"><title>\(SignoffForm.escaped(file.reference))</title></head>"
        )
        Output.line("<body style=\"font:14pt/1.7 serif;margin:2cm\">")
        for line in lines {
          Output.line("<p style=\"margin:0;overflow-wrap:anywhere\">\(SignoffForm.escaped(line))&nbsp;</p>")
        }
        Output.write(code.svg())
        Output.line("</body></html>")
      }
    }
  }
}
