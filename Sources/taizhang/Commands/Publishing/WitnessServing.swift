import ArgumentParser
import EventSourcing
import Glibc
import HTTP
import Ledger
import TransparencyLog

extension WitnessCommand {
  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve", abstract: say("提供见证服务（C2SP tlog-witness）", "Serve as a witness (C2SP tlog-witness)."),
      discussion: say(
        """
        例：taizhang witness serve --store witness --log checkpoint.vkey --listen 127.0.0.1:8417
        POST /add-checkpoint；GET /<账本名称的SHA-256>/checkpoint 为最近见证的检查点。HTTPS由前置代理提供。
        """,
        """
        Example: taizhang witness serve --store witness --log checkpoint.vkey --listen 127.0.0.1:8417
        POST /add-checkpoint; GET /<SHA-256 of the origin>/checkpoint is the last one cosigned. A proxy before it provides HTTPS.
        """))

    @OptionGroup var store: WitnessStoreOptions
    @Option(
      parsing: .upToNextOption,
      help: .init(
        say("所见证账本的检查点公钥或其文件，可多个", "Checkpoint keys of the ledgers to witness, or their files."), valueName: "key"))
    var log: [String] = []
    @Option(help: .init(say("监听地址", "Where to listen."), valueName: "ip:port")) var listen = "127.0.0.1:8417"

    func run() throws {
      let witness = try store.open(log)
      let parts = listen.split(separator: ":")
      guard parts.count == 2, let port = Int(parts[1]) else {
        throw ValidationError("--listen 应为 IP:端口", "--listen takes IP:PORT")
      }
      let server: HTTPServer
      do {
        server = try HTTPServer(
          host: String(parts[0]), port: port, bodyByteCountMax: AddCheckpointRequest.byteCountMax
        ) { Self.answer($0, witness) }
      } catch {
        throw LedgerError(.inputOutput, "E97", "无法监听（\(error.message.zh)）", "cannot listen (\(error.message.en))")
      }
      Output.line("http://\(parts[0]):\(server.port)")
      Output.flush()
      server.serve()
    }

    private static func answer(_ request: HTTPRequest, _ witness: WitnessStore) -> HTTPResponse {
      do throws(LedgerError) {
        let parts = request.path.split(separator: "/")
        switch (request.method, parts.last) {
        case ("POST", "add-checkpoint"):
          let reply = try witness.add(request.body, time: WitnessStoreOptions.time())
          if let refusal = reply.refusal { Failure.report(refusal) }
          return HTTPResponse(status: reply.status, contentType: reply.contentType, body: reply.body)
        case ("GET", "checkpoint") where parts.count >= 2:
          guard let note = try witness.latest(named: String(parts[parts.count - 2])) else {
            return HTTPResponse(status: 404)
          }
          return HTTPResponse(status: 200, body: note)
        default: return HTTPResponse(status: 404)
        }
      } catch {
        Failure.report(error)
        return HTTPResponse(status: 500)
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: say("不联网的见证人：见证带来的检查点", "A witness without a network: cosign what was carried here."),
      discussion: say(
        """
        例：taizhang witness add --file usb/request --log checkpoint.vkey --store witness --into usb/cosigned
        request 由 taizhang witness request 写出，或扫描纸面二维码得到。分叉一律拒绝，双方检查点为证（退出码2）；比已见证的更旧的检查点不见证，也不说明账本有错（退出码1）。
        """,
        """
        Example: taizhang witness add --file usb/request --log checkpoint.vkey --store witness --into usb/cosigned
        The request is written by taizhang witness request, or scanned off paper. A fork is refused, both checkpoints being the evidence (exit 2). One older than the one cosigned last is not cosigned and accuses nobody (exit 1).
        """))

    @OptionGroup var store: WitnessStoreOptions
    @Option(
      parsing: .upToNextOption,
      help: .init(
        say("所见证账本的检查点公钥或其文件，可多个", "Checkpoint keys of the ledgers to witness, or their files."), valueName: "key"))
    var log: [String] = []
    @Option(help: .init(say("请求文件", "The request."), valueName: "file")) var file: String
    @Option(help: .init(say("写入文件（默认标准输出）", "File to write (standard output by default)."), valueName: "file"))
    var into: String?
    @Option(help: .init(say("plain：原文；paper：原文加二维码；svg：二维码", "plain, paper (with a QR code), or svg."))) var format =
      CarriedFormat.plain
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false

    func run() throws {
      // Before anything is cosigned: a witness signs once.
      if let into { try Files.refuseToOverwrite(into) }
      let body = try Files.read(file, limit: AddCheckpointRequest.byteCountMax)
      let reply = try store.open(log).add(body, time: WitnessStoreOptions.time())
      if let refusal = reply.refusal {
        if json { Self.printJSON(refusal) }
        throw refusal
      }
      guard let cosigned = reply.cosigned, let request = try? AddCheckpointRequest(parsing: body) else { return }
      let note = request.checkpoint + reply.body
      if let into { try Files.create(into, try format.bytes(note)) }
      if json {
        Output.json {
          $0.member("ok", true)
          $0.member("origin", cosigned.origin)
          $0.member("size", Int64(clamping: cosigned.size))
          $0.member("checkpoint", String(decoding: note, as: UTF8.self))
        }
      } else if into == nil {
        Output.write(bytes: try format.bytes(note))
      } else {
        Output.line(
          say("已见证：\(cosigned.origin)，\(cosigned.size)条", "cosigned: \(cosigned.origin), \(cosigned.size) entries"))
      }
    }

    private static func printJSON(_ refusal: LedgerError) {
      Output.json {
        $0.member("ok", false)
        $0.member("code", refusal.code)
        $0.member("message", refusal.message)
        $0.name("evidence")
        $0.array { for note in refusal.evidence { $0.string(String(decoding: note, as: UTF8.self)) } }
      }
    }
  }
}
