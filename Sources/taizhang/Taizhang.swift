import ArgumentParser
import EventSourcing
import Ledger

@main
enum Main {
  static func main() async {
    do {
      var command = try Taizhang.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      Output.flush()
    } catch {
      Failure.exit(with: error)
    }
  }
}

struct Taizhang: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "taizhang",
    abstract: say("台账：不可改、可核验、可重放的帮扶台账", "Registers that cannot be altered and that anyone can check."),
    discussion: say(
      """
      五分钟上手：
        taizhang init
        taizhang person add p-0001 --name 张三 --role handler --org org-authority
        taizhang record visit.recorded --subject hh-0001 visitor=p-0001 minutes=45
        taizhang show hh-0001
        taizhang verify
      """,
      """
      The first five minutes:
        taizhang init
        taizhang person add p-0001 --name 张三 --role handler --org org-authority
        taizhang record visit.recorded --subject hh-0001 visitor=p-0001 minutes=45
        taizhang show hh-0001
        taizhang verify
      """),
    version: "1.0.0",
    groupedSubcommands: [
      CommandGroup(
        name: say("建账与人员", "Founding and people"), subcommands: [InitCommand.self, KeyCommand.self]),
      CommandGroup(name: say("记账", "Recording"), subcommands: [AppendCommand.self, ImportCommand.self]),
      CommandGroup(
        name: say("查账", "Reading"), subcommands: [LogCommand.self, ShowCommand.self, QueryCommand.self]),
      CommandGroup(
        name: say("核验与维护", "Checking and keeping"), subcommands: [CheckpointCommand.self, RebuildCommand.self, DemoCommand.self]),
    ])
}
