import AssistanceLedger
import EventSourcing
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Interchange

/// Evidence packs: what a stranger is handed holds, and nothing in it can be changed unnoticed.
@Suite struct PackTests {
  /// A ledger with one household's story, attested, and the pack of it.
  final class Packed {
    let ledger: ImportLedger
    let pins: ProofPins
    let photo = Array("a photo".utf8)

    init() throws {
      ledger = try ImportLedger()
      let session = ledger.session
      let file = "\(ledger.path)/photo.jpg"
      try Files.write(file, photo)
      let time = session.now().beijingText
      var first = PlainEvent("household.registered", "hh-1", time: time) {
        $0.member("head_name", "李四")
        $0.member("persons", 3)
      }
      first.place = "621021103204"
      first.evidence = try EvidenceFiles.keep([file], kind: nil, session.ledger.folder)
      let other = PlainEvent("household.registered", "hh-2", time: time) { $0.member("head_name", "王五") }
      try Self.accept(try session.submit([first, other], keys: [try ledger.officer]))
      let visit = PlainEvent("visit.recorded", "hh-1", time: time) { $0.member("minutes", 45) }
      try Self.accept(try session.submit([visit], keys: [try ledger.officer]))
      let folder = session.ledger.folder
      _ = try Attesting(session).attest(nil, keys: [try KeyFile.load(folder.secretKey(Reference.ledger))])
      pins = ProofPins(
        checkpointKeys: [try KeyFile.loadVerifier(folder.verifierKey("checkpoint"))],
        genesis: session.ledger.about.genesis)
    }

    static func accept(_ outcome: Outcome) throws {
      if let refusal = outcome.refusals.first { throw refusal }
    }

    func make(_ fields: [String] = [], subject: String = "hh-1") throws -> PackMaker.Made {
      try PackMaker(ledger.session.ledger, vault: try ledger.session.vault).make(subject, disclose: fields)
    }

    func members(_ fields: [String] = []) throws -> [PackMember] {
      try PackArchive.read(try make(fields).bytes).members
    }
  }

  @Test func whatIsMadeHolds() throws {
    let packed = try Packed()
    let made = try packed.make(["head_name"])
    let verdict = try PackCheck(parsing: made.bytes).check(packed.pins)
    guard case .subject(let history) = verdict.proof.shown else { return #expect(Bool(false)) }
    #expect(history.subject == "hh-1" && history.entries.count == 2 && verdict.isPageOurs)
    #expect(verdict.present.count == 1 && verdict.absent.isEmpty)
    #expect(verdict.openings.map(\.value) == ["李四"], "another household's name in the same note stays sealed")
    #expect(try packed.make(["head_name"]).bytes == made.bytes, "same ledger, same options, same bytes")
  }

  @Test func nothingIsDisclosedUnasked() throws {
    let packed = try Packed()
    let made = try packed.make()
    for name in ["李四", "王五"] {
      let needle = Array(name.utf8)
      let isThere = made.bytes.indices.contains { made.bytes[$0...].starts(with: needle) }
      #expect(!isThere, "\(name)")
    }
    #expect(!made.names.contains("openings.jsonl"))
  }

  @Test func anErasedValueCannotBeDisclosedAndThePackStillHolds() throws {
    let packed = try Packed()
    let ledger = packed.ledger.session.ledger
    let error = #expect(throws: LedgerError.self) {
      try PackMaker(ledger, vault: nil).make("hh-1", disclose: ["head_name"])
    }
    #expect(error?.code == "E71")
    #expect(throws: LedgerError(.refused, "E70", "", "")) { try packed.make(["phone"]) }
    #expect(throws: LedgerError(.refused, "E55", "", "")) { try packed.make(subject: "hh-9") }
    let made = try PackMaker(ledger, vault: nil).make("hh-1")
    #expect(try PackCheck(parsing: made.bytes).check(packed.pins).openings.isEmpty)
  }

