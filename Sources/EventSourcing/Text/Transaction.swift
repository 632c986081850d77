/// What people sign: a header line and 1…n event lines, the text of a signed note.
///
/// ```
/// taizhang/tx/v1
/// {"ledger":…,"genesis":…,"tx":…,"signers":[…],"at":…}
/// {"type":…,"subject":…,"time":…,"data":{…}}
/// ```
public struct Transaction: Sendable {
  /// First line of the text.
  public static let magic = "taizhang/tx/v1"
  /// The largest note, signatures included, so that an entry fits a tile's bundle (65,535 bytes).
  public static let noteByteCountMax = 65_492
  public static let signerCountMax = 16

  /// A class behind a value: a transaction is handed on with every event it holds.
  private let content: Content

  private final class Content: Sendable {
    let header: TransactionHeader
    let events: [Event]

    init(header: TransactionHeader, events: [Event]) {
      self.header = header
      self.events = events
    }
  }

  public var header: TransactionHeader { content.header }
  public var events: [Event] { content.events }

  init(header: TransactionHeader, events: [Event]) {
    content = Content(header: header, events: events)
  }

  /// Who acts: the first signer.
  public var actor: String { header.actor }

  /// Who did an event: its `by`, else the actor.
  public func doer(of event: Event) -> String { event.by ?? actor }

  public func id(of position: Int) -> EventID { EventID(tx: header.tx, position: position) }
}

/// The first line of a transaction after its magic.
///
/// A class, because it is handed on with every event below it.
public final class TransactionHeader: Sendable {
  /// Origin of the ledger it is meant for.
  public let ledger: String
  /// Base64 leaf hash of that ledger's entry 0; nil only in entry 0 itself.
  public let genesis: String?
  /// The idempotency key.
  public let tx: ULID
  /// Who signs, in the order of the signatures; the first is the actor.
  public let signers: [String]
  /// When it was composed, by the composer's clock.
  public let at: Timestamp
  public let expect: [Expectation]
  public let batch: BatchPart?
  public let device: String?
  public let lateReason: String?

  /// Who acts: the first signer.
  public var actor: String { signers[0] }

  init(
    ledger: String, genesis: String?, tx: ULID, signers: [String], at: Timestamp, expect: [Expectation],
    batch: BatchPart?, device: String?, lateReason: String?
  ) {
    self.ledger = ledger
    self.genesis = genesis
    self.tx = tx
    self.signers = signers
    self.at = at
    self.expect = expect
    self.batch = batch
    self.device = device
    self.lateReason = lateReason
  }
}

/// A condition on a subject's chain before the transaction.
public struct Expectation: Hashable, Sendable {
  public let subject: String
  /// How many events the subject has; 0 means that it does not exist.
  public let count: Int64
  /// Base64 head of its chain; nil when only the count is asked.
  public let head: String?

  public init(subject: String, count: Int64, head: String?) {
    self.subject = subject
    self.count = count
    self.head = head
  }
}

/// The place of a transaction in a batch that is accepted whole or not at all.
public struct BatchPart: Hashable, Sendable {
  public let id: String
  /// From 1 to `of`.
  public let part: Int64
  public let of: Int64

  public init(id: String, part: Int64, of: Int64) {
    self.id = id
    self.part = part
    self.of = of
  }
}
