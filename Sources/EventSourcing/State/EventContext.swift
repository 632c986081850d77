/// Where an event stands: its transaction's header, its place in the log and when the ledger took it.
public struct EventContext: Sendable {
  /// The header of the event's transaction.
  public let header: TransactionHeader
  /// Index of the event in its transaction, from 0.
  public let position: Int
  /// Index of the entry in the log, from 0.
  public let seq: UInt64
  /// The entry's stamp.
  public let recorded: Timestamp
  /// The event itself, as its line says it.
  public let event: Event

  /// A place in the log, given in parts: for one event read without the rest of its transaction.
  public init(header: TransactionHeader, event: Event, position: Int, seq: UInt64, recorded: Timestamp) {
    self.header = header
    self.event = event
    self.position = position
    self.seq = seq
    self.recorded = recorded
  }

  /// The place of the event at `position` of a whole transaction.
  ///
  /// - Precondition: the transaction has an event there.
  public init(transaction: Transaction, position: Int, seq: UInt64, recorded: Timestamp) {
    self.init(
      header: transaction.header, event: transaction.events[position], position: position, seq: seq, recorded: recorded)
  }

  /// Who acts: the transaction's first signer.
  public var actor: String { header.actor }

  /// Who did it.
  public var doer: String { event.by ?? header.actor }

  /// The name by which signed text cites the event.
  public var eventID: EventID { EventID(tx: header.tx, position: position) }

  /// `SEQ.POS`, for reading.
  public var place: String {
    String(unsafeUninitializedCapacity: 41) { buffer in
      let count = writeDecimal(seq, into: buffer, at: 0)
      buffer.initializeElement(at: count, to: UInt8(ascii: "."))
      return count + 1 + writeDecimal(UInt64(position), into: buffer, at: count + 1)
    }
  }
}
