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
  /// The most persons who can sign one transaction (specs/format.md §1.2).
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

  /// The line after the magic.
  public var header: TransactionHeader { content.header }
  /// The event lines in order; at least one.
  public var events: [Event] { content.events }

  init(header: TransactionHeader, events: [Event]) {
    content = Content(header: header, events: events)
  }

  /// Who acts: the first signer.
  public var actor: String { header.actor }

  /// Who did an event: its `by`, else the actor.
  public func doer(of event: Event) -> String { event.by ?? actor }

  /// The name by which signed text cites the event at that position, from 0. Whether there is one is not checked.
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
  /// Conditions on subjects' chains before this transaction, in written order; empty for none.
  public let expect: [Expectation]
  /// Its place in a batch; nil when it stands alone.
  public let batch: BatchPart?
  /// The device it was composed on, 1 to 100 bytes of text; nil when not given.
  public let device: String?
  /// Why it is recorded late, not empty; nil when not given.
  public let lateReason: String?

  /// Who acts: the first signer.
  public var actor: String { signers[0] }

  /// Of a note that nobody has written: to ask whether these signers may.
  ///
  /// - Precondition: there is a signer.
  public init(hypotheticalSigners signers: [String], at: Timestamp, lateReason: String? = nil) {
    precondition(!signers.isEmpty, "a note has an actor")
    ledger = ""
    genesis = nil
    tx = ULID(ms: 0, random: [UInt8](repeating: 0, count: 10))
    self.signers = signers
    self.at = at
    expect = []
    batch = nil
    device = nil
    self.lateReason = lateReason
  }

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
  /// The reference of the subject, whose chain is meant.
  public let subject: String
  /// How many events the subject has; 0 means that it does not exist.
  public let count: Int64
  /// Base64 head of its chain; nil when only the count is asked.
  public let head: String?

  /// A condition as given: `head` is the base64 of 32 bytes, which is not checked here.
  public init(subject: String, count: Int64, head: String?) {
    self.subject = subject
    self.count = count
    self.head = head
  }
}

/// The place of a transaction in a batch that is accepted whole or not at all.
public struct BatchPart: Hashable, Sendable {
  /// The batch's ULID, the same in all its parts.
  public let id: String
  /// From 1 to `of`.
  public let part: Int64
  /// How many parts the batch has; they are adjacent entries of one commit (specs/format.md §1.2).
  public let of: Int64

  /// A place as given; that 1 ≤ `part` ≤ `of` is checked when a text is read, not here.
  public init(id: String, part: Int64, of: Int64) {
    self.id = id
    self.part = part
    self.of = of
  }
}
