import ArgumentParser
import EventSourcing

/// What is wrong with the arguments as they were typed. It ends in 64.
struct Misuse {
  /// `E06`: there is no such command, option or argument. `E04`: something is missing. `E05`: something is not acceptable.
  let code: String
  let message: Bilingual

  /// Code and both languages, the reader's own first, as every error is told.
  var told: String {
    let (first, second) = Speech.language == .zh ? (message.zh, message.en) : (message.en, message.zh)
    return "\(code) \(first)\n          \(second)"
  }
}

extension ValidationError {
  /// What a command finds wrong with its own arguments.
  init(_ zh: String, _ en: String) { self.init(Misuse(code: "E05", message: Bilingual(zh, en)).told) }
}

extension Misuse {
  /// What the parser's library found wrong. It speaks English only and makes nothing public but its sentence, so each of
  /// its sentences is known here by its shape; one that is not is passed on as it stands.
  init(parser sentence: String, arguments: [String]) {
    for shape in Self.shapes {
      guard let parts = Self.parts(of: sentence, in: shape.pattern) else { continue }
      self.init(code: shape.code, message: Bilingual(shape.zh(parts), sentence))
      let surplus = shape.isOfSurplus ? parts.last?.split(separator: "', '").first : nil
      if let surplus, let command = Self.unknownCommand(String(surplus), arguments) { self = command }
      return
    }
    self.init(code: "E05", message: Bilingual("参数有误：\(sentence)", sentence))
  }

  private struct Shape {
    let pattern: String
    let code: String
    /// Whether it is about arguments too many, listed in its last part: the first of them may be meant for a command.
    let isOfSurplus: Bool
    let zh: @Sendable ([String]) -> String

    init(
      _ pattern: String, _ code: String, isOfSurplus: Bool = false, _ zh: @escaping @Sendable ([String]) -> String
    ) {
      (self.pattern, self.code, self.isOfSurplus, self.zh) = (pattern, code, isOfSurplus, zh)
    }
  }

  /// The library's sentences, `%` standing for what was typed or declared; one that begins like another is before it.
  private static let shapes: [Shape] = [
    Shape("Unknown option '%'. Did you mean '%'?", "E06", { "没有选项“\($0[0])”，是不是“\($0[1])”？" }),
    Shape("Unknown option '%'", "E06", { "没有选项“\($0[0])”" }),
    Shape("Invalid option: %", "E06", { "没有选项“\($0[0])”" }),
    Shape("Unexpected argument '%'", "E06", isOfSurplus: true, { "多余的参数“\($0[0])”" }),
    Shape("% unexpected arguments: '%'", "E06", isOfSurplus: true, { "多余的参数：\(listed($0[1], "', '"))" }),
    Shape("Missing value for '%'", "E04", { "“\($0[0])”缺少值" }),
    Shape("Missing expected argument '%'", "E04", { "缺少参数“\($0[0])”" }),
    Shape("Missing one of: '%'", "E04", { "缺少其中一个：\(listed($0[0], "', '"))" }),
    Shape("Missing required subcommand.", "E04", { _ in "缺少子命令" }),
    Shape("The option '%' does not take any value, but '%' was specified.", "E05", { "选项“\($0[0])”不带值，却写了“\($0[1])”" }),
    Shape("Value to be set with flag '%' had already been set with flag '%'", "E05", { "“\($0[0])”与“\($0[1])”不能同时用" }),
    Shape(
      "The value '%' is invalid for '%'. Please provide one of %.", "E05",
      { "“\($0[1])”不接受“\($0[0])”，可用：\(quoted($0[2]))" }
    ),
    Shape("The value '%' is invalid for '%': %", "E05", { "“\($0[1])”不接受“\($0[0])”：\($0[2])" }),
    Shape("The value '%' is invalid for '%'", "E05", { "“\($0[1])”不接受“\($0[0])”" }),
    Shape(
      "Can't generate completion scripts for '%'.\n%", "E05",
      { "不能为“\($0[0])”生成补全脚本，可用：\(CompletionShell.allCases.map(\.rawValue).joined(separator: "、"))" }
    ),
  ]

  /// What stands where the pattern has `%`; nil when the sentence is of another shape.
  private static func parts(of sentence: String, in pattern: String) -> [String]? {
    let fixed = pattern.split(separator: "%", omittingEmptySubsequences: false)
    guard sentence.hasPrefix(fixed[0]) else { return nil }
    var rest = sentence.dropFirst(fixed[0].count)
    var parts: [String] = []
    for (index, text) in fixed.enumerated().dropFirst() {
      let isLast = index == fixed.count - 1
      guard let found = isLast ? end(text, of: rest) : rest.firstRange(of: text) else { return nil }
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return rest.isEmpty ? parts : nil
  }

  private static func end(_ text: Substring, of rest: Substring) -> Range<Substring.Index>? {
    rest.hasSuffix(text) ? rest.index(rest.endIndex, offsetBy: -text.count)..<rest.endIndex : nil
  }

  private static func listed(_ text: String, _ separator: String) -> String {
    text.split(separator: separator).map { "“\($0)”" }.joined(separator: "、")
  }

  /// The words in quotes of `'a', 'b' or 'c'`.
  private static func quoted(_ list: String) -> String {
    let pieces = list.split(separator: "'", omittingEmptySubsequences: false).enumerated()
    return pieces.filter { $0.offset % 2 == 1 }.map { String($0.element) }.joined(separator: "、")
  }
}

extension Misuse {
  /// To the library a command that there is not is one argument too many: it names no other.
  private static func unknownCommand(_ name: String, _ arguments: [String]) -> Misuse? {
    var command: any ParsableCommand.Type = Taizhang.self
    var path = "taizhang"
    for argument in arguments where !argument.hasPrefix("-") {
      guard let inner = command.configuration.subcommands.first(where: { $0._commandName == argument }) else { break }
      command = inner
      path += " \(argument)"
    }
    let shown = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
    guard !shown.isEmpty else { return nil }
    let near = shown.map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= min(2, $0.name.count / 2) }
      .min { $0.distance < $1.distance }
    let advice = near.map { Bilingual("，是不是“\(path) \($0.name)”？", "; did you mean '\(path) \($0.name)'?") }
    return Misuse(
      code: "E06",
      message: Bilingual(
        "没有命令“\(path) \(name)”" + (advice?.zh ?? "，全部命令见 \(path) --help"),
        "there is no command '\(path) \(name)'" + (advice?.en ?? ": \(path) --help lists all")))
  }

  /// Letters to put in, take out or change to make one word of the other (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (corner, row[j + 1]) = (row[j + 1], min(row[j] + 1, row[j + 1] + 1, corner + (x == y ? 0 : 1)))
      }
    }
    return row[b.count]
  }
}
