import TransparencyLog

/// What a worker found in a run of level-0 tiles.
struct HashChunk: Sendable {
  /// A fault of one entry that needs no context.
  struct Fault: Sendable {
    enum Kind: Sendable {
      case missing
      /// The first line is not magic and stamp.
      case framing
      /// The stamp is before the one of the entry before.
      case stampBack
    }

    let seq: UInt64
    let kind: Kind
  }

  /// A tile whose stored leaf hashes are not those of the entries: one or the other was changed.
  struct Suspect: Sendable {
    let tile: UInt64
    let isThere: Bool
    let computed: [Hash]
    /// What is stored; nil when there is no tile or its length is wrong.
    let stored: [Hash]?
    /// The stored root of this tile one level up; nil when it has none yet.
    let parent: Hash?
  }

  /// A stored checkpoint over a size inside this run.
  struct Claim: Sendable {
    let size: UInt64
    let note: [UInt8]
    /// The root of the leaves of the tile it ends in; nil when that tile has none below the size.
    let bag: Hash?
  }

  let tiles: Range<UInt64>
  /// Roots of the complete tiles, in order.
  var roots: [Hash] = []
  /// The root over the partly filled last tile of the log, if this run has it.
  var tail: Hash?
  var claims: [Claim] = []
  /// As a claim's bag, at the size of the checkpoint kept outside, if that lies inside this run.
  var keptBag: Hash?
  var faults: [Fault] = []
  var suspects: [Suspect] = []
  /// Entries that the ledger itself may have signed.
  var ledgerEntries: [ParsedEntry] = []
  var firstStampMs: Int64?
  var lastStampMs: Int64?
}
