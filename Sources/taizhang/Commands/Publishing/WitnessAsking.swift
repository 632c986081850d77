import ArgumentParser
import AssistanceLedger
import EventSourcing
import HTTP
import Ledger
import TransparencyLog

extension WitnessCommand {
  struct Policy: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policy",
      abstract: say("采用或显示见证规则（C2SP tlog-policy）", "Adopt or show the policy (C2SP tlog-policy)."),
      discussion: say(
        """
        例：taizhang witness policy witnesses.policy
        文件内容如：witness city <公钥> http://10.1.2.3:8417 ／ witness press <公钥> ／ group both 2 city press ／ quorum both
        采用后，publish 只发布见证签名已齐的检查点。
        """,
        """
        Example: taizhang witness policy witnesses.policy
        The file reads: witness city <vkey> http://10.1.2.3:8417 / witness press <vkey> / group both 2 city press / quorum both
        Once adopted, publish shows only checkpoints that have their quorum.
        """))

    @OptionGroup var common: CommonOptions
    @Argument(help: .init(say("规则文件；不给则显示现行规则", "The file; without it the policy in force is shown."))) var file:
      String?

    func run() throws {
      let cosigning = Cosigning(try common.open())
      guard let policy = try file.map({ try cosigning.adopt($0) }) ?? cosigning.policy() else {
        if common.json {
          Output.json { $0.member("policy", false) }
        } else {
          Output.line(say("没有见证规则", "there is no policy"))
        }
        return
      }
      if common.json { return Self.printJSON(policy) }
      for witness in policy.witnesses {
        Output.line("\(witness.key.text) \(witness.url.isEmpty ? say("（不联网）", "(no network)") : witness.url)")
      }
    }

    private static func printJSON(_ policy: WitnessPolicy) {
      Output.json { writer in
        writer.member("policy", true)
        writer.name("witnesses")
        writer.array { writer in
          for witness in policy.witnesses {
            writer.object {
              $0.member("name", witness.key.name)
              $0.member("vkey", witness.key.text)
              if !witness.url.isEmpty { $0.member("url", witness.url) }
            }
          }
        }
      }
    }
  }

  struct Ask: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ask",
      abstract: say("请规则中联网的见证人为最新检查点联署", "Ask the policy's witnesses to cosign the newest checkpoint."),
      discussion: say(
        "例：taizhang witness ask；见证人出示的检查点证明回滚或分叉时退出码为2，双方检查点为证",
        "Example: taizhang witness ask; a rollback or fork that a witness's checkpoint proves ends in 2, with both checkpoints as evidence"
      ))

    @OptionGroup var common: CommonOptions

    func run() throws {
      let ledger = try common.open()
      let cosigning = Cosigning(ledger)
      guard let policy = try cosigning.policy() else {
        throw LedgerError(
          .missing, "E84", "还没有见证规则：taizhang witness policy 文件", "there is no policy yet: taizhang witness policy FILE")
      }
      var failures: [LedgerError] = []
      for witness in policy.witnesses where !witness.url.isEmpty {
        do throws(LedgerError) {
          let size = try ask(witness, cosigning, ledger.about.origin)
          report(witness.key.name, size)
        } catch {
          if common.json { Self.printJSON(witness.key.name, error) }
          Failure.report(error)
          failures.append(error)
        }
      }
      // A contradiction outranks a witness that is away.
      if let worst = failures.first(where: { $0.kind == .integrity }) ?? failures.first {
        throw ExitStatus(worst.kind)
      }
    }

    private func report(_ name: String, _ size: UInt64) {
      guard common.json else {
        return Output.line(say("\(name)：已见证\(size)条", "\(name): cosigned \(size) entries"))
      }
      Output.json {
        $0.member("witness", name)
        $0.member("ok", true)
        $0.member("size", Int64(clamping: size))
      }
    }

    private static func printJSON(_ name: String, _ failure: LedgerError) {
      Output.json {
        $0.member("witness", name)
        $0.member("ok", false)
        $0.member("code", failure.code)
        $0.member("message", failure.message)
      }
    }

    private func ask(
      _ witness: WitnessPolicy.Member, _ cosigning: Cosigning, _ origin: String
    ) throws(LedgerError) -> UInt64 {
      let prefix = witness.url.hasSuffix("/") ? String(witness.url.dropLast()) : witness.url
      let client = HTTPClient()
      return try cosigning.ask(witness) { (request) throws(LedgerError) in
        do throws(HTTPError) {
          let answer = try client.post(
            "\(prefix)/add-checkpoint", request.bytes, contentType: "text/plain; charset=utf-8",
            limit: AddCheckpointRequest.byteCountMax)
          if answer.status == 200, WebFiles.isPage(answer.body) { throw WebFiles.page(at: prefix) }
          return Cosigning.Answer(status: answer.status, body: answer.body)
        } catch {
          throw LedgerError(
            .inputOutput, "E95", "网络读取失败（\(error.message.zh)）", "reading over the network failed (\(error.message.en))")
        }
      } latest: { () throws(LedgerError) in
        // Not of the protocol: a witness of another make has no such page, and what it refuses is then told, not believed.
        try WebFiles("\(prefix)/\(WitnessStore.name(origin))").read("checkpoint", limit: 1 << 16)
      }
    }
  }

  struct Request: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "request",
      abstract: say("写出请求，带给不联网的见证人", "Write a request to carry to a witness without a network."),
      discussion: say(
        "例：taizhang witness request --old 1200 --into usb/request；taizhang witness request --old 1200 --format paper | lp",
        "Example: taizhang witness request --old 1200 --into usb/request; taizhang witness request --old 1200 --format paper | lp"
      ))

    @OptionGroup var common: CommonOptions
    @Option(help: .init(say("见证人上次见证到多少条；没有则为0", "How many entries it cosigned last; 0 for none."), valueName: "size"))
    var old: UInt64?
    @Option(
      help: .init(
        say("见证人在规则中的名称：自动得知上次大小", "The witness's name in the policy: its last size is known then."), valueName: "name")
    )
    var witness: String?
    @Option(help: .init(say("写入文件（默认标准输出）", "File to write (standard output by default)."), valueName: "file"))
    var into: String?
    @Option(help: .init(say("plain：原文；paper：原文加二维码；svg：二维码", "plain, paper (with a QR code), or svg."))) var format =
      CarriedFormat.plain

    func run() throws {
      if let into { try Files.refuseToOverwrite(into) }
      let cosigning = Cosigning(try common.open())
      let request = try cosigning.request(from: try old ?? known(cosigning))
      let bytes = try format.bytes(request.bytes)
      guard let into else { return Output.write(bytes: bytes) }
      try Files.create(into, bytes)
      if common.json {
        Output.json {
          $0.member("file", into)
          $0.member("old", Int64(clamping: request.oldSize))
        }
      } else {
        Output.line(say("请求已写入：\(into)", "the request is in: \(into)"))
      }
    }

    private func known(_ cosigning: Cosigning) throws -> UInt64 {
      guard let witness else { return 0 }
      let name = Array(witness.utf8)
      guard let member = try cosigning.policy()?.witnesses.first(where: { $0.name == name || $0.key.name == witness })
      else {
        throw LedgerError(
          .refused, "E55", "见证规则中没有“\(witness)”", "the policy knows no \"\(witness)\"")
      }
      return try cosigning.knownSize(member.key)
    }
  }

  struct Take: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "take", abstract: say("收下不联网的见证人带回的签名", "Take in what a witness without a network signed."),
      discussion: say("例：taizhang witness take usb/cosigned", "Example: taizhang witness take usb/cosigned"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .init(say("见证人写出的文件", "What the witness wrote."))) var file: String

    func run() throws {
      let (size, keys) = try Cosigning(try common.open()).keep(file: try Files.read(file, limit: 1 << 16))
      if common.json {
        return Output.json {
          $0.strings("witnesses", keys.map(\.name))
          $0.member("size", Int64(clamping: size))
        }
      }
      let names = keys.map(\.name).joined(separator: ", ")
      Output.line(say("已收下：\(names)见证\(size)条", "taken in: \(names) cosigned \(size) entries"))
    }
  }
}
