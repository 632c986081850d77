import ArgumentParser
import EventSourcing
import Glibc
import Ledger

@main
enum Main {
  static func main() async {
    // A limit on file sizes (ulimit -f) is an error to tell, not an end without a word.
    signal(SIGXFSZ, SIG_IGN)
    ProcessSafety.keepMemoryPrivate()
    ProcessSafety.guardAgainstCrashes()
    do {
      try ArgumentTexts.check(CommandLine.arguments)
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
        taizhang household add hh-0001 --place 621021103204
        taizhang record visit.recorded --subject hh-0001 minutes=45 --sign p-0001
        taizhang show hh-0001
        taizhang verify
      补全：taizhang --generate-completion-script bash|zsh|fish
      """,
      """
      The first five minutes:
        taizhang init
        taizhang person add p-0001 --name 张三 --role handler --org org-authority
        taizhang household add hh-0001 --place 621021103204
        taizhang record visit.recorded --subject hh-0001 minutes=45 --sign p-0001
        taizhang show hh-0001
        taizhang verify
      Completions: taizhang --generate-completion-script bash|zsh|fish
      """),
    version: ProductVersion.text,
    subcommands: LaterCommands.all,
    groupedSubcommands: [
      CommandGroup(
        name: say("建账与人员", "Founding and people"),
        subcommands: [
          InitCommand.self, PersonCommand.self, OrgCommand.self, DutyCommand.self, HouseholdCommand.self,
          VillageCommand.self, RegionCommand.self, KeyCommand.self,
        ]),
      CommandGroup(
        name: say("记账", "Recording"),
        subcommands: [
          RecordCommand.self, CorrectCommand.self, VoidCommand.self, ImportCommand.self, AppendCommand.self,
          TxCommand.self,
        ]),
      CommandGroup(
        name: say("签字", "Signing"),
        subcommands: [InboxCommand.self, SignoffCommand.self, WhoMayCommand.self, MayCommand.self]),
      CommandGroup(
        name: say("查账", "Reading"),
        subcommands: [
          LogCommand.self, ShowCommand.self, QueryCommand.self, TraceCommand.self, DiffCommand.self,
          ExplainCommand.self,
        ]),
      CommandGroup(
        name: say("核验与证明", "Checking and proving"),
        subcommands: [
          VerifyCommand.self, ScenarioCommand.self, CheckpointCommand.self, AttestCommand.self, AnchorCommand.self,
          ProveCommand.self, CheckCommand.self,
        ]),
      CommandGroup(
        name: say("维护", "Keeping"),
        subcommands: [
          PublishCommand.self, FollowCommand.self, WitnessCommand.self, RebuildCommand.self, BackupCommand.self,
          RestoreCommand.self, DoctorCommand.self, CatalogueCommand.self,
          PackCommand.self, DemoCommand.self, ManCommand.self,
        ]),
    ])
}

enum ProductVersion {
  static let text = "1.0.0"
}
