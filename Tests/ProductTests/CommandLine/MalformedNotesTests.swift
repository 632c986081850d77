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

  /// A transaction file cut short was shown with its lines glued together, and added to.
  @Test func aBrokenTransactionFileIsNeitherShownNorAddedTo() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("tx", "new", "t.note", "--signer", "p-0001").status == 0)
      let event = ["visit.recorded", "--subject", "hh-0001", "minutes=45"]
      #expect(try taizhang.start(Product.binary, ["tx", "add", "t.note"] + event).status == 0)
      let note = try String(contentsOfFile: taizhang.path("t.note"), encoding: .utf8)
      for broken in [String(note.dropLast(20)), note.replacingOccurrences(of: ":45", with: ":4.5")] {
        #expect(broken != note)
        try broken.write(toFile: taizhang.path("bad.note"), atomically: false, encoding: .utf8)
        for command in [["show", "bad.note"], ["add", "bad.note"] + event, ["sign", "bad.note", "--sign", "p-0001"]] {
          let answer = try taizhang.start(Product.binary, ["tx"] + command)
          #expect(answer.status == 65 && answer.err.contains("E67"), "\(command): \(answer)")
          #expect(try String(contentsOfFile: taizhang.path("bad.note"), encoding: .utf8) == broken)
        }
      }
    }
  }

  /// An answer for which there was no room ended in 74 without a word.
  @Test func anAnswerThatCannotBeWrittenIsTold() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let script = "exec \"$0\" \"$@\" > /dev/full"
      for command in [["query", "persons"], ["verify"], ["--help"]] {
        let answer = try taizhang.start("/bin/sh", ["-c", script, Product.binary] + command)
        #expect(answer.status == 74 && answer.err.contains("E15"), "\(command): \(answer)")
      }
    }
  }
}
