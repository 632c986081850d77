import Law
import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct CatalogueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue", abstract: say("事件目录：有哪些事件，各填什么", "Which events there are and what they hold."),
    subcommands: [List.self, Show.self, Schema.self, Check.self, Compile.self, Diff.self])

  /// The name of the type that a person means, by name or label.
  ///
  /// - Throws: `E66` with the nearest.
  static func type(_ typed: String) throws(LedgerError) -> String {
    let types = Catalogue.current.namedTypes
    guard let name = types.name(meaning: typed) else { throw unknown(typed, types) }
    return name
  }

  private static func unknown(_ typed: String, _ things: NamedThings) -> LedgerError {
    let question = things.question(nearest: typed, otherwise: NamedThings.pause)
    return LedgerError(
      .usage, "E66", "没有事件类型“\(typed)”\(question.zh)全部类型：taizhang catalogue list",
      "there is no type \"\(typed)\"\(question.en) All types: taizhang catalogue list")
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: say("列出全部事件类型", "List every type of event."),
      discussion: say("例：taizhang catalogue list", "Example: taizhang catalogue list"))

    @Flag(name: .long, help: .init(say("以JSON输出整个目录", "Print the whole catalogue as JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() {
      if json { return Output.write(bytes: Catalogue.current.jsonBytes + [0x0A]) }
      var text = TextTable(header: [say("类型", "type"), say("名称", "label"), say("对象", "subject")])
      for type in Catalogue.current.types {
        text.add([type.name, say(type.zh, type.en), type.subjectPrefixes.map { $0 + "-" }.joined(separator: " ")])
      }
      Output.write(text.text)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: say("一种事件的字段和代码", "The fields and codes of a type."),
      discussion: say(
        "例：taizhang catalogue show 走访记录；taizhang catalogue show 岗位",
        "Example: taizhang catalogue show visit.recorded; taizhang catalogue show role"))

    @Argument(help: .init(say("事件类型或代码表：名称或代码", "Type of event, or codelist: name or label."))) var type: String
    @Flag(name: .long, help: .init(say("以JSON Schema输出", "Print its JSON Schema."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws {
      let lists = Catalogue.current.namedLists
      if Catalogue.current.namedTypes.name(meaning: self.type) == nil, !json,
        let list = lists.name(meaning: self.type)
      {
        return Self.show(list)
      }
      let name = try CatalogueCommand.type(self.type)
      guard let type = Catalogue.current.type(name), let schema = Catalogue.current.schema(name) else {
        preconditionFailure("the catalogue has no \(name)")
      }
      if json { return Output.write(bytes: schema + [0x0A]) }
      Output.line("\(type.name)  \(say(type.zh, type.en))")
      var text = TextTable(header: [say("字段", "field"), say("名称", "label"), say("种类", "kind"), ""])
      for field in type.fields { text.add(Self.row(field)) }
      Output.write(text.text)
      for id in Self.codelists(type.fields) { Self.show(id) }
    }

    private static func row(_ field: Field) -> [String] {
      var marks: [String] = []
      if field.isRequired { marks.append(say("必填", "required")) }
      if field.isPersonal { marks.append(say("密封", "sealed")) }
      if let note = field.note { marks.append(note.spoken) }
      return [field.name, say(field.zh, field.en), kind(field), marks.joined(separator: say("，", ", "))]
    }

    private static func kind(_ field: Field) -> String {
      if let list = field.codelist { return "\(field.kind.name) \(list)" }
      if let prefixes = field.prefixes {
        return "\(field.kind.name) \(prefixes.map { $0 + "-" }.joined(separator: " "))"
      }
      return field.kind.name
    }

    private static func codelists(_ fields: [Field]) -> [String] {
      var ids: [String] = []
      for id in fields.flatMap({ [$0.codelist] + $0.fields.map(\.codelist) }).compactMap({ $0 }) where !ids.contains(id)
      {
        ids.append(id)
      }
      return ids
    }

    private static func show(_ id: String) {
      guard let list = Catalogue.current.codelist(id) else { return }
      Output.line("")
      Output.line("\(list.id)  \(say(list.zh, list.en))")
      var text = TextTable(header: [])
      for item in list.items { text.add(["  " + item.code, say(item.zh, item.en)]) }
      Output.write(text.text)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: say("全部事件的JSON Schema", "The JSON Schema of every event."),
      discussion: say(
        "例：taizhang catalogue schema > events.schema.json", "Example: taizhang catalogue schema > events.schema.json"))

    @Flag(name: .long, help: .init(say("本命令总是输出JSON", "This command prints JSON in either case."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() { Output.write(bytes: Catalogue.current.schema + [0x0A]) }
  }
}

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: say("政策包", "Policy packs."), subcommands: [List.self, Show.self, Check.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: say("内置政策包", "The packs that come with the program."),
      discussion: say("例：taizhang pack list", "Example: taizhang pack list"))

    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() {
      if json {
        var writer = JSONWriter()
        writer.array { writer in for pack in PolicyPack.all { pack.write(to: &writer) } }
        writer.newline()
        return Output.write(bytes: writer.bytes)
      }
      var text = TextTable(header: [say("编号", "id"), say("版本", "version"), say("区划", "region"), say("名称", "title")])
      for pack in PolicyPack.all { text.add([pack.id, pack.version, pack.region, pack.title.spoken]) }
      Output.write(text.text)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: say("政策包内容（JSON）", "A pack's content, as JSON."),
      discussion: say(
        "例：taizhang pack show gansu-shuanglian > my.pack.json",
        "Example: taizhang pack show gansu-shuanglian > my.pack.json"))

    @Argument(help: .init(say("编号或文件", "Id or file."))) var pack: String
    @Flag(name: .long, help: .init(say("本命令总是输出JSON", "This command prints JSON in either case."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws { Output.write(bytes: try PackSource.load(pack).jsonBytes + [0x0A]) }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: say("检查政策包文件", "Check a pack file."),
      discussion: say("例：taizhang pack check my.pack.json", "Example: taizhang pack check my.pack.json"))

    @Argument(help: .init(say("文件", "File."))) var file: String
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws {
      guard Files.exists(file) else {
        throw LedgerError(.missing, "E14", "没有“\(file)”", "there is no \"\(file)\"")
      }
      let pack = try PackSource.load(file)
      if json {
        Output.json {
          $0.member("ok", true)
          $0.member("pack", pack.id)
          $0.member("version", pack.version)
        }
      } else {
        Output.line(say("可用：\(pack.id) \(pack.version)", "good: \(pack.id) \(pack.version)"))
      }
    }
  }
}
