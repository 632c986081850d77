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
    let trace = try reading.view().trace(reference)
    if reading.common.json { return printJSON(trace) }
    Output.line("\(reference)  \(ViewQuery.yuan(trace.amountFen))\(say("元", " yuan"))")
    Output.line(say("来源：", "from: ") + trace.sources.joined(separator: " "))
    Output.line(say("去向：", "to: ") + trace.projects.joined(separator: " "))
    var text = TextTable(header: [
      say("环节", "step"), say("编号", "reference"), say("金额（元）", "yuan"), say("对方", "counterpart"),
      say("凭据", "documents"), say("经手人", "persons"), say("条目", "entries"),
    ])
    for step in trace.steps {
      text.add([
        Self.label(step.kind), step.reference, ViewQuery.yuan(step.amountFen), step.counterpart ?? "",
        step.documents.joined(separator: " "), step.persons.joined(separator: " "), step.places.joined(separator: " "),
      ])
    }
    Output.write(text.text)
    if let place = trace.steps.last?.places.last { Output.hint("taizhang prove \(place)", "taizhang prove \(place)") }
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

  private func printJSON(_ trace: MoneyTrace) {
    Output.json {
      $0.member("reference", trace.reference)
      $0.member("amount_fen", trace.amountFen)
      $0.strings("sources", trace.sources)
      $0.strings("projects", trace.projects)
      $0.name("steps")
      $0.array { writer in
        for step in trace.steps {
          writer.object {
            $0.member("kind", step.kind.rawValue)
            $0.member("reference", step.reference)
            if let counterpart = step.counterpart { $0.member("counterpart", counterpart) }
            $0.member("amount_fen", step.amountFen)
            $0.strings("entries", step.places)
            $0.strings("documents", step.documents)
            $0.strings("persons", step.persons)
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
}
