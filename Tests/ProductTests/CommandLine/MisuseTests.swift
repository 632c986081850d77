import Foundation
import Testing

/// What the parser's library says of arguments, and adds to help, was English only: a clerk who reads Chinese was told
/// `Error: Unknown option '--wher'` below a heading `USAGE`.
@Suite struct MisuseTests {
  /// Arguments, the code, and what the Chinese and the English sentence hold.
  private static let mistakes: [(arguments: [String], code: String, zh: String, en: String)] = [
    (["frobnicate"], "E06", "没有命令“taizhang frobnicate”", "no command 'taizhang frobnicate'"),
    (["recrod", "visit.recorded"], "E06", "是不是“taizhang record”", "did you mean 'taizhang record'"),
    (["tx", "shwo"], "E06", "是不是“taizhang tx show”", "did you mean 'taizhang tx show'"),
    (["query", "--wher", "a=b"], "E06", "没有选项“--wher”，是不是“--where”", "Unknown option '--wher'. Did you mean"),
    (["query", "--zzzzzzzz"], "E06", "没有选项“--zzzzzzzz”", "Unknown option '--zzzzzzzz'"),
    (["query", "-x"], "E06", "没有选项“-x”", "Unknown option '-x'"),
    (["query", "households", "more"], "E06", "多余的参数“more”", "Unexpected argument 'more'"),
    (["query", "households", "a", "b"], "E06", "多余的参数：“a”、“b”", "2 unexpected arguments: 'a', 'b'"),
    (["show"], "E04", "缺少参数“<what>”", "Missing expected argument '<what>'"),
    (["query", "--where"], "E04", "“--where <where>”缺少值", "Missing value for '--where <where>'"),
    (
      ["verify", "--level", "all"], "E05", "不接受“all”，可用：hashes、signatures、rules、views",
      "The value 'all' is invalid for '--level <level>'."
    ),
    (["verify", "--jobs", "many"], "E05", "“--jobs <jobs>”不接受“many”", "The value 'many' is invalid"),
    (["verify", "--json=yes"], "E05", "不带值，却写了“yes”", "does not take any value, but 'yes' was specified"),
    // Found by a command itself.
    (["verify", "--jobs", "0"], "E05", "--jobs 应为1至1000", "--jobs takes 1 to 1000"),
    (["query", "--lang", "fr"], "E05", "--lang 只接受 zh 或 en", "--lang takes zh or en"),
    (["audit"], "E07", "本版本不支持 audit", "audit is not supported in this version"),
  ]

  @Test(arguments: mistakes.indices)
  func bothLanguagesTheReadersFirst(_ index: Int) throws {
    let (arguments, code, zh, en) = Self.mistakes[index]
    try Product.run { (taizhang) throws in
      for (language, first, second) in [("zh", zh, en), ("en", en, zh)] {
        let answer = try taizhang.start(Product.binary, arguments, ["TAIZHANG_LANG": language])
        #expect(answer.status == 64 && answer.out.isEmpty, "\(arguments): \(answer)")
        let lines = answer.err.split(separator: "\n")
        #expect(lines[0].hasPrefix("taizhang: \(code) ") && lines[0].contains(first), "\(arguments): \(answer.err)")
        #expect(lines[1].contains(second), "\(arguments): \(answer.err)")
        #expect(!answer.err.contains("Error:"), "\(answer.err)")
        if language == "zh" {
          #expect(!answer.err.contains("Usage:") && !answer.err.contains("See '"), "\(answer.err)")
        }
      }
    }
  }

  @Test func usageFollows() throws {
    try Product.run { (taizhang) throws in
      let chinese = try taizhang("show").err
      #expect(chinese.contains("\n说明：<what>  编号") && chinese.contains("\n用法：taizhang show "), "\(chinese)")
      #expect(chinese.contains("详见：taizhang show --help\n"), "\(chinese)")
      let english = try taizhang("show", "--lang", "en").err
      #expect(
        english.contains("\nUsage: taizhang show ") && english.contains("See 'taizhang show --help'"), "\(english)")
    }
  }

  /// Every page of help, to the last subcommand: no English heading in the Chinese, nothing Chinese in the English.
  @Test func helpIsInOneLanguage() throws {
    try Product.run { (taizhang) throws in
      #expect(try taizhang("man", "--into", "man").status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("man")).sorted()
      #expect(names.count > 60)
      for name in names {
        let path = name.dropLast(".1".count).split(separator: "-").dropFirst().map(String.init)
        let chinese = try taizhang.start(Product.binary, path + ["--help"])
        #expect(chinese.status == 0 && chinese.out.hasPrefix("概述：") && chinese.out.contains("\n选项：\n"), "\(path)")
        for word in ["USAGE", "ARGUMENTS", "OPTIONS", "SUBCOMMANDS", "Show ", "See '", "(default", "(values"] {
          #expect(!chinese.out.contains(word), "\(path): \(word)")
        }
        let page = try String(contentsOfFile: taizhang.path("man/\(name)"), encoding: .utf8)
        #expect(!page.contains("Show "), "\(name)")
        let english = try taizhang.start(Product.binary, path + ["--help"], ["TAIZHANG_LANG": "en"])
        #expect(english.status == 0 && english.out.hasPrefix("OVERVIEW: ") && english.out.contains("\nOPTIONS:\n"))
        let foreign = Self.chineseSentences(english.out)
        #expect(foreign.isEmpty, "\(path): \(foreign)")
      }
    }
  }

  /// What is Chinese in a page, but for what a clerk types in its examples and a column's name.
  private static func chineseSentences(_ page: String) -> [String] {
    page.split { !$0.unicodeScalars.allSatisfy { (0x3001...0x9FFF).contains($0.value) || $0.value > 0xFF00 } }
      .map(String.init).filter { !["张三", "李四", "县财政局", "万元", "附件"].contains($0) }
  }

  @Test func completionsAreScriptsStill() throws {
    try Product.run { (taizhang) throws in
      let script = try taizhang("--generate-completion-script", "bash")
      try script.out.write(toFile: taizhang.path("c.bash"), atomically: false, encoding: .utf8)
      let checked = try taizhang.start("/bin/bash", ["-n", "c.bash"])
      #expect(script.status == 0 && checked.status == 0, "\(checked.err)")
      let zsh = try taizhang("--generate-completion-script", "zsh").out
      #expect(zsh.contains("显示帮助") && !zsh.contains("Show help"))
      let shell = try taizhang("--generate-completion-script", "tcsh")
      #expect(shell.status == 64 && shell.err.contains("不能为“tcsh”生成补全脚本，可用：zsh、bash、fish"), "\(shell.err)")
    }
  }
}
