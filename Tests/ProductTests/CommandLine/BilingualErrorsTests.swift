import Foundation
import Testing

/// The Chinese line of many errors held the English reason too, and the English line the Chinese: an error that says itself
/// in both languages had been put into both.
@Suite struct BilingualErrorsTests {
  /// Each provokes one error; `garbage` is a file with a line of nothing.
  private static let provocations: [(code: String, arguments: [String])] = [
    ("T07", ["append", "garbage"]), ("E21", ["key", "generate", "a b"]),
    ("E21", ["witness", "key", "a b", "--store", "w"]),
    ("E23", ["key", "show", "secret"]),
    ("E23", ["record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "secret"]),
    ("E21", ["init", "--ledger", "other", "--origin", "a b", "--region", "62", "--authority", "x"]),
    ("E64", ["check", "garbage", "--vkey", "ledger/keys/checkpoint.vkey"]),
    ("E64", ["prove", "--consistency", "garbage"]),
    ("E81", ["restore", "copy", "--into", "back", "--checkpoint", "garbage"]),
    (
      "E73",
      [
        "anchor", "record", "--kind", "tsa", "--checkpoint", "copy/checkpoint", "--token", "garbage", "--sign",
        "p-founder",
      ]
    ),
    ("E81", ["verify", "--since", "garbage"]), ("E83", ["witness", "policy", "garbage"]),
    ("E88", ["witness", "add", "--file", "garbage", "--log", "ledger/keys/checkpoint.vkey", "--store", "w"]),
    ("E95", ["follow", "http://127.0.0.1:1/", "--into", "replica", "--once"]),
    ("X03", ["import", "household", "empty.csv", "--sign", "p-0001"]),
    ("X153", ["record", "visit.recorded", "--subject", "hh-1", "geo={", "--sign", "p-0001"]),
    ("L10", ["show", "hh-0001", "--ledger", "damaged"]),
  ]

  @Test func eachLineIsInItsLanguage() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try Data("nothing of the kind\n".utf8).write(to: URL(fileURLWithPath: taizhang.path("garbage")))
      try FileManager.default.copyItem(atPath: taizhang.path("garbage"), toPath: taizhang.path("secret"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: taizhang.path("secret"))
      try Data().write(to: URL(fileURLWithPath: taizhang.path("empty.csv")))
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang("witness", "key", "w.example", "--store", "w").status == 0)
      #expect(try taizhang.start("/bin/cp", ["-r", "ledger", "damaged"]).status == 0)
      let damage = Data(repeating: 0x41, count: 8192)
      try damage.write(to: URL(fileURLWithPath: taizhang.path("damaged/log/data.mdb")))
      for (code, arguments) in Self.provocations {
        let answer = try taizhang.start(Product.binary, arguments)
        let lines = answer.err.split(separator: "\n").map(String.init)
        let line = lines.firstIndex { $0.contains("\(code) ") } ?? -1
        guard line >= 0, line + 1 < lines.count else {
          Issue.record("\(code) \(arguments): \(answer)")
          continue
        }
        #expect(Self.englishSentence(in: lines[line]) == nil, "\(code) \(arguments): \(lines[line])")
        #expect(!lines[line + 1].contains(where: Self.isChinese), "\(code) \(arguments): \(lines[line + 1])")
      }
    }
  }

  /// Three words in a row that are no command of ours.
  private static func englishSentence(in line: String) -> Substring? {
    line.replacing(/taizhang( [a-z-]+)*/, with: "").firstMatch(of: /[a-z]{2,} [a-z]{2,} [a-z]{2,}/)?.output
  }

  private static func isChinese(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
  }
}
