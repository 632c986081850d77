import Law
import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: say("资金来龙去脉", "Where money came from and went to."),
    discussion: say(
      "例：taizhang trace pay-0001；从支付、分配、项目、资金或资金下达出发均可",
      "Example: taizhang trace pay-0001; it begins at a payment, an allocation, a project, a fund line or an appropriation"
    ))

  @OptionGroup var reading: ReadingOptions
  @Argument(help: .init(say("编号或名称", "A reference or a name."))) var what: SubjectArgument

  func run() throws {
    let named = try reading.named()
    let trail = try named.view.trace(try what.found(by: named.finder))
    if reading.common.json { return printJSON(trail) }
    try printSummary(trail.trace, named.names)
    for step in trail.steps { try printStep(step, named) }
    if let place = trail.steps.last?.acts.last?.place {
      Output.hint("taizhang prove \(place)", "taizhang prove \(place)")
    }
  }

  private static func yuan(_ fen: Int64) -> String { "\(ViewQuery.yuan(fen))\(say("元", " yuan"))" }

  /// What it is about, what of it is still there, where it came from and where it really went.
  private func printSummary(_ trace: MoneyTrace, _ names: SubjectNames) throws {
    var parts = [try names.label(trace.reference, Speech.language), Self.yuan(trace.amountFen)]
    if let state = trace.state { parts.append(state.label.spoken) }
    let isPayment = Reference.prefix(trace.reference) == "pay"
    if isPayment || trace.netFen != trace.amountFen {
      parts.append(say("净额 ", "net ") + Self.yuan(trace.netFen))
    }
    if !isPayment { parts.append(say("已付净额 ", "paid, net ") + Self.yuan(trace.paidFen)) }
    Output.line(parts.joined(separator: "  "))
    Output.line(say("来源：", "from: ") + (try names.labels(trace.sources, Speech.language)))
    let state = trace.state?.label ?? Bilingual("", "")
    let nowhere = say("无（\(state.zh)，没有付出）", "nowhere (\(state.en), nothing went out)")
    Output.line(
      say("去向：", "to: ")
        + (trace.projects.isEmpty && isPayment ? nowhere : try names.labels(trace.projects, Speech.language)))
  }

  /// A line for the step, then one for each entry that proves it.
  private func printStep(_ step: MoneyTrail.Step, _ named: NamedView) throws {
    let (station, names) = (step.station, named.names)
    var parts = [
      Self.label(station.kind), try names.label(station.reference, Speech.language), Self.yuan(station.amountFen),
    ]
    if let state = station.state { parts.append(state.label.spoken) }
    if station.netFen != station.amountFen {
      parts.append(
        station.kind == .contract
          ? say("已付净额 ", "paid, net ") + Self.yuan(station.netFen) : say("净额 ", "net ") + Self.yuan(station.netFen))
    }
    if let counterpart = station.counterpart {
      let other = try names.label(counterpart, Speech.language)
      parts.append(
        station.kind == .integration ? say("纳入\(other)", "into \(other)") : say("来自\(other)", "from \(other)"))
    }
    if !station.documents.isEmpty {
      parts.append(say("凭据：", "documents: ") + station.documents.joined(separator: say("、", ", ")))
    }
    Output.line("")
    Output.line(parts.joined(separator: "  "))
    for act in step.acts {
      let label = Labels.type(act.event.type)
      let doer = try names.label(act.doer, Speech.language)
      let signers = try names.labels(act.header.signers, Speech.language)
      Output.line("  \(act.place)  \(act.event.time.day.text)  \(label)")
      for mark in try names.marks(try Amendments.of(act, named.view)) {
        Output.line(say("      【\(mark.title)】\(mark.text)", "      [\(mark.title)] \(mark.text)"))
      }
      Output.line(
        say(
          "      经办：\(doer)（\(act.event.basis.label.spoken)）　签名：\(signers)",
          "      done by: \(doer) (\(act.event.basis.label.spoken))  signed by: \(signers)"))
    }
  }

  private static func label(_ kind: MoneyTraceStep.Kind) -> String {
    switch kind {
    case .appropriation: say("下达", "appropriation")
    case .integration: say("整合", "integration")
    case .fund: say("资金", "fund line")
    case .allocation: say("分配", "allocation")
    case .reallocation: say("调剂", "reallocation")
    case .project: say("项目", "project")
    case .contract: say("合同", "contract")
    case .payment: say("支付", "payment")
    }
  }

  private func printJSON(_ trail: MoneyTrail) {
    Output.json {
      $0.member("reference", trail.trace.reference)
      $0.member("amount_fen", trail.trace.amountFen)
      $0.member("net_fen", trail.trace.netFen)
      $0.member("paid_fen", trail.trace.paidFen)
      if let state = trail.trace.state { $0.member("state", state.code) }
      $0.strings("sources", trail.trace.sources)
      $0.strings("projects", trail.trace.projects)
      $0.name("steps")
      $0.array { writer in
        for step in trail.steps {
          writer.object {
            $0.member("kind", step.station.kind.rawValue)
            $0.member("reference", step.station.reference)
            if let counterpart = step.station.counterpart { $0.member("counterpart", counterpart) }
            $0.member("amount_fen", step.station.amountFen)
            $0.member("net_fen", step.station.netFen)
            if let state = step.station.state { $0.member("state", state.code) }
            $0.strings("entries", step.acts.map(\.place))
            $0.strings("documents", step.station.documents)
            $0.strings("persons", step.acts.map(\.doer))
            $0.acts(step.acts)
          }
        }
      }
    }
  }
}

extension JSONWriter {
  mutating func strings(_ name: String, _ values: [String]) {
    self.name(name)
    array { for value in values { $0.string(value) } }
  }

  /// `"acts"`: what was done, by whom, on what basis, and who signed.
  mutating func acts(_ acts: [EventContext]) {
    name("acts")
    array { writer in
      for act in acts {
        writer.object {
          $0.member("entry", act.place)
          $0.member("type", act.event.type)
          $0.member("day", act.event.time.day.text)
          $0.member("recorded", act.recorded.utcText)
          $0.member("by", act.doer)
          $0.member("basis", act.event.basis.rawValue)
          $0.strings("signers", act.header.signers)
        }
      }
    }
  }
}
