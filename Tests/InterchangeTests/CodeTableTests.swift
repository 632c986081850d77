import Foundation
import Testing

/// Clerks look a code up: each that the sources can print stands in `specs/import.md`, and means one thing.
@Suite struct CodeTableTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")

  private func codes(in text: String, quoted: Bool) -> [Int] {
    let pattern = quoted ? /"X([0-9]{2,3})"/ : /X([0-9]{2,3})/
    return text.matches(of: pattern).compactMap { Int($0.output.1) }
  }

  private func listed() throws -> Set<Int> {
    let text = try String(contentsOf: Self.root.appendingPathComponent("specs/import.md"), encoding: .utf8)
    let cells = text.split(separator: "\n").filter { $0.hasPrefix("| X") }.map { $0.split(separator: "|")[0] }
    let rows = cells.map { codes(in: String($0), quoted: false) }
    #expect(rows.count == Set(rows.map(\.first)).count, "a code stands there twice")
    return Set(rows.flatMap { row in row.count == 2 ? Array(row[0]...row[1]) : row })
  }

  @Test func everyCodeIsListed() throws {
    let folder = Self.root.appendingPathComponent("Sources/Interchange")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var used: Set<Int> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      used.formUnion(codes(in: text, quoted: true))
      // Refusals of the catalogue go by C, of the engine by T, E and others: a sheet's own never do.
      #expect(text.matches(of: /"[CT][0-9]{2}"/).isEmpty, "\(file.lastPathComponent)")
    }
    #expect(used.count > 60)
    #expect(try used.subtracting(listed()) == [])
  }
  /// `E70` said that a sealed field is not there, that a folder is not empty and that a file exists: whoever looked it up, or
  /// decided by it, could not know which. A code that ends in two exit statuses has two meanings, save where the same thing
  /// is met once in what was given and once in what was kept.
  @Test func everyCodeOfACommandEndsInOneWay() throws {
    let sources = Self.root.appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var kinds: [String: Set<String>] = [:]
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /\.([a-z][A-Za-z]+),\s*"(E[0-9]{2})"/) {
        kinds[String(match.output.2), default: []].insert(String(match.output.1))
      }
    }
    #expect(kinds.count > 60)
    let twofold = kinds.filter { $0.value.count > 1 }.map(\.key)
    #expect(Set(twofold).subtracting(["E81", "E88"]) == [])
  }
}
