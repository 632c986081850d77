import Foundation
import Testing

/// What `show` says of events that were corrected or voided, and the names it takes for an event.
@Suite struct AmendedEventsTests {
  /// After `void 37.0` and `correct 40.0 minutes=25`, `show 37.0`, `show 40.0` and the household's trail printed the
  /// originals as if they held: who looked up one visit read a number that nobody stood by any more.
  @Test func originalsSayWhatBecameOfThem() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for _ in 0..<3 { #expect(try taizhang.visit().status == 0) }
      let sign = ["--reason", "录错", "--sign", "p-0001"]
      for change in [
        ["correct", "14.0", "minutes=40"], ["correct", "14.0", "minutes=25"], ["void", "15.0"],
      ] {
        let answer = try taizhang.start(Product.binary, change + sign)
        #expect(answer.status == 0, "\(answer.err)")
      }
      let corrected = try taizhang("show", "14.0").out
      for line in ["【已更正】由17.0（", "时长（分钟） 45 → 40；原因：录错", "【已更正】由18.0（", "40 → 25", "时长（分钟）：25（原为45）"] {
        #expect(corrected.contains(line), "\(line): \(corrected)")
      }
      let english = try taizhang("show", "14.0", "--lang", "en").out
      #expect(english.contains("[corrected] by 18.0 (") && english.contains("minutes: 25 (was 45)"), "\(english)")
      #expect(try taizhang("show", "15.0").out.contains("【已作废】由19.0（"))
      #expect(try taizhang("show", "15.0", "--lang", "en").out.contains("[voided] by 19.0 ("))
      #expect(try !taizhang("show", "16.0").out.contains("【已"), "one that stands")
      #expect(try !taizhang("show", "14.0", "--as-of", "16").out.contains("【已"), "nobody knew then")
      let trail = try taizhang("show", "hh-0001").out
      for mark in ["【已更正】由17.0", "【已更正】由18.0", "【已作废】由19.0", "时长（分钟）：→ 25"] {
        #expect(trail.contains(mark), "\(mark): \(trail)")
      }

      let json = try taizhang("show", "14.0", "--json").json
      let corrections = json["corrected_by"] as? [[String: Any]]
      #expect(corrections?.compactMap { $0["place"] as? String } == ["17.0", "18.0"])
      #expect((corrections?.last?["fields"] as? [String: Any])?["minutes"] as? Int == 25)
      #expect(try taizhang("show", "15.0", "--json").json["voided_by"] as? String == "19.0")
      #expect((json["effective"] as? [String: Any])?["minutes"] as? Int == 25)
      #expect(((json["event"] as? [String: Any])?["data"] as? [String: Any])?["minutes"] as? Int == 45, "as recorded")
      let lines = try taizhang("show", "hh-0001", "--json").out
      #expect(lines.contains("\"voided_by\":\"19.0\"") && lines.contains("\"corrected_by\":["))
    }
  }

  /// `log` and `explain` listed what was voided and what was corrected like any other event: who counted visits from the log
  /// counted those that never were. `signoff print` asked for a signature under them.
  @Test func everyListMarksWhatDoesNotHold() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for _ in 0..<2 { #expect(try taizhang.visit().status == 0) }
      let sign = ["--reason", "录错", "--sign", "p-0001"]
      for change in [["correct", "14.0", "minutes=40"], ["void", "15.0"]] {
        #expect(try taizhang.start(Product.binary, change + sign).status == 0)
      }
      let lines = try taizhang("log", "--type", "visit.recorded").out.split(separator: "\n")
      #expect(lines.count == 2 && lines[0].contains("【已更正】由16.0（") && lines[0].contains("45 → 40"), "\(lines)")
      #expect(lines[1].contains("【已作废】由17.0（"), "\(lines)")
      let english = try taizhang("log", "--type", "visit.recorded", "--lang", "en").out
      #expect(english.contains("[corrected] by 16.0 (") && english.contains("[voided] by 17.0 ("), "\(english)")
      let json = try taizhang("log", "--type", "visit.recorded", "--json").out.split(separator: "\n").map(String.init)
      #expect(json[0].contains("\"effective\":{\"minutes\":40}") && json[0].contains("\"corrected_by\":["), "\(json)")
      #expect(json[1].contains("\"voided_by\":\"17.0\""), "\(json)")
      #expect(try !taizhang("log", "--json").out.split(separator: "\n")[12].contains("voided_by"))
      #expect(try !taizhang("log", "--type", "visit.recorded", "--as-of", "16").out.contains("【已"), "nobody knew then")
      #expect(try taizhang("explain", "households", "hh-0001", "visits").out.contains("【已作废】由17.0"))
      #expect(try taizhang("signoff", "print", "hh-0001").out.contains("【已作废】由17.0"))
    }
  }

  /// `show` prints `事件号 TX.POS`, rows cite events so, `correct` and `void` take it; `show` itself said E55.
  @Test func anEventIsShownByTheNameItIsCitedBy() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let id = try #require(try taizhang("show", "14.0", "--json").json["id"] as? String)
      let shown = try taizhang("show", id)
      #expect(shown.status == 0 && shown.out.contains("14.0"), "\(shown.err)")
      #expect(try taizhang("show", "\(id.dropLast())7").status == 1, "the transaction has one event")
      #expect(try taizhang("show", id, "--as-of", "14").status == 1, "nobody knew it then")
    }
  }
}
