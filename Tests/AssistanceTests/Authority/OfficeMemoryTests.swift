import EventSourcing
import Testing

@testable import Assistance

/// A person's offices are remembered between events. Whatever happens to a duty, what is remembered is what would be found.
@Suite struct OfficeMemoryTests {
  private static let persons = ["p-head", "p-clerk", "p-other", "p-leader", "p-appointer", "p-reg", "p-founder"]

  /// Asked twice, of earlier, this and later entries and on days around: the second answer is remembered.
  private func check(_ desk: Desk, _ what: String) {
    for person in Self.persons where desk.state.persons[person]?.state != .merged {
      for day in ["2026-05-31", "2026-06-02", "2026-06-05", "2026-07-01"] {
        for seq in [desk.seq - 1, desk.seq, .max, desk.seq - 1] {
          let remembered = (0..<2).map { _ in
            desk.state.offices(of: person, on: day, before: seq).map { "\($0.key) \($0.principal ?? "")" }
          }
          let found = desk.state.offices(of: person, on: day, before: seq, evenMerged: true).map {
            "\($0.key) \($0.principal ?? "")"
          }
          #expect(remembered == [found, found], "\(what): \(person) on \(day) before \(seq)")
        }
      }
    }
  }

  @Test func itIsWhatWouldBeFound() throws {
    let desk = try Desk.county()
    check(desk, "founded")
    let lent =
      #"{"principal":"p-head","delegate":"p-clerk","duty":"duty-head","from":"2026-06-02","to":"2026-06-30"}"#
    let notes = [
      Note("06-02", Desk.appointing, Desk.duty("duty-2", "p-other", "cashier", "org-bureau")),
      Note(
        "06-02", ["p-head"], E("delegation.granted", "dlg-1", lent, refs: ["duty-head", "p-clerk", "p-head"].sorted())),
      // Two in one note: the second is judged with what the first has left.
      Note("06-03", ["p-clerk"], E("duty.suspended", "duty-clerk"), E("duty.ended", "duty-clerk")),
      Note("06-04", ["p-appointer"], E("duty.suspended", "duty-head")),
      Note("06-05", Desk.appointing, E("duty.resumed", "duty-head")),
    ]
    for note in notes {
      try desk.accept(note)
      check(desk, note.events[0].type)
    }
    // A note refused for its second event: the first has given nothing.
    let codes = try desk.submit(
      Note(
        "06-06", Desk.appointing, Desk.duty("duty-3", "p-clerk", "approver", "org-bureau"),
        Desk.duty("duty-4", "p-nobody", "approver", "org-bureau")))
    #expect(!codes.isEmpty)
    check(desk, "refused")
  }
}
