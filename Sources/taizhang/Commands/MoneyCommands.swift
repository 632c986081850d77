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
  @Argument(help: .init(say("编号", "A reference."))) var reference: String

  func run() throws {
    let trail = try reading.view().trace(reference)
    if reading.common.json { return printJSON(trail) }
    Output.line("\(reference)  \(ViewQuery.yuan(trail.trace.amountFen))\(say("元", " yuan"))")
    Output.line(say("来源：", "from: ") + trail.trace.sources.joined(separator: " "))
    Output.line(say("去向：", "to: ") + trail.trace.projects.joined(separator: " "))
    for step in trail.steps { printStep(step) }
    if let place = trail.steps.last?.acts.last?.place {
      Output.hint("taizhang prove \(place)", "taizhang prove \(place)")
    }
  }

  /// A line for the step, then one for each entry that proves it.
  private func printStep(_ step: MoneyTrail.Step) {
    let station = step.station
    var parts = [
      Self.label(station.kind), station.reference, "\(ViewQuery.yuan(station.amountFen))\(say("元", " yuan"))",
    ]
    if let counterpart = station.counterpart {
      parts.append(
        station.kind == .integration
          ? say("纳入\(counterpart)", "into \(counterpart)") : say("来自\(counterpart)", "from \(counterpart)"))
    }
    if !station.documents.isEmpty {
      parts.append(say("凭据：", "documents: ") + station.documents.joined(separator: say("、", ", ")))
    }
    Output.line("")
    Output.line(parts.joined(separator: "  "))
    for act in step.acts {
      let label = Labels.type(act.event.type)
      let signers = act.header.signers.joined(separator: say("、", ", "))
      Output.line("  \(act.place)  \(act.event.time.day.text)  \(label)")
      Output.line(
        say(
          "      经办：\(act.doer)（\(act.event.basis.label.spoken)）　签名：\(signers)",
          "      done by: \(act.doer) (\(act.event.basis.label.spoken))  signed by: \(signers)"))
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
