import EventSourcing
import Ledger
import Testing
import TransparencyLog

@Suite struct AppendTests {
  @Test func acceptsRefusesRepeatsAndRemembers() throws {
    let test = try TestLedger()
    let poured = try test.note("cup.poured", "cup-1", ml: 200)
    let first = try test.writer.append([poured])
    let receipt = try #require(first[0].receipt)
    #expect(first[0].refusals.isEmpty)

    let again = try test.writer.append([poured])
    #expect(again[0].receipt?.seq == receipt.seq)
    #expect(again[0].receipt?.leaf == receipt.leaf)

    let tooMuch = try test.writer.append([test.note("cup.drunk", "cup-1", ml: 201)])
    #expect(tooMuch[0].refusals.map(\.code) == ["X01"])
    let enough = try test.writer.append([test.note("cup.drunk", "cup-1", ml: 150)])
    #expect(enough[0].refusals.isEmpty)

    try test.writer.flush()
    try test.reopen()
    let view = try test.ledger.view()
    let row = try #require(try view.row("cups", "cup-1"))
    #expect(String(decoding: row, as: UTF8.self) == #"{"drunk_ml":150,"key":"cup-1","poured_ml":200}"#)
    #expect(try view.positions(.subject("cup-1")).count == 2)
    #expect(try view.chain("cup-1").count == 2)
  }

  @Test func everythingIsRebuiltFromTheLog() throws {
    let test = try TestLedger()
    for ml in 1...20 { _ = try test.writer.append([test.note("cup.poured", "cup-\(ml % 3)", ml: Int64(ml))]) }
    try test.writer.flush()
    let before = try test.ledger.view().digest("cups")
    let streams = try test.ledger.view().streams()
    try test.reopen()
    try test.ledger.rebuild(jobs: 2)
    #expect(try test.ledger.view().digest("cups") == before)
    #expect(try test.ledger.view().streams().root == streams.root)
    let past = try test.ledger.view(at: .size(10))
    #expect(past.size == 10)
  }
}
