import AssistanceLedger
import EventSourcing
import Foundation
import Ledger
import Testing

@testable import Interchange

/// The page of an evidence pack: what people read of it.
@Suite struct PackPageTests {
  /// A household's story: registered beside another, visited three times; one visit was corrected, one voided; two others were
  /// merged into a third together with it.
  private func page(disclose disclosed: [String] = []) throws -> String {
    let ledger = try ImportLedger()
    let session = ledger.session
    let key = try ledger.officer
    let time = session.now().beijingText
    func record(_ events: PlainEvent...) throws -> EventContext {
      let outcome = try session.submit(events, keys: [key])
      if let refusal = outcome.refusals.first { throw refusal }
      return try session.event("\(session.writer.size - 1).0")
    }
    func visit(_ minutes: Int64) -> PlainEvent {
      PlainEvent("visit.recorded", "hh-1", time: time) {
        $0.member("minutes", minutes)
        $0.member("mode", "in_person")
      }
    }
    let households = ["hh-1", "hh-2", "hh-3"].map { reference in
      PlainEvent("household.registered", reference, time: time) {
        $0.member("head_name", "户主\(reference)")
        $0.name("tags")
        $0.array { $0.string("low_income") }
      }
    }
    _ = try record(households[0], households[1], households[2])
    let corrected = try record(visit(45))
    let voided = try record(visit(46))
    let fields = try JSONDocument.object(Array(#"{"minutes":40}"#.utf8))
    for note in [
      try session.composeCorrection(of: corrected, fields: fields, reason: "录错了", keys: [key], lateReason: nil),
      try session.composeAnnulment(of: voided, reason: "重复", keys: [key], lateReason: nil),
    ] {
      if let refusal = try session.append([note])[0].refusals.first { throw refusal }
    }
    var merger = PlainEvent("household.merged", "hh-3", time: time) {
      $0.name("households")
      $0.array { for other in ["hh-1", "hh-2"] { $0.string(other) } }
    }
    merger.place = "621021103204"
    _ = try record(merger)
    let folder = session.ledger.folder
    _ = try Attesting(session).attest(nil, keys: [try KeyFile.load(folder.secretKey(Reference.ledger))])
    let made = try PackMaker(session.ledger, vault: try session.vault).make("hh-1", disclose: disclosed)
    return String(decoding: try PackArchive.read(made.bytes).members.bytes("index.html"), as: UTF8.self)
  }

  /// A correction stood in a pack only as an event of its own, with field names for labels: the visit it had corrected was printed
  /// as if it held.
  @Test func correctionsStandAtTheirPlace() throws {
    let page = try page()
    #expect(page.contains("【已更正】") && page.contains("【已作废】"), "\(page)")
    #expect(page.contains("<del>45</del> → <ins>40</ins>"))
    #expect(page.contains("时长（分钟） 45 → 40；原因：录错了") && page.contains("原因：重复"))
    #expect(page.contains("<tr><th>时长（分钟）</th><td>→ 40</td></tr>"), "the correction itself has the field's label")
    #expect(page.components(separatedBy: "<section class=\"void\">").count == 3, "the voided visit, in either language")
    #expect(page.contains("[corrected]") && page.contains("[voided]") && page.contains("minutes 45 → 40; reason: 录错了"))
  }

  /// The page was in Chinese alone, printed codes beside labels, and labels of inner fields not at all.
  @Test func labelsStandForCodesInBothLanguages() throws {
    let page = try page()
    for label in ["实地入户", "低保户", "走访记录", "In person", "Visit recorded", "What is not proved", "没有证明什么"] {
      #expect(page.contains(label), "\(label)")
    }
    for code in ["in_person", "low_income", "visit.recorded"] { #expect(!page.contains(code), "\(code)") }
    let english = try #require(page.components(separatedBy: "<div lang=\"en\"").last)
    for half in ["发生", "经办", "（本人）", "佐证", "：", "（", "　"] { #expect(!english.contains(half), "\(half)") }
  }

  /// Whoever got one household's pack read on its page which others stood in the same list.
  @Test func othersAreLeftOutAndThatIsSaid() throws {
    let page = try page(disclose: ["head_name"])
    #expect(!page.contains("hh-2"), "another household of the same list")
    #expect(page.contains("另有1项属于其他对象，本页从略") && page.contains("1 more belong to others and are left out"))
    #expect(page.contains("另有1个农户或人员，本页从略"), "links")
    #expect(page.contains("同一条记录中另有2个事件属于其他对象，本页从略"), "the note that registered three")
    #expect(page.contains("户主hh-1（已公开，与承诺相符）") && !page.contains("户主hh-2") && !page.contains("户主hh-3"))
  }
}
