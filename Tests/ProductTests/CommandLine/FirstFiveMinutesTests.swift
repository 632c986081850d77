import Foundation
import Testing

/// What a newcomer types, as the help prints it.
@Suite struct FirstFiveMinutesTests {
  @Test func helpIsTrue() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let trail = try taizhang("show", "hh-0001")
      #expect(trail.status == 0)
      #expect(trail.out.contains("visit.recorded"))
      let verdict = try taizhang("verify", "--json")
      #expect(verdict.status == 0, "\(verdict.err)")
      #expect(verdict.json["ok"] as? Bool == true)
      #expect(verdict.json["level"] as? String == "views")
    }
  }

  @Test func everyCommandNamesTheNext() throws {
    try Product.run { (taizhang) throws in
      let hints = ["TAIZHANG_HINTS": "1", "LANG": "en_US.UTF-8"]
      let made = try taizhang(
        "init", "--origin", "a.example/l", "--region", "62", "--authority", "x", environment: hints)
      #expect(made.err.contains("next: taizhang person add p-0002 --name NAME --role registrar"), "\(made.err)")
      let added = try taizhang(
        "person", "add", "p-1", "--role", "handler", "--org", "org-authority", environment: hints)
      #expect(added.err.contains("next: taizhang person add p-0002 --name NAME --role registrar"), "\(added.err)")
      try taizhang.makeSigners()
      let after = try taizhang(
        "person", "add", "p-2", "--role", "handler", "--org", "org-authority", "--sign", "p-founder", environment: hints
      )
      #expect(after.err.contains("next: taizhang household add"), "\(after.err)")
    }
  }

  @Test func signOffRoleNeedsTwoRegistrarsAndSaysHow() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let refused = try taizhang("person", "add", "p-0002", "--role", "department_head", "--org", "org-authority")
      #expect(refused.status == 1)
      #expect(refused.err.contains("E60") && refused.err.contains("--role registrar"), "\(refused.err)")
      // A refusal leaves no key behind: it would be in the way of the next try.
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("ledger/keys/p-0002.skey")))
      try taizhang.makeSigners()
      let again = try taizhang("person", "add", "p-0004", "--role", "department_head", "--org", "org-authority")
      #expect(again.status == 1 && again.err.contains("--sign p-0008 p-founder p-0009"), "\(again.err)")
    }
  }

  @Test func refusedPersonLeavesNoKey() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("person", "add", "p-0005", "--role", "handler", "--org", "org-nowhere").status == 1)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("ledger/keys/p-0005.skey")))
    }
  }

  @Test func problemIsSignedOffByTwo() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try Data("photo".utf8).write(to: URL(fileURLWithPath: taizhang.path("a.jpg")))
      #expect(
        try taizhang(
          "record", "problem.opened", "--subject", "pb-1", "source=走访", "kind=饮水安全", "household=hh-0001",
          "description=没水", "--sign", "p-0001"
        ).status == 0)
      #expect((try taizhang("inbox", "--person", "p-0002", "--json").json["items"] as? [Any])?.count == 0)
      #expect(
        try taizhang("record", "evidence.attached", "--subject", "pb-1", "--attach", "a.jpg", "--sign", "p-0001").status
          == 0)
      let inbox = try taizhang("inbox", "--person", "p-0002", "--json").json["items"] as? [[String: Any]]
      #expect(inbox?.first?["slot"] as? String == "department_head")
      #expect((try taizhang("inbox", "--person", "p-0001", "--json").json["items"] as? [Any])?.count == 0)
      let file = try taizhang("signoff", "show", "pb-1", "--json")
      #expect(file.json["count"] as? Int == 2)
      #expect((file.json["slots"] as? [String]) == ["department_head", "county_leader_in_charge"])
      #expect(try taizhang("signoff", "print", "pb-1", "--format", "html").out.hasPrefix("<!doctype html>"))

      let wrongOrder = try taizhang(
        "record", "problem.signed", "--subject", "pb-1", "slot=county_leader_in_charge", "--sign", "p-0003")
      #expect(wrongOrder.status == 1 && wrongOrder.err.contains("S06"))
      #expect(
        try taizhang("record", "problem.signed", "--subject", "pb-1", "slot=department_head", "--sign", "p-0002").status
          == 0)
      #expect(
        try taizhang(
          "record", "problem.signed", "--subject", "pb-1", "slot=county_leader_in_charge", "--sign", "p-0003"
        ).status == 0)
      #expect(try taizhang("record", "problem.closed", "--subject", "pb-1", "--sign", "p-0001").status == 0)

      let steps = try taizhang("explain", "problems", "pb-1", "state", "--json").out.split(separator: "\n")
      #expect(steps.count == 5)
      #expect(try taizhang("verify").status == 0)
    }
  }
}
