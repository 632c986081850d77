/// Where an event stands: its transaction, its place in the log and when the ledger took it.
public struct EventContext: Sendable {
  public let transaction: Transaction
  /// Index of the event in its transaction, from 0.
  public let position: Int
  /// Index of the entry in the log, from 0.
  public let seq: UInt64
  /// The entry's stamp.
  public let recorded: Timestamp
  public let event: Event

  public init(transaction: Transaction, position: Int, seq: UInt64, recorded: Timestamp) {
    self.transaction = transaction
    self.position = position
    self.seq = seq
    self.recorded = recorded
    event = transaction.events[position]
  }

  /// Who did it.
  public var doer: String { transaction.doer(of: event) }

  /// `SEQ.POS`, for reading.
  public var place: String { "\(seq).\(position)" }
}
