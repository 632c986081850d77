import EventSourcing
import Testing

@testable import Assistance

/// Words for the steps of a sign-off, so that a row of a table reads like a sentence.
private enum Step {
  static let seen = ["pb-1"]

  static func open(by clerk: String = "p-clerk") -> Note {
    Note(
      "06-02", [clerk], E("problem.opened", "pb-1", #"{"source":"inspection","kind":"water","severity":2}"#))
  }
  static func attach(_ n: Int = 1, day: String = "06-05") -> Note {
    Note(day, ["p-clerk"], attachment(n))
  }
  static func attachment(_ n: Int) -> E {
    E("evidence.attached", "pb-1", #"{"sha256":"\#(Desk.digest(n))","kind":"photo"}"#)
  }
  static func signature(_ person: String, _ slot: String, basis: String? = nil) -> E {
    E("problem.signed", "pb-1", #"{"slot":"\#(slot)"}"#, by: person, basis: basis, refs: [])
  }
  static func sign(_ person: String, _ slot: String, day: String = "06-10") -> Note {
    Note(day, [person], seen: seen, signature(person, slot))
  }
  static let head = sign("p-head", "department_head")
  static let leader = sign("p-leader", "county_leader_in_charge")
  static func close(_ person: String = "p-clerk", day: String = "06-11") -> Note {
    Note(day, [person], E("problem.closed", "pb-1"))
  }
  static func event(_ type: String, _ data: String = "{}", day: String = "06-06", by: String = "p-clerk")
    -> Note
  {
    Note(day, [by], E(type, "pb-1", data))
  }
}

/// Notes that are accepted, the note that decides, and the codes it must meet.
struct SignOffCase: Sendable, CustomTestStringConvertible {
  let name: String
  let before: @Sendable () -> [Note]
  let note: @Sendable () -> Note
  let codes: [String]

  init(
    _ name: String, _ before: @escaping @Sendable () -> [Note], _ note: @escaping @Sendable () -> Note,
    _ codes: [String]
  ) {
    self.name = name
    self.before = before
    self.note = note
    self.codes = codes
  }

  var testDescription: String { name }
}

@Suite struct SignOffTests {
  static let cases: [SignOffCase] = evidenceCases + personCases + dutyCases + keyCases + formCases + lifeCases

  private static let evidenceCases: [SignOffCase] = [
    .init("no evidence", { [Step.open()] }, { Step.head }, ["S02"]),
    .init("evidence, then the head", { [Step.open(), Step.attach()] }, { Step.head }, []),
    .init(
      "evidence after the first signature voids it",
      { [Step.open(), Step.attach(), Step.head, Step.attach(2, day: "06-10")] }, { Step.leader }, ["S06"]),
    .init(
      "after new evidence both sign again",
      { [Step.open(), Step.attach(), Step.head, Step.attach(2, day: "06-10"), Step.head] }, { Step.leader },
      []),
    .init(
      "the same file again voids too",
      { [Step.open(), Step.attach(), Step.head, Step.attach(1, day: "06-10")] }, { Step.leader }, ["S06"]),
    .init(
      "evidence attached after a signature in one note",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-head", "p-leader"], seen: Step.seen, Step.signature("p-head", "department_head"),
          Step.attachment(2), Step.signature("p-leader", "county_leader_in_charge"))
      }, ["S06"]),
    .init(
      "evidence first and both signatures in one note",
      { [Step.open()] },
      {
        Note(
          "06-10", ["p-clerk", "p-head", "p-leader"], seen: Step.seen, Step.attachment(1),
          Step.signature("p-head", "department_head"), Step.signature("p-leader", "county_leader_in_charge"))
      }, []),
    .init(
      "evidence named in the opening counts",
      {
        [
          Note(
            "06-02", ["p-clerk"],
            E("problem.opened", "pb-1", #"{"source":"visit","kind":"water"}"#, evidence: [Desk.digest(7)]))
        ]
      }, { Step.head }, []),
  ]

  private static let personCases: [SignOffCase] = [
    .init(
      "one person in both slots",
      { [Step.open(), Step.attach(), Step.also("p-head", "county_leader_in_charge"), Step.head] },
      { Step.sign("p-head", "county_leader_in_charge") }, ["S01"]),
    .init(
      "one person in both slots of one note",
      { [Step.open(), Step.attach(), Step.also("p-head", "county_leader_in_charge")] },
      {
        Note(
          "06-10", ["p-head"], seen: Step.seen, Step.signature("p-head", "department_head"),
          Step.signature("p-head", "county_leader_in_charge"))
      }, ["S01"]),
    .init(
      "one person under two keys",
      {
        [
          Step.open(), Step.attach(), Step.also("p-head", "county_leader_in_charge"),
          Note("06-03", ["p-founder", "p-reg", "p-appointer"], Desk.key("p-head", "00000002")), Step.head,
        ]
      }, { Step.sign("p-head", "county_leader_in_charge") }, ["S01"]),
    .init(
      "one person under two accounts that were found to be one",
      {
        [
          Step.open(), Step.attach(), Step.head,
          Note(
            "06-10", ["p-founder", "p-reg", "p-appointer"],
            E("person.merged", "p-leader", #"{"duplicate":"p-head"}"#, refs: ["p-head"])),
        ]
      }, { Step.leader }, ["S01"]),
    .init(
      "the opener signs",
      { [Step.open(by: "p-head"), Step.attach()] }, { Step.head }, ["S05"]),
    .init(
      "the handler signs",
      { [Step.open(), Step.event("problem.progressed", by: "p-head"), Step.attach(day: "06-07")] },
      { Step.head }, ["S05"]),
    .init(
      "the wrong order",
      { [Step.open(), Step.attach()] }, { Step.leader }, ["S06"]),
    .init(
      "the wrong order in one note",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-head", "p-leader"], seen: Step.seen,
          Step.signature("p-leader", "county_leader_in_charge"),
          Step.signature("p-head", "department_head"))
      }, ["S06"]),
    .init(
      "both in one note, in order",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-head", "p-leader"], seen: Step.seen, Step.signature("p-head", "department_head"),
          Step.signature("p-leader", "county_leader_in_charge"), E("problem.closed", "pb-1"))
      }, []),
    .init(
      "the same slot twice",
      { [Step.open(), Step.attach(), Step.head] }, { Step.head }, ["S01", "S20"]),
    .init(
      "two heads in the first slot",
      { [Step.open(), Step.attach(), Step.also("p-other", "department_head"), Step.head] },
      { Step.sign("p-other", "department_head") }, ["S20"]),
  ]

  private static let dutyCases: [SignOffCase] = [
    .init(
      "no duty of the role",
      { [Step.open(), Step.attach()] }, { Step.sign("p-other", "department_head") }, ["G40", "S04"]),
    .init(
      "the head in the leader's slot",
      { [Step.open(), Step.attach(), Step.head] }, { Step.sign("p-other", "county_leader_in_charge") },
      ["G40", "S04"]),
    .init(
      "a duty that ended yesterday",
      { [Step.open(), Step.attach(), Note("06-09", ["p-appointer"], E("duty.ended", "duty-head"))] },
      { Step.head }, ["G40", "S04"]),
    .init(
      "a duty that ended this morning",
      { [Step.open(), Step.attach(), Note("06-10", ["p-appointer"], E("duty.ended", "duty-head"))] },
      { Step.head }, ["G40", "S04"]),
    .init(
      "a duty that will end tomorrow",
      {
        [
          Step.open(), Step.attach(),
          Note("06-09", ["p-appointer"], E("duty.ended", "duty-head", #"{"at":"2026-06-11"}"#)),
        ]
      },
      { Step.head }, []),
    .init(
      "a duty whose term was over yesterday",
      {
        [
          Step.open(), Step.attach(),
          Step.also("p-other", "department_head", #","from":"2026-06-01","to":"2026-06-09""#),
        ]
      },
      { Step.sign("p-other", "department_head") }, ["G40", "S04"]),
    .init(
      "a duty on the last day of its term",
      {
        [
          Step.open(), Step.attach(),
          Step.also("p-other", "department_head", #","from":"2026-06-01","to":"2026-06-10""#),
        ]
      },
      { Step.sign("p-other", "department_head") }, []),
    .init(
      "a duty that begins tomorrow",
      { [Step.open(), Step.attach(), Step.also("p-other", "department_head", #","from":"2026-06-11""#)] },
      { Step.sign("p-other", "department_head") }, ["G40", "S04"]),
    .init(
      "a suspended duty",
      { [Step.open(), Step.attach(), Note("06-09", ["p-appointer"], E("duty.suspended", "duty-head"))] },
      { Step.head }, ["G40", "S04"]),
    .init(
      "a suspension that is over",
      {
        [
          Step.open(), Step.attach(), Note("06-08", ["p-appointer"], E("duty.suspended", "duty-head")),
          Note("06-09", Desk.appointing, E("duty.resumed", "duty-head")),
        ]
      }, { Step.head }, []),
    .init(
      "a duty lent for some days",
      {
        [
          Step.open(), Step.attach(),
          Note(
            "06-09", ["p-head"],
            E(
              "delegation.granted", "dlg-1",
              #"{"principal":"p-head","delegate":"p-other","duty":"duty-head","from":"2026-06-09","to":"2026-06-12"}"#,
              refs: ["duty-head", "p-head", "p-other"])),
        ]
      }, { Step.sign("p-other", "department_head") }, []),
    .init(
      "a registrar signs",
      { [Step.open(), Step.attach()] }, { Step.sign("p-reg", "department_head") }, ["G20", "G40", "S04"]),
    .init(
      "the founder signs",
      { [Step.open(), Step.attach()] }, { Step.sign("p-founder", "department_head") }, ["G20", "G40", "S04"]),
  ]

  private static let keyCases: [SignOffCase] = [
    .init(
      "a key vouched for by one registrar only",
      {
        [
          Step.open(), Step.attach(), Note("06-03", ["p-founder"], E("person.registered", "p-new")),
          Note("06-03", ["p-founder"], Desk.key("p-new")), Step.also("p-new", "department_head"),
        ]
      }, { Step.sign("p-new", "department_head") }, ["K21"]),
    .init(
      "a second, weak key spoils the first",
      { [Step.open(), Step.attach(), Note("06-03", ["p-founder", "p-head"], Desk.key("p-head", "00000002"))] },
      { Step.head }, ["K21"]),
    .init(
      "the weak key revoked, the good one is enough",
      {
        [
          Step.open(), Step.attach(), Note("06-03", ["p-founder", "p-head"], Desk.key("p-head", "00000002")),
          Note("06-04", ["p-head"], E("key.revoked", "p-head", #"{"key":"p-head+00000002"}"#)),
        ]
      }, { Step.head }, []),
    .init(
      "every key revoked",
      {
        [
          Step.open(), Step.attach(),
          Note("06-04", ["p-head"], E("key.revoked", "p-head", #"{"key":"p-head+00000001"}"#)),
        ]
      },
      { Step.head }, ["K21"]),
  ]

  private static let formCases: [SignOffCase] = [
    .init(
      "entered for the signer",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-clerk"], seen: Step.seen,
          E(
            "problem.signed", "pb-1", #"{"slot":"department_head"}"#, by: "p-head", basis: "entered",
            refs: ["p-head"]))
      },
      ["G40", "G42", "S05", "S16"]),
    .init(
      "on paper",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-clerk", "p-other"], seen: Step.seen,
          E(
            "problem.signed", "pb-1", #"{"slot":"department_head"}"#, by: "p-head", basis: "paper",
            refs: ["p-head"], evidence: [Desk.digest(9)], evidenceKind: "scan"))
      }, ["G22", "G40", "G42", "S05", "S16"]),
    .init(
      "said to be the head's own, but the head does not sign",
      { [Step.open(), Step.attach()] },
      {
        Note(
          "06-10", ["p-clerk"], seen: Step.seen,
          E("problem.signed", "pb-1", #"{"slot":"department_head"}"#, by: "p-head", refs: ["p-head"]))
      },
      ["C09", "S05", "S16"]),
    .init(
      "without saying what was seen",
      { [Step.open(), Step.attach()] },
      { Note("06-10", ["p-head"], Step.signature("p-head", "department_head")) }, ["S17"]),
    .init(
      "having seen another subject",
      { [Step.open(), Step.attach()] },
      { Note("06-10", ["p-head"], seen: ["pb-2"], Step.signature("p-head", "department_head")) }, ["S17"]),
    .init(
      "a slot that no policy has",
      { [Step.open(), Step.attach()] }, { Step.sign("p-head", "first_secretary") }, ["S19"]),
  ]

  private static let lifeCases: [SignOffCase] = [
    .init("closing without a signature", { [Step.open(), Step.attach()] }, { Step.close() }, ["S18"]),
    .init(
      "closing with one signature", { [Step.open(), Step.attach(), Step.head] }, { Step.close() }, ["S18"]),
    .init(
      "closing with both", { [Step.open(), Step.attach(), Step.head, Step.leader] }, { Step.close() }, []),
    .init(
      "closing by a signer", { [Step.open(), Step.attach(), Step.head, Step.leader] },
      { Step.close("p-leader") }, []),
    .init(
      "closing by somebody else",
      { [Step.open(), Step.attach(), Step.head, Step.leader] }, { Step.close("p-other") }, ["G40"]),
    .init(
      "closing after evidence voided both",
      { [Step.open(), Step.attach(), Step.head, Step.leader, Step.attach(2, day: "06-10")] },
      { Step.close() }, ["S18"]),
    .init(
      "closing twice",
      { [Step.open(), Step.attach(), Step.head, Step.leader, Step.close()] }, { Step.close() }, ["R03"]),
    .init(
      "signing what is closed",
      { [Step.open(), Step.attach(), Step.head, Step.leader, Step.close()] },
      { Step.sign("p-head", "department_head", day: "06-12") },
      ["R03", "S01", "S20"]),
    .init(
      "evidence after closing is taken",
      { [Step.open(), Step.attach(), Step.head, Step.leader, Step.close()] },
      { Step.attach(2, day: "06-12") }, []),
    .init(
      "progress after closing",
      { [Step.open(), Step.attach(), Step.head, Step.leader, Step.close()] },
      { Step.event("problem.progressed", day: "06-12") }, ["R03"]),
    .init(
      "signing a reopened problem on the old evidence",
      {
        [
          Step.open(), Step.attach(), Step.head, Step.leader, Step.close(),
          Step.event("problem.reopened", day: "06-20"),
        ]
      },
      { Step.sign("p-head", "department_head", day: "06-21") }, ["R03", "S02"]),
    .init(
      "the old file proves nothing new",
      {
        [
          Step.open(), Step.attach(), Step.head, Step.leader, Step.close(),
          Step.event("problem.reopened", day: "06-20"),
          Step.attach(1, day: "06-21"),
        ]
      }, { Step.sign("p-head", "department_head", day: "06-22") }, ["S02"]),
    .init(
      "a reopened problem with new evidence",
      {
        [
          Step.open(), Step.attach(), Step.head, Step.leader, Step.close(),
          Step.event("problem.reopened", day: "06-20"),
          Step.attach(3, day: "06-21"),
        ]
      }, { Step.sign("p-head", "department_head", day: "06-22") }, []),
    .init(
      "closing a reopened problem on the old signatures",
      {
        [
          Step.open(), Step.attach(), Step.head, Step.leader, Step.close(),
          Step.event("problem.reopened", day: "06-20"),
        ]
      },
      { Step.close(day: "06-21") }, ["S18"]),
    .init(
      "the leader returns it, then signs",
      {
        [Step.open(), Step.attach(), Step.head, Step.event("problem.returned", day: "06-11", by: "p-leader")]
      },
      { Step.sign("p-leader", "county_leader_in_charge", day: "06-12") }, ["R03", "S06"]),
    .init(
      "progress between the signatures",
      { [Step.open(), Step.attach(), Step.head] }, { Step.event("problem.progressed", day: "06-10") }, ["R03"]
    ),
    .init(
      "an extension that shortens",
      { [Step.open(), Step.event("problem.listed", #"{"deadline":"2026-07-01"}"#)] },
      { Step.event("problem.deadline_extended", #"{"new_deadline":"2026-06-30"}"#, by: "p-head") }, ["R06"]),
    .init("opening it twice", { [Step.open()] }, { Step.open() }, ["R02"]),
    .init("evidence for a problem nobody opened", { [] }, { Step.attach() }, ["R01"]),
  ]

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: SignOffCase) throws {
    let desk = try Desk.county()
    for note in row.before() { try desk.accept(note) }
    #expect(try desk.submit(row.note()) == row.codes)
  }

  /// A closed problem shows who signed where, on what head, and that the file stands.
  @Test func closedRowTellsTheStory() throws {
    let desk = try Desk.county()
    try desk.accept(Step.open(), Step.attach(), Step.head, Step.leader, Step.close())
    let row = try #require(desk.state.problems["pb-1"])
    #expect(row.state == .closed)
    #expect(row.signatures.map(\.signer) == ["p-head", "p-leader"])
    #expect(row.signatures.allSatisfy { $0.head.utf8.count == 44 })
    #expect(row.evidence == 1 && row.evidenceKinds == ["photo"])
    #expect(row.closedDay == "2026-06-11" && row.opener == "p-clerk")
    #expect(desk.state.evidence[Desk.digest(1)]?.subjects == ["pb-1"])
  }
}

extension Step {
  /// A further duty for someone, given as power is: by the leader and a registrar.
  fileprivate static func also(_ person: String, _ role: String, _ more: String = "") -> Note {
    Note("06-03", Desk.appointing, Desk.duty("duty-also", person, role, "org-bureau", more: more))
  }
}
