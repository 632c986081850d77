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
    @Option(help: .init(say("见证单位编号", "The witness's reference."), valueName: "org")) var witness: String?
    @Option(help: .init(say("纸质公布的时间（默认现在）", "When it was printed (now by default)."))) var time: String?

    func validate() throws {
      if tsaCa != nil, kind != .tsa {
        throw ValidationError("--tsa-ca 用于 --kind tsa", "--tsa-ca goes with --kind tsa")
      }
      if time != nil, kind != .paper {
        throw ValidationError("--time 用于 --kind paper", "--time goes with --kind paper")
      }
    }

    func run() throws {
      let session = try writing.session()
      var seen = Anchoring.Seen(
        kind: kind.value, checkpoint: try Files.read(checkpoint, limit: 1 << 16), token: try tokenText())
      seen.authorities = try tsaCa.map(AnchorCommand.authorities)
      seen.witness = witness
      seen.time = time
      let (receipt, anchor) = try Anchoring(session).record(
        seen, keys: try writing.keys(session.ledger), lateReason: writing.lateReason)
      try session.close()
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

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("列出锚定，以及逾期未锚定的时段", "List anchors, and stretches that waited too long for one."),
      discussion: say(
        "例：taizhang anchor list --within 24\n退出码：0 无逾期；1 有逾期；2 有锚定不成立",
        "Example: taizhang anchor list --within 24\nExit: 0 none waited too long; 1 some did; 2 an anchor does not hold"
      ))

    @OptionGroup var reading: ReadingOptions
    @Option(help: .init(say("最长等待小时数", "The longest wait in hours."), valueName: "hours")) var within: Int64 = 24
    @Option(help: .init(say("时间戳机构证书（PEM）", "Certificates of the authority (PEM)."), valueName: "file")) var tsaCa:
      String?

    func validate() throws {
      if !(1...87_600).contains(within) {
        throw ValidationError("--within 应为1至87600小时", "--within takes 1 to 87600 hours")
      }
      try SuppliedClock.checkEnvironment()
    }

    func run() throws {
      let authorities = try tsaCa.map(AnchorCommand.authorities)
      let view = try reading.view()
      let times = try AnchorTimes(view)
      let now = SuppliedClock.environmentTime ?? SystemClock().now()
      let gaps = try times.gaps(view, hours: within, now: reading.asOf == nil ? now : view.recorded)
      let failed = times.failed + (try authorities.map { try notByAuthority(times, $0) } ?? [])
      if reading.common.json { printJSON(times, gaps, failed) } else { printText(times, gaps, failed) }
      if !failed.isEmpty { throw ExitStatus.integrity }
      if !gaps.isEmpty { throw ExitStatus.no }
    }

    /// Time stamps that the authorities given did not sign.
    private func notByAuthority(
      _ times: AnchorTimes, _ authorities: [UInt8]
    ) throws -> [(event: String, reason: LedgerError)] {
      var failed: [(event: String, reason: LedgerError)] = []
      for place in times.recorded where place.anchor.kind == .tsa {
        do throws(LedgerError) { try place.anchor.check(authorities: authorities) } catch {
          failed.append((place.event, error))
        }
      }
      return failed
    }

    private func printText(
      _ times: AnchorTimes, _ gaps: [AnchorTimes.Gap], _ failed: [(event: String, reason: LedgerError)]
    ) {
      for place in times.recorded {
        let size = place.anchor.checkpoint.size
        Output.line(
          "\(place.event)  \(place.anchor.label.spoken)  \(place.anchor.time.beijingText)  "
            + say("前\(size)条", "first \(size)"))
      }
      for (event, reason) in failed { Output.line("L07 \(event)  \(reason.message.spoken)") }
      for gap in gaps {
        let end = gap.to?.beijingText ?? say("至今", "now")
        Output.line(
          say(
            "L12 第\(gap.seq)条起超过\(within)小时没有锚定：\(gap.from.beijingText)—\(end)",
            "L12 from entry \(gap.seq) on, over \(within) hours without an anchor: \(gap.from.beijingText) - \(end)"))
      }
      if times.recorded.isEmpty { Output.line(say("没有锚定", "no anchors")) }
    }

    private func printJSON(
      _ times: AnchorTimes, _ gaps: [AnchorTimes.Gap], _ failed: [(event: String, reason: LedgerError)]
    ) {
      Output.json { writer in
        writer.member("ok", gaps.isEmpty && failed.isEmpty)
        writer.name("anchors")
        writer.array { writer in
          for place in times.recorded {
            writer.object {
              $0.member("event", place.event)
              $0.member("kind", place.anchor.kind.rawValue)
              $0.member("size", Int64(clamping: place.anchor.checkpoint.size))
              $0.member("time", place.anchor.time.utcText)
              if let by = place.anchor.by { $0.member("by", by) }
            }
          }
        }
        writer.name("failed")
        writer.array { writer in
          for (event, reason) in failed {
            writer.object {
              $0.member("event", event)
              $0.member("message", reason.message)
            }
          }
        }
        writer.name("gaps")
        writer.array { writer in
          for gap in gaps {
            writer.object {
              $0.member("seq", Int64(clamping: gap.seq))
              $0.member("from", gap.from.utcText)
              if let to = gap.to { $0.member("to", to.utcText) }
            }
          }
        }
      }
    }
  }
}

extension Anchor {
  /// The kind, and who where it is known.
  var label: Bilingual {
    switch kind {
    case .tsa: Bilingual("时间戳", "time stamp")
    case .witness: Bilingual("见证人\(by ?? "")", "witness \(by ?? "")")
    case .paper: Bilingual("纸质", "paper")
    }
  }
}
