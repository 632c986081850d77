import Foundation
import Testing

/// What people fill in: how it is refused, and by which words it may be given.
@Suite struct FilledInTests {
  /// `append` ended in 65 for what is refused by its form alone, everyday commands in 1, as if a rule had said no.
  @Test func formAloneIsMalformedWhateverTheCommand() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for command in [
        ["household", "add", "hh-2", "--place", "12", "--sign", "p-0001"],
        ["person", "add", "bogus", "--name", "x", "--sign", "p-founder"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 65 && answer.err.contains("T06"), "\(command): \(answer)")
      }
      // What is no reference may be a name, and nobody has it.
      let nobody = try taizhang("record", "visit.recorded", "--subject", "bogus", "minutes=5", "--sign", "p-0001")
      #expect(nobody.status == 1 && nobody.err.contains("E55"), "\(nobody)")
      let ruled = try taizhang("duty", "assign", "p-9999", "--role", "clerk")
      #expect(ruled.status == 1, "a rule says no: \(ruled)")
    }
  }

  /// `duty assign --role 分管县级领导` was refused with C10 and without a word of what may be written; `record` took it.
  @Test func shorthandsTakeLabelsAndRefuseWithTheChoices() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for command in [
        ["duty", "assign", "p-0001", "--role", "联络员"],
        ["person", "add", "p-0042", "--no-key", "--role", "经办人", "--org", "org-authority"],
        ["household", "add", "hh-0002", "--place", "621021103204", "--tag", "低保户", "--tag", "low_income"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 0, "\(command): \(answer.err)")
      }
      #expect(try taizhang("show", "duty-0001-2", "--json").out.contains("liaison"))
      for command in [
        ["duty", "assign", "p-0001", "--role", "bogus"], ["person", "add", "p-0043", "--role", "bogus"],
        ["household", "add", "hh-0003", "--tag", "bogus"], ["org", "add", "org-x", "--name", "某", "--kind", "bogus"],
        ["org", "add", "org-x", "--name", "某", "--level", "bogus"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 65 && answer.err.contains("X146"), "\(command): \(answer)")
        #expect(answer.err.contains("可填："), "\(command): \(answer)")
      }
    }
  }

  /// A file attached to an event that said `kind=photo_after` was a mere `photo` by its name, and sign-offs count kinds.
  @Test func aStatedKindOfEvidenceIsThatOfItsFiles() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try Data("photo".utf8).write(to: URL(fileURLWithPath: taizhang.path("ph.jpg")))
      func attach(_ more: [String]) throws -> Product.Answer {
        let event = ["record", "evidence.attached", "--subject", "hh-0001", "--attach", "ph.jpg"]
        return try taizhang.start(Product.binary, event + more + ["--sign", "p-0001"])
      }
      func lastKind() throws -> String? {
        let last = try taizhang("log", "--type", "evidence.attached", "--json").out.split(separator: "\n").last ?? ""
        let kinds = last.split(separator: "\"kind\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        return Set(kinds).count == 1 ? kinds.first : nil
      }
      let differing = try attach(["kind=photo_after", "--attach-kind", "document"])
      #expect(differing.status == 65 && differing.err.contains("E36"), "\(differing)")
      for (more, kind) in [
        (["kind=photo_after"], "photo_after"), (["--attach-kind", "photo_after"], "photo_after"), ([], "photo"),
        (["kind=document", "--attach-kind", "document"], "document"),
      ] {
        let answer = try attach(more)
        #expect(answer.status == 0, "\(more): \(answer.err)")
        #expect(try lastKind() == kind, "\(more)")
      }
    }
  }

  /// With `keys/` empty, as `restore` leaves it, `doctor` found every key in order and the next `record` found none.
  @Test func doctorMissesTheCheckpointKey() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let key = taizhang.path("ledger/keys/checkpoint.skey")
      try FileManager.default.removeItem(atPath: key)
      let doctor = try taizhang("doctor", "--json")
      #expect(doctor.status == 0 && doctor.out.contains("\"id\":\"keys\",\"verdict\":\"attention\""), "\(doctor)")
      let record = try taizhang.visit()
      #expect(record.status == 66 && record.err.contains("E14"), "\(record)")
      for told in [doctor.out, record.err] {
        #expect(told.contains("checkpoint.skey") && told.contains("备份不含密钥"), "\(told)")
      }
    }
  }

  /// To an auditor, who may read the ledger and not its keys, `doctor` said E16 and nothing else. Root may read everything.
  @Test(.enabled(if: geteuid() != 0)) func doctorGoesOnWithoutTheKeys() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      _ = try taizhang.start("/bin/chmod", ["0", "ledger/keys"])
      defer { _ = try? taizhang.start("/bin/chmod", ["700", "ledger/keys"]) }
      let doctor = try taizhang("doctor", "--json")
      #expect(doctor.status == 0 && doctor.out.contains("\"id\":\"keys\",\"verdict\":\"attention\""), "\(doctor)")
      #expect(doctor.out.contains("\"id\":\"versions\",\"verdict\":\"good\""), "\(doctor)")
    }
  }
}
