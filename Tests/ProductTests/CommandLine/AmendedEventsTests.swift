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
        ["correct", "13.0", "minutes=40"], ["correct", "13.0", "minutes=25"], ["void", "14.0"],
      ] {
        let answer = try taizhang.start(Product.binary, change + sign)
        #expect(answer.status == 0, "\(answer.err)")
      }
      let corrected = try taizhang("show", "13.0").out
      #expect(corrected.contains("已由16.0更正：时长（分钟）=40") && corrected.contains("已由17.0更正：时长（分钟）=25"), "\(corrected)")
      #expect(try taizhang("show", "13.0", "--lang", "en").out.contains("corrected by 17.0: minutes=25"))
      #expect(try taizhang("show", "14.0").out.contains("已由18.0作废"))
      #expect(try taizhang("show", "14.0", "--lang", "en").out.contains("voided by 18.0"))
      #expect(try !taizhang("show", "15.0").out.contains("已由"), "one that stands")
      #expect(try !taizhang("show", "13.0", "--as-of", "15").out.contains("已由"), "nobody knew then")
      let trail = try taizhang("show", "hh-0001").out
      for mark in ["已由16.0更正", "已由17.0更正", "已由18.0作废"] { #expect(trail.contains(mark), "\(trail)") }

      let json = try taizhang("show", "13.0", "--json").json
      let corrections = json["corrected_by"] as? [[String: Any]]
      #expect(corrections?.compactMap { $0["place"] as? String } == ["16.0", "17.0"])
      #expect((corrections?.last?["fields"] as? [String: Any])?["minutes"] as? Int == 25)
      #expect(try taizhang("show", "14.0", "--json").json["voided_by"] as? String == "18.0")
      let lines = try taizhang("show", "hh-0001", "--json").out
      #expect(lines.contains("\"voided_by\":\"18.0\"") && lines.contains("\"corrected_by\":["))
    }
  }

  /// `show` prints `事件号 TX.POS`, rows cite events so, `correct` and `void` take it; `show` itself said E55.
  @Test func anEventIsShownByTheNameItIsCitedBy() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let id = try #require(try taizhang("show", "13.0", "--json").json["id"] as? String)
      let shown = try taizhang("show", id)
      #expect(shown.status == 0 && shown.out.contains("13.0"), "\(shown.err)")
      #expect(try taizhang("show", "\(id.dropLast())7").status == 1, "the transaction has one event")
      #expect(try taizhang("show", id, "--as-of", "13").status == 1, "nobody knew it then")
    }
  }
}
