import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct InboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox",
    abstract: say(
      "待我办理：待签、待销号的问题，待批、待付、待对账的款项",
      "What waits for a person: problems to sign or close, payments to approve, make or reconcile."),
    discussion: say("例：taizhang inbox --person p-0003", "Example: taizhang inbox --person p-0003"))

  @OptionGroup var reading: ReadingOptions
  @Option(help: .init(say("人员：编号或姓名", "The person: reference or name."))) var person: SubjectArgument
  @OptionGroup var day: DayOption

  func run() throws {
    let named = try reading.named()
    let view = named.view
    let person = try person.found(by: named.finder, among: ["p"])
    guard try view.row("persons", person) != nil else {
      throw LedgerError(.refused, "E55", "账本中没有人员“\(person)”", "the ledger knows no person \"\(person)\"")
    }
    let items = try view.inbox(of: person, on: try day.value(view))
    if reading.common.json { return printJSON(items, person) }
    if items.isEmpty { return Output.line(say("没有待办", "nothing waits")) }
    var text = TextTable(header: [
      say("编号", "reference"), say("待办", "awaited"), say("岗位", "slot"), say("金额（元）", "yuan"), say("区划", "place"),
      say("下一步", "next"),
    ])
    for item in items {
      let label = Labels.type(item.awaited)
      let slot = item.slot.map { SignOffs.title(ofSlot: $0).spoken } ?? ""
      text.add([
        item.reference, label, slot, item.amountFen.map(ViewQuery.yuan) ?? "",
        item.place.map { named.names.place($0, Speech.language) } ?? "", next(item, person),
      ])
    }
    Output.write(text.text)
    Output.hint(next(items[0], person), next(items[0], person))
  }

  /// What to do: to look first at what is signed, approved or paid; closing and reconciling add nothing to what was signed.
  private func next(_ item: InboxItem, _ person: String) -> String {
    ["problem.closed", "disbursement.reconciled"].contains(item.awaited)
      ? SignoffFile.command(item.awaited, item.reference, slot: item.slot, signer: person)
      : "taizhang signoff show \(item.reference)"
  }

  private func printJSON(_ items: [InboxItem], _ person: String) {
    Output.json { writer in
      writer.member("person", person)
      writer.name("items")
      writer.array { writer in
        for item in items {
          writer.object {
            $0.member("reference", item.reference)
            $0.member("awaited", item.awaited)
            if let slot = item.slot { $0.member("slot", slot) }
            if let amount = item.amountFen { $0.member("amount_fen", amount) }
            if let place = item.place { $0.member("place", place) }
            $0.member("next", next(item, person))
          }
        }
      }
    }
  }
}
