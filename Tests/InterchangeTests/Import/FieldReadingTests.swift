import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Testing

@testable import Interchange

/// What people type, and the JSON that stands for it.
struct FieldReadingTests {
  private func field(_ type: String, _ name: String) throws -> Field {
    try #require(Catalogue.current.type(type)?.field(name))
  }

  @Test(
    arguments: [
      ("disbursement.requested", "amount_fen", "5000元", "500000"),
      ("disbursement.requested", "amount_fen", "０.５万元", "500000"),
      ("disbursement.requested", "physical_bp", "30%", "3000"),
      ("disbursement.requested", "payee", "org-3", #""org-3""#),
      ("disbursement.requested", "allocation", "2026-7", #""al-2026-7""#),
      ("disbursement.requested", "invoice_nos", "001、002；003", #"["001","002","003"]"#),
      ("visit.recorded", "mode", "实地入户", #""in_person""#),
      ("visit.recorded", "mode", "in_person", #""in_person""#),
      ("visit.recorded", "minutes", "４５分钟", "45"),
      ("visit.recorded", "topics", "产业、收入", #"["industry","income"]"#),
      ("visit.recorded", "visitors", "p-1，p-2", #"["p-1","p-2"]"#),
      ("visit.recorded", "geo", "35.12,107.88", #"{"lat_e7":351200000,"lon_e7":1078800000}"#),
      ("visit.recorded", "geo", "-0.5， 7", #"{"lat_e7":-5000000,"lon_e7":70000000}"#),
      ("visit.recorded", "start", "2026年3月5日14时10分", #""2026-03-05T14:10:00+08:00""#),
      ("visit.recorded", "start", "2026.3.5", #""2026-03-05""#),
      ("project.proposed", "hitchhike", "否", "false"),
      ("project.proposed", "site", "621021103204", #""621021103204""#),
      ("person.registered", "id_number", "62999919800101001x", nil),
      (
        "project.proposed", "funding_plan", #"[ {"fund": "fd-1", "amount_fen": 5} ]"#,
        #"[{"fund":"fd-1","amount_fen":5}]"#
      ),
    ] as [(String, String, String, String?)])
  func texts(_ type: String, _ name: String, _ text: String, _ expected: String?) throws {
    let json = try? FieldReading.json(text: text, field: field(type, name))
    #expect(json.map { String(decoding: $0, as: UTF8.self) } == expected)
  }

  @Test(arguments: [
    ("disbursement.requested", "amount_fen", "5000", "X121"),
    ("disbursement.requested", "amount_fen", "0元", "X142"),
    ("disbursement.requested", "physical_bp", "30", "X143"),
    ("disbursement.requested", "payee", "张三", "X152"),
    ("disbursement.requested", "purpose", String(repeating: "汉", count: 67), "X151"),
    ("visit.recorded", "mode", "走路", "X146"),
    ("visit.recorded", "visitor", "62102119800101001X", "X152"),
    ("visit.recorded", "visitor", "13912345678", "X152"),
    ("visit.recorded", "geo", "107.88,35.12,1", "X153"),
    ("visit.recorded", "geo", "107.88,35.12", "X153"),
    ("visit.recorded", "start", "3月5日", "X131"),
    ("visit.recorded", "start", "正月初五", "X133"),
    ("visit.recorded", "minutes", "很久", "X104"),
    ("project.proposed", "funding_plan", "[1.5]", "X154"),
  ])
  func refusals(_ type: String, _ name: String, _ text: String, _ code: String) throws {
    #expect { try FieldReading.json(text: text, field: field(type, name)) } throws: {
      ($0 as? CellProblem)?.code == code
    }
  }

  @Test func aFormTakesLabelsInAnyOrder() throws {
    let event = try EventForm.compose(
      type: "disbursement.requested", subject: "pay-1", time: "2026-05-01",
      pairs: [("用途", "进度款"), ("amount", "1,234.50元"), ("资金分配", "al-1")])
    let data = String(decoding: event.data.rawBytes, as: UTF8.self)
    #expect(data == #"{"allocation":"al-1","amount_fen":123450,"purpose":"进度款"}"#)
    let visit = try EventForm.compose(
      type: "visit.recorded", subject: "hh-1", time: "2026-05-01",
      pairs: [("checklist.toilet", "是"), ("看厨房", "否")])
    #expect(
      String(decoding: visit.data.rawBytes, as: UTF8.self)
        == #"{"checklist":{"kitchen":false,"toilet":true}}"#)
  }

  @Test(
    arguments: [
      ("visit.made", [("minutes", "5")], "X155"), ("visit.recorded", [("时长长", "5")], "X156"),
      ("visit.recorded", [("minutes", "5"), ("时长", "6")], "X157"),
      ("visit.recorded", [("minutes", "x")], "X104"),
    ] as [(String, [(String, String)], String)])
  func aFormSaysWhatItDoesNotKnow(_ type: String, _ pairs: [(String, String)], _ code: String) {
    #expect { try EventForm.compose(type: type, subject: "hh-1", time: "2026-05-01", pairs: pairs) } throws: {
      ($0 as? CellProblem)?.code == code
    }
  }
}
