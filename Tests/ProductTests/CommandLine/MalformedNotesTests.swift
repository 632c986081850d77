import Foundation
import Testing

/// `append` tells notes that are no notes from notes that the rules refuse.
@Suite struct MalformedNotesTests {
  /// A duplicate name, a float, a null, a lone surrogate, a field of another kind, bytes that are no note and a note too
  /// long all ended in 1, "refused by a rule": 65 is for what is malformed.
  @Test func malformedNotesEndIn65() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("tx", "new", "t.note", "--signer", "p-0001").status == 0)
      let event = ["tx", "add", "t.note", "visit.recorded", "--subject", "hh-0001", "minutes=45"]
      #expect(try taizhang.start(Product.binary, event).status == 0)
      #expect(try taizhang("tx", "sign", "t.note", "--sign", "p-0001").status == 0)
      let note = try String(contentsOfFile: taizhang.path("t.note"), encoding: .utf8)
      let minutes = "\"minutes\":45"
      #expect(note.contains(minutes))
      let notes: [(String, String)] = [
        ("T03", note.replacingOccurrences(of: minutes, with: minutes + "," + minutes)),
        ("T03", note.replacingOccurrences(of: minutes, with: "\"minutes\":4.5")),
        ("T03", note.replacingOccurrences(of: minutes, with: "\"minutes\":null")),
        ("T03", note.replacingOccurrences(of: minutes, with: "\"minutes\":\"\\ud800\"")),
        ("T06", note.replacingOccurrences(of: "\"subject\":\"hh-0001\"", with: "\"subject\":7")),
        ("T07", "no note\n"),
        ("T08", String(repeating: "x", count: 1 << 17) + note),
      ]
      for (code, text) in notes {
        #expect(text != note)
        try text.write(toFile: taizhang.path("bad.note"), atomically: false, encoding: .utf8)
        for dry in [[], ["--dry-run"]] {
          let answer = try taizhang.start(Product.binary, ["append", "bad.note"] + dry)
          #expect(answer.status == 65 && answer.err.contains(code), "\(code) \(dry): \(answer.status) \(answer.err)")
        }
      }
      // A rule's no stays 1, also beside a malformed note.
      let altered = note.replacingOccurrences(of: minutes, with: "\"minutes\":46")
      try altered.write(toFile: taizhang.path("altered.note"), atomically: false, encoding: .utf8)
      #expect(try taizhang("append", "altered.note").status == 1)
      #expect(try taizhang("append", "altered.note", "bad.note").status == 1)
      #expect(try taizhang("append", "t.note").status == 0)
    }
  }
}
