import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct AnchorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anchor", abstract: say("外部锚定：用外部时钟约束账本时间", "Anchors: outside clocks that bound the ledger's own."),
    subcommands: [Record.self, List.self])

  /// The certificates in a file that the user names: that it holds none says nothing of any anchor.
  static func authorities(_ file: String) throws -> [UInt8] {
    let pem = try Files.read(file, limit: 1 << 22)
    guard TimeStampToken.areCertificates(pem: pem) else {
      throw LedgerError(
        .malformed, "E74", "“\(file)”中没有PEM格式的证书", "\"\(file)\" holds no certificate in PEM")
    }
    return pem
  }

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("记录检查点已被外部看到", "Record that a checkpoint was seen outside."),
      discussion: say(
        """
        例（时间戳服务）：
          taizhang checkpoint > cp
          openssl ts -query -data cp -sha256 -cert -out cp.tsq      把 cp.tsq 发给时间戳服务，得到 cp.tsr
          taizhang anchor record --kind tsa --checkpoint cp --token cp.tsr --tsa-ca ca.pem
        例（见证人）：--kind witness --checkpoint 带见证签名的检查点 --token 见证人公钥
        例（纸质）：--kind paper --checkpoint cp --token "某报 2026-11-21 第3版" --time 2026-11-21
        """,
        """
        Example (time-stamp authority):
          taizhang checkpoint > cp
          openssl ts -query -data cp -sha256 -cert -out cp.tsq      send cp.tsq to the authority, which answers cp.tsr
          taizhang anchor record --kind tsa --checkpoint cp --token cp.tsr --tsa-ca ca.pem
        Example (witness): --kind witness --checkpoint COSIGNED --token WITNESS-KEY
        Example (paper): --kind paper --checkpoint cp --token "County News, 2026-11-21, page 3" --time 2026-11-21
        """))

    enum Kind: String, ExpressibleByArgument, CaseIterable {
      case tsa, witness, paper

      var value: Anchor.Kind {
        switch self {
        case .tsa: .tsa
        case .witness: .witness
        case .paper: .paper
        }
      }
    }

    @OptionGroup var writing: WritingOptions
    @Option(help: .init(say("方式：tsa、witness、paper", "Kind: tsa, witness, paper."))) var kind: Kind
    @Option(help: .init(say("检查点文件，一字不差", "The checkpoint's file, byte for byte."), valueName: "file"))
    var checkpoint: String
    @Option(
      help: .init(
        say(
          "时间戳文件；见证人公钥或其文件；纸质则为说明",
          "The time stamp's file; the witness's key or its file; of paper, what was printed where.")))
    var token: String
    @Option(help: .init(say("时间戳机构证书（PEM）", "Certificates of the authority (PEM)."), valueName: "file")) var tsaCa:
      String?
    @Option(help: .init(say("见证单位：编号或名称", "The witness: reference or name."), valueName: "org")) var witness:
      SubjectArgument?
    @Option(help: .init(say("纸质公布的时间（默认现在）", "When it was printed (now by default)."))) var time: TimeArgument?

    func validate() throws {
      if tsaCa != nil, kind != .tsa {
        throw ValidationError("--tsa-ca 用于 --kind tsa", "--tsa-ca goes with --kind tsa")
      }
      if time != nil, kind != .paper {
        throw ValidationError("--time 用于 --kind paper", "--time goes with --kind paper")
      }
      try time?.check("--time")
    }

    func run() throws {
      let session = try writing.session()
      var seen = Anchoring.Seen(
        kind: kind.value, checkpoint: try Files.read(checkpoint, limit: 1 << 16), token: try tokenText())
      seen.authorities = try tsaCa.map(AnchorCommand.authorities)
      seen.witness = try witness?.found(by: session.finder(), among: ["org"])
      seen.time = try time?.eventTime("--time", today: writing.now().beijingDay)
      let (receipt, anchor) = try Anchoring(session).record(
        seen,
        keys: try writing.keys(
          session, toRecord: [PlainEvent("anchor.recorded", Reference.ledger, time: session.now().beijingText) { _ in }]
        ), lateReason: writing.lateReason)
      writing.close(session)
      if writing.common.json {
        Output.json {
          $0.member("seq", Int64(clamping: receipt.seq))
          $0.member("size", Int64(clamping: anchor.checkpoint.size))
          $0.member("time", anchor.time.utcText)
        }
      } else {
        Output.line(
          say(
            "已记录：第\(receipt.seq)条；前\(anchor.checkpoint.size)条不晚于\(anchor.time.beijingText)",
            "recorded: entry \(receipt.seq); the first \(anchor.checkpoint.size) entries were there by \(anchor.time.beijingText)"
          ))
      }
      if kind == .tsa, tsaCa == nil {
        Output.diagnostic(
          say("未核对时间戳机构的签名（未给 --tsa-ca）", "the authority's signature was not checked (no --tsa-ca given)"))
      }
    }

    /// The token as the event holds it.
    private func tokenText() throws -> String {
      switch kind {
      case .paper: return token
      case .tsa: return Base64.encode(try Files.read(token, limit: TimeStampToken.byteCountMax))
      case .witness:
        if (try? CosignerKey(token)) != nil { return token }
        let bytes = try Files.read(token, limit: 4096)
        return String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
      }
    }
  }
}
