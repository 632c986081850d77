import EventSourcing
import Testing

/// A county, notes it accepts, a note, and the codes that note must meet.
struct RefusalCase: Sendable, CustomTestStringConvertible {
  let name: String
  let before: [Note]
  let note: Note
  let codes: [String]

  init(_ name: String, _ before: Note..., then note: Note, _ codes: [String]) {
    self.name = name
    self.before = before
    self.note = note
    self.codes = codes
  }

  private init(_ name: String, before: [Note], then note: Note, _ codes: [String]) {
    self.name = name
    self.before = before
    self.note = note
    self.codes = codes
  }

  init(_ name: String, _ note: Note, _ codes: [String]) {
    self.name = name
    before = []
    self.note = note
    self.codes = codes
  }

  /// One whose notes before are given as a list.
  static func after(_ name: String, _ before: [Note], then note: Note, _ codes: [String]) -> RefusalCase {
    RefusalCase(name, before: before, then: note, codes)
  }

  /// The desk takes what went before, and meets the note with these codes and no others.
  func hold(at desk: Desk, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for note in before { try desk.accept(note, sourceLocation: sourceLocation) }
    let refusals = try desk.refusals(note)
    #expect(
      refusals.map(\.code).sorted() == codes, "\(refusals.map(\.message.en))", sourceLocation: sourceLocation)
  }

  var testDescription: String { name }
}

extension Note {
  /// An act of one's own.
  static func act(_ type: String, _ subject: String, by: String, _ data: String = "{}", day: String = "06-08") -> Note {
    Note(day, [by], E(type, subject, data))
  }

  /// What another did, entered by who signs.
  static func entered(_ type: String, _ subject: String, by: String, for doer: String, day: String = "06-08") -> Note {
    Note(day, [by], E(type, subject, by: doer, basis: "entered", refs: [doer]))
  }
}
