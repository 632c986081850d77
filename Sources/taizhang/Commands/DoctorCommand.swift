import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: say("检查账本的运行环境", "Look after the ledger's surroundings."),
    discussion: say(
      "例：taizhang doctor\n查权限、密钥、写入锁、派生数据、账本外检查点、磁盘和时钟；内容是否完整请用 verify。退出码：0 无须处理（[注意]只是提醒）；1 有[处理]",
      "Example: taizhang doctor\nIt looks at permissions, keys, lock, derived state, outside checkpoint, disk and clock; the content is for verify. Exit: 0 nothing is wrong ([look] is a reminder); 1 an [act]"
    ))

  @OptionGroup var common: CommonOptions

  func run() throws {
    // What this machine remembers is one of the things looked at: a contradiction must not keep the rest from being said.
    let ledger = try Ledger.open(common.path, domain: AssistanceDomain(), access: .asFound)
    Output.mark(try ledger.purpose())
    let items = try Checkup(ledger, now: SystemClock().now()).items()
    if common.json { printJSON(items) } else { printText(items) }
    if items.contains(where: { $0.verdict == .bad }) { throw ExitStatus.no }
  }

  private func printText(_ items: [CheckupItem]) {
    for item in items {
      let mark =
        switch item.verdict {
        case .good: say("好", "good")
        case .attention: say("注意", "look")
        case .bad: say("处理", "act")
        }
      Output.line("[\(mark)] \(item.message.spoken)")
    }
    Output.line(say("taizhang \(ProductVersion.text)", "taizhang \(ProductVersion.text)"))
    Output.hint("taizhang verify", "taizhang verify")
  }

  private func printJSON(_ items: [CheckupItem]) {
    Output.json { writer in
      writer.member("ok", !items.contains { $0.verdict == .bad })
      writer.member("version", ProductVersion.text)
      writer.name("items")
      writer.array { writer in
        for item in items {
          writer.object {
            $0.member("id", item.id)
            $0.member("verdict", item.verdict.rawValue)
            $0.member("message", item.message)
          }
        }
      }
    }
  }
}