  /// Evidence lay in a pack under its digest alone: whoever unpacked it could open no photo by a double click.
  @Test func evidenceHasItsEnding() throws {
    let packed = try Packed()
    let made = try packed.make()
    #expect(made.names.contains("evidence/\(SHA256.hash(packed.photo).hex).jpg"), "\(made.names)")
    for (media, ending) in [
      ("application/pdf", ".pdf"), ("image/png", ".png"), ("video/mp4", ".mp4"), ("application/octet-stream", ".bin"),
      ("x/y", ".bin"),
    ] {
      #expect(EvidenceFiles.ending(ofMedia: media) == ending)
    }
  }

  @Test func absentEvidenceIsSaid() throws {
    let packed = try Packed()
    let digest = SHA256.hash(packed.photo).hex
    let blob = packed.ledger.session.ledger.folder.blob(digest)
    try Files.remove(blob)
    let made = try packed.make()
    #expect(made.absent.map(\.sha256) == [digest])
    #expect(try PackCheck(parsing: made.bytes).check(packed.pins).absent.map(\.sha256) == [digest])
    try Files.write(blob, Array("another photo".utf8))
    #expect(throws: LedgerError(.integrity, "L08", "", "")) { try packed.make() }
  }

  // MARK: Forgers

  /// What a forger does to a pack. He always writes SHA256SUMS anew: that costs him nothing.
  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    let change: @Sendable (inout [PackMember]) -> Void

    init(_ desc: String, _ code: String, _ change: @escaping @Sendable (inout [PackMember]) -> Void) {
      testDescription = desc
      self.code = code
      self.change = change
    }
  }

  static let forgeries: [Forgery] = [
    Forgery("an entry's text", "L11") { $0.edit("entries/", containing: "visit.recorded") { $0.swap("45", "54") } },
    Forgery("an entry and its proof's text", "L11") { members in
      members.edit("entries/", containing: "visit.recorded") { $0.swap("45", "54") }
      members.edit("subject.proof") { $0.swap("hh-1", "hh-2") }
    },
    Forgery("an entry dropped", "L11") { $0.drop("entries/\($0.visit).entry") },
    Forgery("an entry and its proof dropped", "L11") {
      let visit = $0.visit
      $0.drop("entries/\(visit).entry")
      $0.drop("proofs/\(visit).proof")
    },
    Forgery("a proof exchanged for another's", "L11") { members in
      let first = members.bytes("proofs/000000000000.proof")
      members.edit("proofs/\(members.visit)") { $0 = first }
    },
    Forgery("a key", "L11") { $0.edit("keys.json") { $0.swap("p-founder", "p-foundEr") } },
    Forgery("the opened name", "L11") { $0.edit("openings.jsonl") { $0.swap("李四", "李五") } },
    Forgery("the opening's person", "L11") { $0.edit("openings.jsonl") { $0.swap("hh-1", "hh-2") } },
    Forgery("the opening twice", "L11") { $0.edit("openings.jsonl") { $0 += $0 } },
    Forgery("the photo", "L11") { $0.edit("evidence/") { $0[0] ^= 1 } },
    Forgery("a photo nobody named", "L11") {
      $0.append(PackMember(name: "evidence/\(SHA256.hash([1]).hex).jpg", bytes: [1]))
    },
    Forgery("the checkpoint", "L11") { $0.edit("checkpoint.note") { $0.swap("ledger", "Ledger") } },
    Forgery("what the metadata say", "L11") { $0.edit("metadata.json") { $0.swap("\"events\":2", "\"events\":3") } },
    Forgery("the photo dropped, the metadata left", "L11") { members in
      members.removeAll { $0.name.hasPrefix("evidence/") }
    },
    Forgery("a stranger's file", "E64") { $0.append(PackMember(name: "setup.exe", bytes: [1])) },
    Forgery("the photo by another ending", "L11") { $0.rename("evidence/") { $0.dropLast(4) + ".exe" } },
    Forgery("the photo without its ending", "E64") { $0.rename("evidence/") { String($0.dropLast(4)) } },
    Forgery("a name that leaves the folder", "E64") {
      $0.append(PackMember(name: "evidence/../../x", bytes: [1]))
    },
    Forgery("the proof dropped", "E64") { $0.drop("subject.proof") },
    Forgery("the proof of something else", "L11") { members in
      let entry = members.bytes("proofs/000000000000.proof")
      members.edit("subject.proof") { $0 = entry }
    },
  ]

  @Test func everyForgeryIsFound() throws {
    let packed = try Packed()
    let (members, time) = try PackArchive.read(try packed.make(["head_name"]).bytes)
    for forgery in Self.forgeries {
      var forged = members
      forgery.change(&forged)
      #expect(forged != members, "\(forgery.testDescription): nothing was changed")
      forged.drop(PackName.sums)
      forged.append(PackMember(name: PackName.sums, bytes: PackName.sums(of: forged)))
      let error = #expect(throws: LedgerError.self, "\(forgery.testDescription)") {
        try PackCheck(parsing: PackArchive.write(PackName.sorted(forged), time: time)).check(packed.pins)
      }
      #expect(error?.code == forgery.code, "\(forgery.testDescription): \(String(describing: error))")
    }
  }

  /// Stored members can be read with a pager; nothing is gained by what must be unpacked first.
  @Test func aCompressedPackIsNone() throws {
    let packed = try Packed()
    let compressed = ZipBuilder.zip(try packed.members().map { ($0.name, $0.bytes) })
    #expect(throws: LedgerError(.malformed, "E64", "", "")) { try PackCheck(parsing: compressed) }
  }

  /// The page proves nothing, and another version may print another: it is told, not refused.
  @Test func anotherPageIsSaid() throws {
    let packed = try Packed()
    var members = try packed.members()
    members.edit("index.html") { $0.swap("45", "54") }
    #expect(throws: LedgerError(.integrity, "L11", "", "")) { try PackCheck(members).check(packed.pins) }
    members.drop(PackName.sums)
    members.append(PackMember(name: PackName.sums, bytes: PackName.sums(of: members)))
    #expect(try !PackCheck(members).check(packed.pins).isPageOurs)
  }

  @Test func damagedArchivesNeverCrash() throws {
    let packed = try Packed()
    let bytes = try packed.make(["head_name"]).bytes
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var damaged = bytes
      if random.next() % 4 == 0 {
        damaged.removeLast(Int(random.next() % UInt64(bytes.count)))
      } else {
        damaged[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 << (random.next() % 8))
      }
      do throws(LedgerError) {
        _ = try PackCheck(parsing: damaged).check(packed.pins)
      } catch {
        #expect(["E64", "L11"].contains(error.code), "\(error)")
      }
    }
  }
}

