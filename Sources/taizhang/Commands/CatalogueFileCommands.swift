import ArgumentParser
import Assistance
import EventSourcing
import Law
import YAMLText

/// For whoever changes a catalogue: what its files say, whether it holds, how it differs.
extension CatalogueCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: say("检查事件目录的文件", "Check a catalogue's files."),
      discussion: say(
        "例：taizhang catalogue check Sources/Assistance/Programme/catalogue",
        "Example: taizhang catalogue check Sources/Assistance/Programme/catalogue"))

    @OptionGroup var folder: CatalogueFolder

    func run() throws {
      let catalogue = try folder.read()
      let counts = (catalogue.types.count, catalogue.codelists.count, catalogue.prefixes.count)
      Output.line(
        say(
          "目录成立：\(counts.0)种事件，\(counts.1)张代码表，\(counts.2)个前缀",
          "it holds: \(counts.0) types, \(counts.1) codelists, \(counts.2) prefixes"))
    }
  }

  struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compile", abstract: say("把目录文件写成规范JSON", "Write a catalogue's files as canonical JSON."),
      discussion: say(
        "例：taizhang catalogue compile Sources/Assistance/Programme/catalogue",
        "Example: taizhang catalogue compile Sources/Assistance/Programme/catalogue"))

    @OptionGroup var folder: CatalogueFolder

    func run() throws { Output.write(bytes: try folder.read().jsonBytes + [0x0A]) }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: say("目录文件与本程序目录的差别", "How a catalogue's files differ from this program's."),
      discussion: say(
        "例：taizhang catalogue diff Sources/Assistance/Programme/catalogue",
        "Example: taizhang catalogue diff Sources/Assistance/Programme/catalogue"))

    @OptionGroup var folder: CatalogueFolder

    func run() throws {
      let changes = Catalogue.current.changes(to: try folder.read())
      if changes.isEmpty { return Output.line(say("没有差别", "no difference")) }
      for change in changes { Output.line("\(change.sign) \(change.path)") }
    }
  }
}

struct CatalogueFolder: ParsableArguments {
  @Argument(help: .init(say("有catalogue.yaml的文件夹", "The folder with catalogue.yaml."))) var folder: String
  @Option(name: .long, help: .hidden) var lang: String?

  func read() throws -> Catalogue { try CatalogueFiles(folder: folder).read() }
}
