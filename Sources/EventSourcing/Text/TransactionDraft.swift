/// A transaction being composed: what a client fills in before anyone signs.
public struct TransactionDraft: Sendable {
  public var ledger: String
  public var genesis: String?
  public var tx: ULID
  public var signers: [String]
  public var at: Timestamp
  public var expect: [Expectation] = []
  public var batch: BatchPart?
  public var device: String?
  public var lateReason: String?
  public var events: [EventDraft]

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
  public var type: String
  public var subject: String
  /// A date or a date-time with offset.
  public var time: String
  public var by: String?
  public var basis: Basis = .own
  public var place: String?
  public var refs: [String] = []
  /// A JSON object in the log's spelling.
  public var data: [UInt8]
  /// A JSON array in the log's spelling; nil for none.
  public var evidence: [UInt8]?
  public var corrects: EventID?
  public var voids: EventID?
  public var source: RowSource?

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
