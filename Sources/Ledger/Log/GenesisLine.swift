public import EventSourcing

/// What entry 0 says of the whole ledger, read from its bytes alone.
struct GenesisLine {
  let origin: String?
  /// Nil when the entry does not state one.
  let purpose: GenesisPlan.Purpose?

  /// Nil when the bytes are no genesis.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let entry = try? ParsedEntry(seq: 0, bytes: bytes) else { return nil }
    self.init(entry)
  }

  init?(_ entry: ParsedEntry) {
    guard entry.seq == 0, let event = entry.transaction.events.first, event.type == "ledger.genesis" else { return nil }
    origin = event.data["origin"]?.string
    purpose = event.data["purpose"]?.string.flatMap { GenesisPlan.Purpose(rawValue: $0) }
  }
}

extension Ledger {
  /// What the genesis says the ledger is for; nil when it does not, or cannot be read.
  public func purpose() throws(LedgerError) -> GenesisPlan.Purpose? {
    let snapshot = try log.snapshot()
    return try snapshot.entry(0).flatMap { GenesisLine($0) }?.purpose
  }
}

extension GenesisPlan.Purpose {
  /// What has to stand on everything a test ledger prints; nil for a production ledger.
  public var mark: Bilingual? {
    switch self {
    case .production: nil
    case .test:
      Bilingual("【测试账本】时间可任意指定，不作凭据", "TEST LEDGER: its clock is whatever was supplied, it is evidence of nothing")
    }
  }
}
