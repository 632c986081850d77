import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct AttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: say("账本签署认证：各对象的事件链、各视图的摘要", "The ledger attests its subjects' chains and its views."),
    discussion: say(
      """
      例：taizhang attest；taizhang attest --view households；定时任务：taizhang attest --unless-within 24
      由账本自身的密钥签署；之后才能作 prove --subject 和 prove --view。核验：taizhang verify --level views
      """,
      """
      Example: taizhang attest; taizhang attest --view households; from a timer: taizhang attest --unless-within 24
      It is signed with the ledger's own key; prove --subject and prove --view rest on it. To check: taizhang verify --level views
      """))

  @OptionGroup var writing: WritingOptions
  @Option(
    name: .customLong("view"),
    help: .init(say("只认证此视图，可多次", "Attest this view only; may be repeated."), valueName: "view"))
  var views: [String] = []
  @Flag(help: .init(say("只认证各对象的事件链", "Attest the subjects' chains only."))) var streams = false
  @Option(
    help: .init(
      say(
        "已有这么多小时内的认证，或其后没有新记录，则不再认证",
        "Do nothing when an attestation is younger than this, or nothing was recorded since."),
      valueName: "hours"))
  var unlessWithin: Int64?

  func validate() throws {
    if let unlessWithin, !(0...87_600).contains(unlessWithin) {
      throw ValidationError("--unless-within 应为0至87600小时", "--unless-within takes 0 to 87600 hours")
    }
  }

  func run() throws {
    let views = try views.map { try ViewArgument.name($0) }
    let session = try writing.session()
    let keys = try writing.ledgerKeys(session.ledger)
    let scope = views.isEmpty && !streams ? nil : Attesting.Scope(streams: streams, views: views)
    let progress = ProgressBar(say("重放", "replaying"))
    let attested = try Attesting(session).attest(scope, keys: keys, unlessWithinHours: unlessWithin) {
      progress.show($0, $1)
    }
    progress.end()
    writing.close(session)
    report(attested, session.writer.isTest ? .test : .production)
  }

  private func report(_ attested: Attesting.Attested?, _ purpose: GenesisPlan.Purpose) {
    let json = writing.common.json
    guard let attested else {
      if json {
        Output.json { $0.member("attested", false) }
      } else {
        Output.line(say("无须再认证", "nothing to attest"))
      }
      return
    }
    if json {
      Output.json { writer in
        writer.member("attested", true)
        writer.member("purpose", purpose.rawValue)
        writer.member("seq", Int64(clamping: attested.receipt.seq))
        writer.member("as_of", Int64(clamping: attested.asOf))
        writer.name("events")
        writer.array { for event in attested.events { $0.raw(event.data.rawBytes) } }
      }
    } else {
      Output.line(
        say(
          "已认证前\(attested.asOf)条（第\(attested.receipt.seq)条，\(attested.events.count)项）",
          "attested the first \(attested.asOf) entries (entry \(attested.receipt.seq), \(attested.events.count) statements)"
        ))
    }
    Output.hint("taizhang prove --subject 编号 -o FILE", "taizhang prove --subject REF -o FILE")
  }
}
