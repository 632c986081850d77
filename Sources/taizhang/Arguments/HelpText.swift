import EventSourcing

/// What the parser's library adds of its own to help and to usage, in the language of this run: it has English only.
enum HelpText {
  /// A page of help, a usage line or a completion script. Where a language has no word of its own here, it stays.
  static func spoken(_ text: String) -> String {
    guard Speech.language == .zh else { return text }
    let isPage = text.hasPrefix(overview)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices {
      lines[index] = isPage ? heading(lines[index]) ?? lines[index] : lines[index]
      for (en, zh) in sentences { lines[index] = lines[index].replacing(en, with: zh) }
    }
    let joined = lines.joined(separator: "\n")
    return isPage ? values(joined) : joined
  }

  /// The lines below an error: how the command is typed, and where to read more.
  static func usage(_ text: String) -> String {
    guard Speech.language == .zh else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if let usage = rest(line, after: "Usage: ") { return "用法：" + placeholders(usage) }
      if let help = rest(line, after: "Help:  ") { return "说明：" + help }
      if let quoted = rest(line, after: "  See '"), let end = quoted.lastIndex(of: "'") {
        return "      详见：" + quoted[..<end]
      }
      return String(line)
    }.joined(separator: "\n")
  }

  private static let overview = "OVERVIEW: "

  private static let sentences = [
    ("Show help information.", "显示帮助"), ("Show the version.", "显示版本"),
    ("Show subcommand help information.", "显示命令的帮助"),
  ]

  /// A line that the library heads a part of the page with; nil for all others.
  private static func heading(_ line: String) -> String? {
    switch line {
    case "ARGUMENTS:": return "参数："
    case "OPTIONS:": return "选项："
    case "SUBCOMMANDS:": return "子命令："
    default: break
    }
    if let text = rest(line[...], after: overview) { return "概述：" + text }
    if let usage = rest(line[...], after: "USAGE: ") { return "用法：" + placeholders(usage) }
    if !line.hasPrefix(" "), line.hasSuffix(" SUBCOMMANDS:") { return line.dropLast(" SUBCOMMANDS:".count) + "：" }
    if let seen = rest(line[...], after: "  See '"), seen.hasSuffix("' for detailed help.") {
      return "  各命令的选项与例子：" + placeholders(String(seen.dropLast("' for detailed help.".count)))
    }
    return nil
  }

  private static func placeholders(_ usage: String) -> String {
    usage.replacing("<subcommand>", with: "<命令>").replacing("<options>", with: "<选项>")
  }

  /// `(values: a, b; default: a)`, which may be broken over two lines.
  private static func values(_ text: String) -> String {
    text.replacing(/\s*\((values|default):\s+([^()]*)\)/) { match in
      let list = match.output.2.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        .replacing("; default: ", with: "；默认").replacing(", ", with: "、")
      return "（\(match.output.1 == "values" ? "可用：" : "默认")\(list)）"
    }
  }

  private static func rest(_ line: Substring, after beginning: String) -> String? {
    line.hasPrefix(beginning) ? String(line.dropFirst(beginning.count)) : nil
  }
}
