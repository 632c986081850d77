import Foundation
import Testing

/// Openings of sealed values are durable before their note is judged. They were believed even when the note was refused: a
/// visit to 钱七, whom a refused `household add` had named, was recorded on another household, signed.
@Suite struct RefusedOpeningsTests {
  private func visit(_ taizhang: Product, _ column: String, _ value: String) throws -> Product.Answer {
    let subject = column == "对象姓名" ? "" : "hh-0001"
    try "对象编号,走访方式,区划代码,发生时间,\(column)\n\(subject),电话,621021103204,2026-05-02,\(value)\n".write(
      toFile: taizhang.path("visits.csv"), atomically: true, encoding: .utf8)
    return try taizhang(
      "import", "visit.recorded", "visits.csv", "--sign", "p-0001", "--late-reason", "补录", "--json")
  }

  private func expectNobody(_ answer: Product.Answer, _ name: String) {
    let codes = (answer.json["problems"] as? [[String: Any]])?.map { $0["code"] as? String ?? "" }
    #expect(answer.status == 65 && codes == ["X158"], "\(name): \(answer.out)\(answer.err)")
  }

  @Test func aNameThatWasRefusedIsNobodys() throws {
    try Product.run { taizhang in
      try taizhang.makeLedger()
      let person = try taizhang("person", "add", "p-0001", "--name", "赵六", "--no-key", "--sign", "p-founder")
      #expect(person.status == 1 && person.err.contains("R02"))
      expectNobody(try visit(taizhang, "visitor", "赵六"), "赵六")
      let household = try taizhang("household", "add", "hh-0001", "--place", "621021103204", "--head-name", "钱七")
      #expect(household.status == 1 && household.err.contains("R02"))
      expectNobody(try visit(taizhang, "对象姓名", "钱七"), "钱七")
      // A candidate that does not exist made a name ambiguous.
      let other = try taizhang("person", "add", "p-0005", "--name", "张三", "--org", "org-nosuch", "--no-key")
      #expect(other.status == 1)
      #expect(try visit(taizhang, "visitor", "张三").status == 0)
    }
  }

  @Test func aStrangersNoteNamesNobody() throws {
    try Product.run { taizhang in
      try taizhang.makeLedger()
      #expect(try taizhang("key", "generate", "p-0077", "--into", ".").status == 0)
      try taizhang("tx", "new", "y.note", "--signer", "p-0077")
      try taizhang("tx", "add", "y.note", "household.registered", "--subject", "hh-0001", "head_name=孙八")
      #expect(try taizhang("tx", "sign", "y.note", "--sign", "p-0077.skey").status == 0)
      let refused = try taizhang("append", "y.note")
      #expect(refused.status == 1 && refused.err.contains("K04"), "\(refused.err)")
      expectNobody(try visit(taizhang, "对象姓名", "孙八"), "孙八")

      // Nor may its openings ride on a note that would be accepted.
      try taizhang("tx", "new", "z.note", "--signer", "p-0001")
      try taizhang("tx", "add", "z.note", "visit.recorded", "--subject", "hh-0001", "text=看了看")
      try taizhang("tx", "sign", "z.note", "--sign", "p-0001")
      let size = try taizhang("checkpoint").out
      let own = try String(contentsOfFile: taizhang.path("z.note.openings"), encoding: .utf8)
      let foreign = try String(contentsOfFile: taizhang.path("y.note.openings"), encoding: .utf8)
      try (own + foreign).write(toFile: taizhang.path("z.note.openings"), atomically: true, encoding: .utf8)
      let mixed = try taizhang("append", "z.note")
      #expect(mixed.status == 65 && mixed.err.contains("E49"), "\(mixed.err)")
      #expect(try taizhang("checkpoint").out == size)
      try own.write(toFile: taizhang.path("z.note.openings"), atomically: true, encoding: .utf8)
      #expect(try taizhang("append", "z.note").status == 0)
    }
  }

  @Test func aNameThatWasAcceptedOrCorrectedIsFound() throws {
    try Product.run { taizhang in
      try taizhang.makeLedger()
      let added = try taizhang(
        "household", "add", "hh-0002", "--place", "621021103204", "--head-name", "吴十", "--json")
      let seq = try #require((added.json["receipt"] as? [String: Any])?["seq"] as? Int, "\(added.out)")
      #expect(try visit(taizhang, "对象姓名", "吴十").status == 0)
      let corrected = try taizhang(
        "correct", "\(seq).0", "head_name=周九", "--reason", "笔误", "--sign", "p-0001")
      #expect(corrected.status == 0, "\(corrected.err)")
      let found = try visit(taizhang, "对象姓名", "周九")
      #expect(found.status == 0, "\(found.out)\(found.err)")
    }
  }
}
