import Law
import EventSourcing
import Testing

@testable import Assistance

@Suite struct ColumnCodesTests {
  /// Tables in Chinese showed `active_target` and `in_progress`: a column said that it holds codes, and nobody knew which.
  @Test func everyColumnOfCodesHasLabels() throws {
    var count = 0
    for table in AssistanceState().tables {
      for column in table.columns where column.kind == .code {
        let codes = try #require(
          ColumnCodes.of(view: table.name, column: column.name), "\(table.name).\(column.name)")
        #expect(!codes.list.items.isEmpty && !codes.isPart, "\(table.name).\(column.name)")
        count += 1
      }
    }
    #expect(count > 50)
    #expect(ColumnCodes.of(view: "households", column: "place") == nil)
  }

  /// A label that two codes share would find neither.
  @Test func everyLabelMeansOneCode() throws {
    for table in AssistanceState().tables {
      for column in table.columns {
        guard let list = ColumnCodes.of(view: table.name, column: column.name)?.list else { continue }
        for item in list.items {
          let place = "\(table.name).\(column.name): \(item.code)"
          for text in [item.code, item.zh, item.en, item.en.uppercased()] {
            #expect(list.code(meaning: text) == item.code, "\(place) by \(text)")
          }
          #expect(!item.zh.isEmpty && !item.en.isEmpty, "\(place)")
        }
      }
    }
  }

  @Test(arguments: [
    ("problems", "signatures", "department_head p-0002 153.0 AAA=", "部门主要负责人 p-0002 153.0 AAA="),
    ("packs", "problem_slots", "handler=department_head", "经办人=部门主要负责人"),
    ("households", "state", "active_target", "帮扶中"), ("visits", "basis", "entered", "代录"),
    ("payments", "approved_basis", "paper", "纸质"), ("orgs", "kind", "of another version", "of another version"),
  ])
  func valuesAsPeopleReadThem(view: String, column: String, value: String, text: String) throws {
    let codes = try #require(ColumnCodes.of(view: view, column: column))
    #expect(codes.text(value, .zh) == text)
  }
}
