import Foundation
import Testing

/// A character by its number: no literal may hold a noncharacter.
private func character(_ number: UInt32) -> String { Unicode.Scalar(number).map { String(Character($0)) } ?? "" }

/// What people type, paste and carry in, at every door. `org add … --name $'\ufeff县财政局'` killed the program in a check of its own,
/// and the crash guard told "a database file is damaged", exit 2: a sound ledger was put back from a backup for a byte order mark.
@Suite struct HostileTextTests {
  /// Each is refused, whatever it is given for.
  private static let characters = [
    "\u{FEFF}", "\u{202E}", "\u{200B}", "\u{200E}", "\u{7F}", "\u{85}", "\u{7}", "\u{1B}[2J", character(0xFFFE),
    character(0xFDD0), character(0x1FFFF),
  ]

  /// Options and fields that take a text, of every command that records; `X` is where it goes.
  private static let doors: [(title: String, command: [String])] = [
    ("--name", ["org", "add", "org-x", "--name", "X"]),
    ("--name", ["person", "add", "p-0007", "--no-key", "--name", "X"]),
    ("--head-name", ["household", "add", "hh-0007", "--head-name", "X"]),
    ("--reason", ["duty", "end", "duty-0001-1", "--reason", "X"]),
    ("--reason", ["void", "7.0", "--reason", "X", "--sign", "p-founder"]),
    ("--reason", ["correct", "7.0", "persons=3", "--reason", "X", "--sign", "p-founder"]),
    ("--late-reason", ["household", "add", "hh-0007", "--late-reason", "X"]),
    ("--token", ["anchor", "record", "--kind", "paper", "--checkpoint", "cp", "--token", "X", "--sign", "p-founder"]),
    ("--clock", ["household", "add", "hh-0007", "--clock", "X"]),
    ("--place", ["household", "add", "hh-0007", "--place", "X"]),
    ("note", ["record", "evidence.attached", "--subject", "hh-0001", "note=X", "--sign", "p-0001"]),
    ("minutes", ["record", "visit.recorded", "--subject", "hh-0001", "minutes=X", "--sign", "p-0001"]),
    ("--subject", ["record", "visit.recorded", "minutes=1", "--sign", "p-0001", "--subject", "X"]),
    ("--by", ["record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--by", "X", "--sign", "p-0001"]),
    ("name", ["tx", "add", "t.note", "org.registered", "--subject", "org-x", "name=X"]),
    ("--origin", ["init", "--ledger", "N", "--region", "621021", "--authority", "某局", "--origin", "X"]),
    ("--authority", ["init", "--ledger", "N", "--origin", "a.example/b", "--region", "621021", "--authority", "X"]),
    (
      "--founder",
      ["init", "--ledger", "N", "--origin", "a.example/b", "--region", "621021", "--authority", "某局", "--founder", "X"]
    ),
    ("--disclose", ["prove", "--pack", "hh-0001", "-o", "p.zip", "--disclose", "X"]),
    ("--where", ["query", "households", "--where", "X"]), ("--where", ["query", "households", "--where", "tags=X"]),
  ]

  @Test func everyDoorNamesTheCharacter() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.write(try taizhang("checkpoint").out, "cp")
      #expect(try taizhang("tx", "new", "t.note", "--signer", "p-0001").status == 0)
      let before = try taizhang("verify", "--level", "hashes", "--json").json["size"] as? Int
      for (index, door) in Self.doors.enumerated() {
        // Each character at some doors, each door with some characters: all with all would take minutes.
        for offset in 0..<3 {
          let character = Self.characters[(index * 3 + offset) % Self.characters.count]
          let command = door.command.map { $0.replacingOccurrences(of: "X", with: "县\(character)局") }
          let answer = try taizhang.start(Product.binary, command, ["TAIZHANG_LANG": "en"])
          #expect(answer.status == 65, "\(command): \(answer)")
          #expect(answer.err.contains("E08") && answer.err.contains("at position 2"), "\(command): \(answer.err)")
          if door.command.last != "tags=X" {
            #expect(answer.err.contains(" of \(door.title):"), "\(command): \(answer.err)")
          }
        }
      }
      #expect(try taizhang("verify", "--level", "hashes", "--json").json["size"] as? Int == before)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("N")))
    }
  }

  /// What comes in files meets the same check, further in; there the file's place, or the field, is named.
  @Test func soDoFiles() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let scenario = """
        scenario: a
        orgs: {org-x: {name: "县\u{FEFF}财政局", kind: county_department}}
        steps: [{at: "2026-11-20T09:00:00+08:00", by: p-registrar-1, events: [{type: org.registered, subject: org-y, data: {name: x}}]}]
        """
      try taizhang.write(scenario, "setup.yaml")
      let setup = try taizhang("scenario", "setup.yaml")
      #expect(setup.status == 65 && setup.err.contains("Y04") && setup.err.contains("U+FEFF"), "\(setup)")
      try taizhang.write("户编号,户主姓名,行政村代码\nhh-0009,张\u{200B}三,621021103204\n", "list.csv")
      let sheet = try taizhang("import", "household", "list.csv", "--dry-run", "--sign", "p-founder")
      #expect(sheet.status == 65 || sheet.status == 1, "\(sheet)")
      #expect((sheet.out + sheet.err).contains("U+200B"), "\(sheet)")
      // A checkpoint is text that goes into an event: one with another's strange signature line did.
      let strange = try taizhang("checkpoint").out + "— a\u{FEFF}b c3RyYW5nZSBsaW5lcyBvZiBzb21lYm9keQ==\n"
      try taizhang.write(strange, "cp")
      let anchor = try taizhang(
        "anchor", "record", "--kind", "paper", "--checkpoint", "cp", "--token", "日报", "--sign", "p-founder")
      #expect(anchor.status == 65 && anchor.err.contains("U+FEFF"), "\(anchor)")
    }
  }

  /// Numbers and names that no field has room for ended in the same trap: 2^53 persons, a `json` value nested once too deep.
  @Test func soDoNumbers() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let many = try taizhang("household", "add", "hh-0007", "--persons", "9007199254740993")
      #expect(many.status == 65 && many.err.contains("E08"), "\(many)")
      for command in [
        ["follow", "web", "--into", "R", "--every", "4294967296"],
        ["anchor", "list", "--within", "9223372036854775807"],
        ["attest", "--unless-within", "9223372036854775807"], ["show", "hh-0001", "--as-of", "18446744073709551615"],
        ["prove", "18446744073709551615"], ["show", "18446744073709551615.9223372036854775807"],
        ["witness", "request", "--old", "18446744073709551615"], ["verify", "--jobs", "9223372036854775807"],
        ["household", "add", "hh-" + String(repeating: "1", count: 600), "--head-name", "张三"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect([0, 1, 64, 65, 66].contains(answer.status), "\(command): \(answer)")
        #expect(!answer.err.contains("Fatal error"), "\(command): \(answer.err)")
      }
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// Bytes that are no UTF-8 were recorded as replacement characters.
  @Test func bytesThatAreNoTextAreRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let script = "exec \"$0\" org add org-x --name \"$(printf '\\377')\""
      let answer = try taizhang.start("/bin/sh", ["-c", script, Product.binary])
      #expect(answer.status == 65 && answer.err.contains("UTF-8"), "\(answer)")
    }
  }
}