extension [PackMember] {
  func bytes(_ name: String) -> [UInt8] { first { $0.name == name }?.bytes ?? [] }

  /// The number, as names have it, of the entry with the visit.
  var visit: String {
    let entry = first { $0.name.hasPrefix("entries/") && String(decoding: $0.bytes, as: UTF8.self).contains("visit.") }
    return String(entry?.name.dropFirst("entries/".count).prefix(12) ?? "")
  }

  mutating func drop(_ name: String) { removeAll { $0.name == name } }

  /// Gives the first member whose name begins so another name.
  mutating func rename(_ name: String, _ change: (String) -> String) {
    guard let index = firstIndex(where: { $0.name.hasPrefix(name) }) else { return }
    self[index] = PackMember(name: change(self[index].name), bytes: self[index].bytes)
  }

  /// Changes the first member whose name begins so and whose text holds these words.
  mutating func edit(_ name: String, containing words: String = "", _ change: (inout [UInt8]) -> Void) {
    let index = firstIndex {
      $0.name.hasPrefix(name) && String(decoding: $0.bytes, as: UTF8.self).contains(words)
        || words.isEmpty
          && $0.name.hasPrefix(name)
    }
    guard let index else { return }
    var bytes = self[index].bytes
    change(&bytes)
    self[index] = PackMember(name: self[index].name, bytes: bytes)
  }
}

extension [UInt8] {
  /// Puts one text in place of another, everywhere.
  mutating func swap(_ old: String, _ new: String) {
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    var result: [UInt8] = []
    var index = 0
    while index < count {
      if self[index...].starts(with: old) {
        result += new
        index += old.count
      } else {
        result.append(self[index])
        index += 1
      }
    }
    self = result
  }
}
