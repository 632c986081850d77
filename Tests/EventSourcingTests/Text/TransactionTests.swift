import EventSourcing
import TestSupport
import Testing

@Suite struct TransactionTests {
  private let id = ULID(ms: 1_780_000_000_000, random: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  private let hash = String(repeating: "A", count: 43) + "="

  private func draft() throws -> TransactionDraft {
    TransactionDraft(
      ledger: "qingcheng.example/ledger", genesis: hash, tx: id, signers: ["p-0042", "ledger"],
      at: try #require(Timestamp("2026-11-20T09:30:00+08:00")))
  }

  /// Everything that a draft can say is read back.
  @Test func draftIsReadBack() throws {
    var draft = try draft()
    draft.expect = [
      Expectation(subject: "hh-1", count: 0, head: nil), Expectation(subject: "p-1", count: 7, head: hash),
    ]
    draft.batch = BatchPart(id: id.text, part: 2, of: 3)
    draft.device = "平板“3号”\n"
    draft.lateReason = "山洪断网"
    var event = EventDraft(type: "visit.recorded", subject: "hh-0042", time: "2026-11-19T14:10:00+08:00") {
      $0.member("note", "入户")
    }
    event.by = "p-0007"
    event.basis = .paper
    event.place = "621021103204"
    event.refs = ["p-0007", "vil-104"]
    event.corrects = EventID(tx: id, position: 3)
    event.voids = EventID(tx: id, position: 4)
    event.source = RowSource(file: "入户.xlsx", sheet: "一组", row: 12, key: "x|y")
    let sha = String(repeating: "ab", count: 32)
    event.evidence = Array(
      #"""
      [{"sha256":"\#(sha)","media":"image/jpeg","kind":"photo","captured":"2026-11-19","geo":{"lat_e7":-1,"lon_e7":2},"source":"org-1"}]
      """#.utf8)
    draft.events = [
      event, EventDraft(type: "visit.recorded", subject: "hh-0043", time: "2026-11-19") { _ in },
    ]

    let read = try Transaction(text: draft.text)
    #expect(read.header.ledger == draft.ledger && read.header.genesis == hash && read.header.tx == id)
    #expect(read.header.signers == draft.signers && read.header.at == draft.at)
    #expect(read.header.expect == draft.expect && read.header.batch == draft.batch)
    #expect(read.header.device == draft.device && read.header.lateReason == draft.lateReason)
    let first = read.events[0]
    #expect(first.type == event.type && first.subject == event.subject && first.time == EventTime(event.time))
    #expect(
      first.by == "p-0007" && first.basis == .paper && first.place == event.place && first.refs == event.refs)
    #expect(first.corrects == event.corrects && first.voids == event.voids && first.source == event.source)
    #expect(first.evidence.map(\.sha256) == [sha] && first.evidence[0].captured == EventTime("2026-11-19"))
    #expect(first.evidence[0].geo?.latE7 == -1 && first.evidence[0].geo?.lonE7 == 2)
    #expect(first.evidence[0].source == "org-1")
    #expect(first.data["note"]?.string == "入户" && first.links == ["hh-0042", "p-0007", "vil-104"])
    #expect(read.doer(of: first) == "p-0007" && read.doer(of: read.events[1]) == "p-0042")
    #expect(read.events[1].basis == .own && read.events[1].evidence.isEmpty && read.events[1].source == nil)
    #expect(read.id(of: 1) == EventID(tx: id, position: 1))
  }

  @Test func contextNamesThePlace() throws {
    var draft = try draft()
    draft.events = [
      EventDraft(type: "a.b", subject: "hh-1", time: "2026-11-19") { _ in },
      EventDraft(type: "a.c", subject: "hh-2", time: "2026-11-19") { _ in },
    ]
    let context = EventContext(
      transaction: try Transaction(text: draft.text), position: 1, seq: 12, recorded: Timestamp(ms: 0))
    #expect(context.place == "12.1" && context.event.type == "a.c" && context.doer == "p-0042")
  }

  /// All that is wrong is said at once, each with its place.
  @Test func everyReasonIsGiven() throws {
    var draft = try draft()
    draft.signers = []
    draft.events = (0..<5).map { EventDraft(type: "a.b", subject: "hh \($0)", time: "soon") { _ in } }
    let refusals = #expect(throws: Refusals.self) { try Transaction(text: draft.text) }
    #expect(refusals?.reasons.count == 11)
    #expect(refusals?.reasons.last?.path == "$.events[4].time")
    #expect(refusals?.reasons.allSatisfy { !$0.message.zh.isEmpty && !$0.message.en.isEmpty } == true)
  }

  @Test func pathsCanBePlacedInADocument() {
    let refusal = Refusal("T05", "缺", "missing", path: "$.events[2].time")
    #expect(refusal.at("$.parts[1]").path == "$.parts[1].events[2].time")
    #expect(Refusal("T01", "x", "x").at("$.parts[1]").path == "$.parts[1]")
  }

  /// Outside bytes never crash the reader, and what it accepts it can say again.
  @Test func mutationsNeverCrash() throws {
    var draft = try draft()
    draft.events = [
      EventDraft(type: "visit.recorded", subject: "hh-0042", time: "2026-11-19") { $0.member("minutes", 45) }
    ]
    let text = draft.text
    var random = SplitMix64(seed: 8)
    for _ in 0..<10_000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...3, using: &random) { JSONSample.mutate(&bytes, &random) }
      do throws(Refusals) {
        let read = try Transaction(text: bytes)
        #expect(!read.events.isEmpty && !read.header.signers.isEmpty)
      } catch {
        #expect(!error.reasons.isEmpty)
      }
    }
  }

  /// An excerpt says of what it read just what the whole says, counts what it did not read, and refuses a text cut short.
  @Test func anExcerptReadsOnlyWhatIsAsked() throws {
    var draft = try draft()
    draft.events = ["a.b", "key.c", "a.d", "key.e"].map { type in
      EventDraft(type: type, subject: "hh-0042", time: "2026-11-19") { $0.member("of", type) }
    }
    let text = draft.text
    func excerpt(_ bytes: [UInt8], _ isWanted: (String) -> Bool) throws -> TransactionExcerpt {
      try bytes.withUnsafeBytes { bytes throws(Refusals) in
        try TransactionExcerpt(of: bytes) { isWanted(String(decoding: $0, as: UTF8.self)) }
      }
    }
    for (isWanted, types) in [
      ({ _ in true }, ["a.b", "key.c", "a.d", "key.e"]), ({ $0.contains("key.") }, ["key.c", "key.e"]),
      ({ _ in false }, []),
    ] as [((String) -> Bool, [String])] {
      let read = try excerpt(text, isWanted)
      #expect(read.header.tx == id && read.header.signers == draft.signers && read.eventCount == 4)
      #expect(read.events.map(\.type) == types && read.events.map { $0.data["of"]?.string } == types)
    }
    // A line that nobody asked for may be anything; one that was asked for must be an event, and there must be one.
    let broken = Array(String(decoding: text, as: UTF8.self).replacing("\"a.d\"", with: "nothing").utf8)
    #expect(try excerpt(broken) { $0.contains("key.") }.eventCount == 4)
    #expect(throws: Refusals.self) { try excerpt(broken) { _ in true } }
    #expect(throws: Refusals.self) { try excerpt(text.dropLast()) { _ in true } }
    let headerEnd = try #require(text.indices.filter { text[$0] == 0x0A }.dropFirst().first)
    #expect(throws: Refusals.self) { try excerpt(Array(text[...headerEnd])) { _ in true } }
    #expect(throws: Refusals.self) { try excerpt([]) { _ in true } }
  }

  @Test func sealedValues() throws {
    let value = try JSONDocument.object(
      Array(#"{"a":{"c":"x"},"b":{"c":"x","d":1},"c":"x","d":{"c":1},"e":{}}"#.utf8))
    #expect(value.members.map { Sealed.commitment($0.value) } == ["x", nil, nil, nil, nil])
  }

  @Test func bilingual() {
    let sentence = Bilingual("茶", "tea")
    #expect(sentence.text(.zh) == "茶" && sentence.text(.en) == "tea")
  }
}
