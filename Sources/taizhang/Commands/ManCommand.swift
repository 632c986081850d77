import ArgumentParser
import AssistanceLedger
import EventSourcing
import Foundation
import Ledger

struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: say("写出手册页", "Write man pages."),
    discussion: say(
      "例：taizhang man --into man1 && man man1/taizhang-record.1\n每个命令一页，内容即各命令的 --help；--lang en 写英文页。",
      "Example: taizhang man --into man1 && man man1/taizhang-record.1\nOne page for each command, made of what --help says; --lang zh writes Chinese pages."
    ))

  @Option(help: .init(say("文件夹", "The folder."), valueName: "dir")) var into: String
  @Option(name: .long, help: .init(say("输出语言：zh或en", "Language: zh or en."), valueName: "zh|en")) var lang: String?

  func run() throws {
    let pages = try ManPages(HelpText.spoken(Taizhang._dumpHelp()))
    try Files.makeFolder(into, mode: 0o755)
    let missing = try pages.all.filter { page in try !isThere("\(into)/\(page.name).1", page.text) }
    for (name, text) in missing { try Files.create("\(into)/\(name).1", Array(text.utf8), mode: 0o644) }
    Output.line(say("已写\(pages.all.count)页：\(into)", "\(pages.all.count) pages: \(into)"))
  }

  /// Whether the very page is there already.
  ///
  /// - Throws: `E56` for another file of that name, before any page is written: it may be another program's.
  private func isThere(_ path: String, _ text: String) throws -> Bool {
    guard try Files.isThere(path) else { return false }
    if try Files.read(path, limit: 1 << 22) != Array(text.utf8) { try Files.refuseToOverwrite(path) }
    return true
  }
}

/// Man pages (man(7)) of every command, from the parser's own description of itself.
struct ManPages {
  /// Name of the page, such as `taizhang-tx-sign`, and its text.
  private(set) var all: [(name: String, text: String)] = []

  private struct Tool: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let superCommands: [String]?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var path: [String] { (superCommands ?? []) + [commandName] }
    var shown: [Command] { (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" } }
    var visibleArguments: [Argument] { (arguments ?? []).filter { $0.shouldDisplay ?? true } }
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let abstract: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool?
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?

    /// How it is typed: `--sign <key> …`.
    var usage: String {
      let value = "<\(valueName ?? "value")>"
      let name = names?.last?.text
      let typed = kind == "flag" ? name ?? value : [name, value].compactMap { $0 }.joined(separator: " ")
      return (isOptional ? "[\(typed)]" : typed) + (isRepeating ? " …" : "")
    }

    var title: String {
      let names = (names ?? []).map(\.text).joined(separator: ", ")
      let value = "<\(valueName ?? "value")>"
      return kind == "positional" ? value : kind == "flag" ? names : "\(names) \(value)"
    }
  }

  init(_ description: String) throws {
    try add(JSONDecoder().decode(Tool.self, from: Data(description.utf8)).command)
  }

  private mutating func add(_ command: Command) {
    all.append((command.path.joined(separator: "-"), Self.page(command)))
    for inner in command.shown { add(inner) }
  }

  private static func page(_ command: Command) -> String {
    let name = command.path.joined(separator: "-")
    let usage = (command.path + command.visibleArguments.map(\.usage)).joined(separator: " ")
    var text = ".TH \(roff(name.uppercased())) 1 \"\" \"taizhang \(ProductVersion.text)\"\n"
    text += ".SH \(say("名称", "NAME"))\n\(roff(name)) \\- \(roff(command.abstract ?? ""))\n"
    text += ".SH \(say("用法", "SYNOPSIS"))\n\(roff(usage))\n"
    if let discussion = command.discussion {
      text += ".SH \(say("说明", "DESCRIPTION"))\n.nf\n"
      text += discussion.split(separator: "\n", omittingEmptySubsequences: false).map { roff(String($0)) + "\n" }
        .joined()
      text += ".fi\n"
    }
    if !command.visibleArguments.isEmpty {
      text += ".SH \(say("选项", "OPTIONS"))\n"
      for argument in command.visibleArguments {
        let standard = argument.defaultValue.map { say("（默认\($0)）", " (default: \($0))") } ?? ""
        text += ".TP\n\(roff(argument.title))\n\(roff((argument.abstract ?? "") + standard))\n"
      }
    }
    if !command.shown.isEmpty {
      text += ".SH \(say("命令", "COMMANDS"))\n"
      for inner in command.shown {
        text += ".TP\n\(roff(inner.path.joined(separator: "-")))(1)\n\(roff(inner.abstract ?? ""))\n"
      }
    }
    let parent = command.path.dropLast().joined(separator: "-")
    if !parent.isEmpty { text += ".SH \(say("参见", "SEE ALSO"))\n\(roff(parent))(1)\n" }
    return text
  }

  /// A line that troff prints as it stands: no escape, no request, no hyphen that cannot be copied.
  private static func roff(_ line: String) -> String {
    var result = line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : ""
    for character in line {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
