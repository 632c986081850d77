import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

extension AnchorCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("列出锚定，以及逾期未锚定的时段", "List anchors, and stretches that waited too long for one."),
      discussion: say(
        "例：taizhang anchor list --within 24\n退出码：0 无逾期；1 有逾期或时间矛盾；2 有锚定不成立",
        "Example: taizhang anchor list --within 24\nExit: 0 none waited too long; 1 some did, or times contradict each other; 2 an anchor does not hold"
      ))

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var witnesses: AnchorPolicyOption
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
      let times = try witnesses.times(view)
      let now = SuppliedClock.environmentTime ?? SystemClock().now()
      let gaps = try times.gaps(view, hours: within, now: reading.asOf == nil ? now : view.recorded)
      let failed = times.failed + (try authorities.map { try notByAuthority(times, $0) } ?? [])
      let contradictions = try times.recorded.map { place in try times.contradiction(of: place, view) }
      let anchors = Array(zip(times.recorded, contradictions))
      if reading.common.json { printJSON(anchors, gaps, failed) } else { printText(anchors, gaps, failed) }
      if !failed.isEmpty { throw ExitStatus.integrity }
      if !gaps.isEmpty || contradictions.contains(where: { $0 != nil }) { throw ExitStatus.no }
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
      _ anchors: [(AnchorTimes.Recorded, Bilingual?)], _ gaps: [AnchorTimes.Gap],
      _ failed: [(event: String, reason: LedgerError)]
    ) {
      for (place, contradiction) in anchors {
        let size = place.anchor.checkpoint.size
        Output.line(
          "\(place.event)  \(place.label.spoken)  \(place.anchor.time.beijingText)  "
            + say("前\(size)条", "first \(size)") + (place.counts ? "" : say("  不计", "  does not count")))
        if let contradiction { Output.line(say("  ！时间矛盾：", "  ! ") + contradiction.spoken) }
      }
      for (event, reason) in failed { Output.line("L07 \(event)  \(reason.message.spoken)") }
      for gap in gaps {
        let end = gap.to?.beijingText ?? say("至今", "now")
        Output.line(
          say(
            "L12 第\(gap.seq)条起超过\(within)小时没有锚定：\(gap.from.beijingText)—\(end)",
            "L12 from entry \(gap.seq) on, over \(within) hours without an anchor: \(gap.from.beijingText) - \(end)"))
      }
      if anchors.isEmpty { Output.line(say("没有锚定", "no anchors")) }
    }

    private func printJSON(
      _ anchors: [(AnchorTimes.Recorded, Bilingual?)], _ gaps: [AnchorTimes.Gap],
      _ failed: [(event: String, reason: LedgerError)]
    ) {
      Output.json { writer in
        writer.member("ok", gaps.isEmpty && failed.isEmpty && anchors.allSatisfy { $0.1 == nil })
        writer.name("anchors")
        writer.array { writer in
          for (place, contradiction) in anchors {
            writer.object {
              $0.member("event", place.event)
              $0.member("kind", place.anchor.kind.rawValue)
              $0.member("size", Int64(clamping: place.anchor.checkpoint.size))
              $0.member("time", place.anchor.time.utcText)
              if let by = place.anchor.by {
                $0.member("by", by)
                $0.member("listed", !place.isUnlisted)
              }
              $0.member("counts", place.counts)
              if let contradiction { $0.member("contradiction", contradiction) }
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

extension AnchorTimes.Recorded {
  /// The kind, who where it is known, and whether anybody knows them.
  var label: Bilingual {
    let kind =
      switch anchor.kind {
      case .tsa: Bilingual("时间戳", "time stamp")
      case .witness: Bilingual("见证人\(anchor.by ?? "")", "witness \(anchor.by ?? "")")
      case .paper: Bilingual("纸质", "paper")
      }
    guard isUnlisted else { return kind }
    return Bilingual(
      "\(kind.zh)〔未列入见证策略：只凭记录者一面之词〕", "\(kind.en) [not listed: only the word of who recorded it]")
  }
}

/// Whose word counts among the witnesses of anchors.
struct AnchorPolicyOption: ParsableArguments {
  @Option(
    help: .init(
      say(
        "见证策略文件（C2SP tlog-policy）：未列入的见证人不算；默认用账本采用的",
        "A policy (C2SP tlog-policy): witnesses that it does not list do not count. By default the one that the ledger adopted."
      ),
      valueName: "file"))
  var policy: String?

  /// The anchors that a moment knows, by this policy.
  func times(_ view: LedgerView) throws(LedgerError) -> AnchorTimes {
    guard let policy else { return try AnchorTimes(view) }
    return try AnchorTimes(view, policy: Cosigning.read(policy, for: view.ledger.about.origin))
  }
}
