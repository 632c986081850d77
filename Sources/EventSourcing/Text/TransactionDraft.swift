/// A transaction being composed: what a client fills in before anyone signs.
public struct TransactionDraft: Sendable {
  /// Origin of the ledger it is meant for.
  public var ledger: String
  /// Base64 leaf hash of that ledger's entry 0; nil only for entry 0 itself.
  public var genesis: String?
  /// The idempotency key: the same one when the same transaction is sent again.
  public var tx: ULID
  /// Who shall sign, 1 to 16 references in the order of the signatures; the first is the actor.
  public var signers: [String]
  /// When it is composed; written in Beijing time to the second.
  public var at: Timestamp
  /// Conditions on subjects' chains; empty writes no `expect`.
  public var expect: [Expectation] = []
  /// Its place in a batch; nil when it stands alone.
  public var batch: BatchPart?
  /// The device it is composed on, 1 to 100 bytes of text; nil to leave it out.
  public var device: String?
  /// Why it comes late, not empty; nil to leave it out.
  public var lateReason: String?
  /// The events in order; a text with none is refused (`T02`).
  public var events: [EventDraft]

  /// A draft without the optional fields, which can be set after. Nothing is checked before the text is read.
  public init(
    ledger: String, genesis: String?, tx: ULID, signers: [String], at: Timestamp, events: [EventDraft] = []
  ) {
    self.ledger = ledger
    self.genesis = genesis
    self.tx = tx
    self.signers = signers
    self.at = at
    self.events = events
  }

  /// The text to sign.
  public var text: [UInt8] {
    var writer = JSONWriter()
    writeHeader(&writer)
    writer.newline()
    for event in events {
      event.write(to: &writer)
      writer.newline()
    }
    return Array(Transaction.magic.utf8) + [0x0A] + writer.bytes
  }

  private func writeHeader(_ writer: inout JSONWriter) {
    writer.object {
      $0.member("ledger", ledger)
      if let genesis { $0.member("genesis", genesis) }
      $0.member("tx", tx.text)
      $0.name("signers")
      $0.array { for signer in signers { $0.string(signer) } }
      $0.member("at", at.beijingText)
      if !expect.isEmpty { writeExpect(&$0) }
      if let batch {
        $0.name("batch")
        $0.object {
          $0.member("id", batch.id)
          $0.member("part", batch.part)
          $0.member("of", batch.of)
        }
      }
      if let device { $0.member("device", device) }
      if let lateReason { $0.member("late_reason", lateReason) }
    }
  }

  private func writeExpect(_ writer: inout JSONWriter) {
    writer.name("expect")
    writer.object {
      for expected in expect {
        $0.name(expected.subject)
        $0.array {
          $0.integer(expected.count)
          if let head = expected.head { $0.string(head) }
        }
      }
    }
  }
}

/// An event being composed. `data` and `evidence` are JSON already written.
public struct EventDraft: Sendable {
  /// A type of the catalogue.
  public var type: String
  /// The reference of the thing whose story this is.
  public var subject: String
  /// A date or a date-time with offset.
  public var time: String
  /// Who did it; nil for the actor.
  public var by: String?
  /// How the record came about; `own` is not written.
  public var basis: Basis = .own
  /// 12-digit area code, judged as of the event; nil for none.
  public var place: String?
  /// Every other subject the event belongs to; must be strictly ascending by bytes when the text is read.
  public var refs: [String] = []
  /// A JSON object in the log's spelling.
  public var data: [UInt8]
  /// A JSON array in the log's spelling; nil for none.
  public var evidence: [UInt8]?
  /// The earlier event that this one puts right; nil unless it is a correction.
  public var corrects: EventID?
  /// The earlier event that this one annuls; nil unless it is an annulment.
  public var voids: EventID?
  /// The sheet row it is made from; nil for none.
  public var source: RowSource?

  /// A draft without the optional fields; `data` is a JSON object in the log's spelling.
  public init(type: String, subject: String, time: String, data: [UInt8]) {
    self.type = type
    self.subject = subject
    self.time = time
    self.data = data
  }

  /// Composes `data` in place.
  public init(
    type: String, subject: String, time: String, _ body: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter()
    writer.object(body)
    self.init(type: type, subject: subject, time: time, data: writer.bytes)
  }

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("type", type)
      $0.member("subject", subject)
      $0.member("time", time)
      if let by { $0.member("by", by) }
      if basis != .own { $0.member("basis", basis.rawValue) }
      if let place { $0.member("place", place) }
      if !refs.isEmpty {
        $0.name("refs")
        $0.array { for ref in refs { $0.string(ref) } }
      }
      if let corrects { $0.member("corrects", corrects.text) }
      if let voids { $0.member("voids", voids.text) }
      if let source { writeSource(source, &$0) }
      if let evidence {
        $0.name("evidence")
        $0.raw(evidence)
      }
      $0.name("data")
      $0.raw(data)
    }
  }

  private func writeSource(_ source: RowSource, _ writer: inout JSONWriter) {
    writer.name("src")
    writer.object {
      $0.member("file", source.file)
      if let sheet = source.sheet { $0.member("sheet", sheet) }
      $0.member("row", source.row)
      if let key = source.key { $0.member("key", key) }
    }
  }
}
