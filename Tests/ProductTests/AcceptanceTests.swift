import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Foundation
import Ledger
import Scenarios
import Testing

/// `specs/acceptance.csv` says of each requirement row and each audit check where it is met. What it names must exist, and a
/// scenario may only claim rows that stand there and that name it in return.
@Suite struct AcceptanceTests {
  struct Row {
    let id: String
    let standing: String
    let places: [String]
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  private static func rows() throws -> [Row] {
    let text = try String(contentsOf: root.appendingPathComponent("specs/acceptance.csv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { line in
      let cells = cells(line)
      #expect(cells.count == 4, "\(line)")
      return Row(id: cells[0], standing: cells[2], places: cells[3].split(separator: " ").map(String.init))
    }
  }

  /// The cells of a line of RFC 4180.
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    var last: Character?
    for character in line {
      switch character {
      case "\"":
        if last == "\"", !isQuoted { cells[cells.count - 1].append(character) }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
      last = character
    }
    return cells
  }

  private static let scenarios = (try? ScenarioTests.files.map { try Scenario.read($0) }) ?? []

  @Test func everyRowHasItsStanding() throws {
    let rows = try Self.rows()
    #expect(rows.count == 429 + 110)
    #expect(Set(rows.map(\.id)).count == rows.count)
    for row in rows {
      #expect(["met", "partly", "recorded", "not yet"].contains(row.standing), "\(row.id)")
      #expect(row.places.isEmpty == (row.standing == "not yet"), "\(row.id)")
      // That an event can be recorded is no rule.
      if row.standing == "met" { #expect(row.places.contains { !$0.hasPrefix("type:") }, "\(row.id)") }
    }
  }

  @Test func whatIsNamedExists() throws {
    let tests = try Self.testNames()
    let views = Set(AssistanceDomain().makeState().tables.map(\.name))
    let names = Set(Self.scenarios.map(\.name))
    #expect(names.count > 20 && tests.count > 200)
    for row in try Self.rows() {
      for place in row.places {
        let parts = place.split(separator: ":", maxSplits: 1).map(String.init)
        try #require(parts.count == 2, "\(row.id) \(place)")
        let exists =
          switch parts[0] {
          case "scenario": names.contains(parts[1])
          case "rule": RefusalCodes.title(parts[1]) != nil
          case "type": Catalogue.current.type(parts[1]) != nil
          case "view": views.contains(parts[1])
          case "test": tests.contains(parts[1])
          default: false
          }
        #expect(exists, "\(row.id): \(place)")
      }
    }
  }

  @Test func scenariosClaimRowsThatNameThem() throws {
    let rows = Dictionary(uniqueKeysWithValues: try Self.rows().map { ($0.id, $0) })
    for scenario in Self.scenarios {
      for id in scenario.covers {
        if let row = rows[id] {
          #expect(row.places.contains("scenario:\(scenario.name)"), "\(scenario.name) covers \(id)")
        } else {
          // A rule of the domain's own that is no requirement row.
          #expect(RefusalCodes.title(id) != nil, "\(scenario.name) covers \(id), which is nowhere")
        }
      }
    }
    for row in rows.values {
      for place in row.places where place.hasPrefix("scenario:") {
        let named = Self.scenarios.first { "scenario:\($0.name)" == place }
        #expect(named?.covers.contains(row.id) ?? false, "\(row.id): \(place) does not say so")
      }
    }
  }

  /// `SUITE.function` of every test.
  private static func testNames() throws -> Set<String> {
    let folder = root.appendingPathComponent("Tests")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard text.contains("@Test") else { continue }
      let suite = file.deletingPathExtension().lastPathComponent
      for match in text.matches(of: /func ([A-Za-z0-9_]+)\(/) { names.insert("\(suite).\(match.output.1)") }
    }
    return names
  }
}
