import EventSourcing
import TestSupport

/// A row with a column of every kind of value.
struct Sample: Row, Equatable {
  var title = ""
  var amount: Int64 = 0
  var open = false
  var basis: Basis?
  var notes: [String] = []
  var parent: String?
  var grid: [[Int64]] = []

  static let columns = Columns<Sample>([
    Column("title", \.title, .text, zh: "标题", en: "Title"),
    Column("amount_fen", \.amount, .fen, zh: "金额", en: "Amount"),
    Column("open", \.open, .boolean, zh: "未结", en: "Open"),
    Column("basis", \.basis, .code, zh: "依据", en: "Basis"),
    Column("notes", \.notes, .list, zh: "备注", en: "Notes"),
    Column("parent", \.parent, .reference, zh: "上级", en: "Parent"),
    Column("grid", \.grid, .list, zh: "格", en: "Grid"),
  ])

  static func random(_ random: inout SplitMix64) -> Sample {
    Sample(
      title: ["", "茶", "a\"b\\\n"].randomElement(using: &random) ?? "",
      amount: Int64.random(in: -1_000_000...1_000_000, using: &random), open: Bool.random(using: &random),
      basis: Bool.random(using: &random) ? Basis.allCases.randomElement(using: &random) : nil,
      notes: (0..<Int.random(in: 0...3, using: &random)).map { "n\($0)" },
      parent: Bool.random(using: &random) ? "p-1" : nil,
      grid: (0..<Int.random(in: 0...2, using: &random)).map { [Int64](repeating: 7, count: $0) })
  }
}
