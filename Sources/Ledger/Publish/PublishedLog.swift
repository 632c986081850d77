import EventSourcing
public import TransparencyLog

/// A published log being read: its files under the names C2SP gives them, with errors a person can act on.
public struct PublishedLog: TileSource, Sendable {
  /// Where the files are.
  public let files: any PublishedFiles

  /// A log's published files.
  public init(_ files: any PublishedFiles) { self.files = files }

  /// More bytes than this are no checkpoint.
  static let checkpointByteCountMax = 1 << 16

  /// The signed checkpoint, not yet believed.
  ///
  /// - Throws: `E80` when none is published there, `E81` when what is there is none: as malformed where it is another thing
  ///   altogether, as an integrity failure where it was one.
  public func checkpoint() throws(LedgerError) -> (note: [UInt8], stated: Checkpoint) {
    guard let note = try read("checkpoint", limit: Self.checkpointByteCountMax, code: "E81") else {
      throw LedgerError(
        .missing, "E80", "“\(files.place)”处没有发布的检查点", "no checkpoint is published at \"\(files.place)\"")
    }
    try Self.refuseOtherFile(note, files.place)
    let stated = try Self.parse(note, files.place)
    guard stated.size <= Self.sizeMax else {
      throw LedgerError(
        .integrity, "E81", "“\(files.place)”的检查点称有\(stated.size)条，超过上限",
        "the checkpoint at \"\(files.place)\" states \(stated.size) entries, more than there can be")
    }
    return (note, stated)
  }

  /// A page that a network's login puts in the place of every file, or whatever else lies at a wrong address, is nobody's forgery:
  /// it neither states a size in its second line, as a checkpoint does, nor has a signature line.
  private static func refuseOtherFile(_ bytes: [UInt8], _ place: String) throws(LedgerError) {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let statesSize = lines.count > 1 && lines[1].contains { (48...57).contains($0) } && lines[1].count <= 21
    let isSigned = lines.contains { $0.starts(with: "\u{2014} ".utf8) }
    guard !bytes.isEmpty, !statesSize, !isSigned else { return }
    throw LedgerError(
      .malformed, "E81", "“\(place)”给出的不是检查点（可能是网页或别的文件），没有得出结论；请核对网址，或先登录网络",
      "what \"\(place)\" gives is no checkpoint (a web page, or another file), there is no verdict: look at the address, or log in to the network first"
    )
  }

  /// A sequence number is an integer of JSON (format.md §1.1). It also keeps whoever computes with it far from overflow.
  private static let sizeMax: UInt64 = 1 << 53

  /// Reads a signed checkpoint without checking who signed it.
  static func parse(_ note: [UInt8], _ place: String) throws(LedgerError) -> Checkpoint {
    do throws(CheckpointError) { return try Checkpoint(ofNote: note) } catch {
      throw LedgerError(
        .integrity, "E81", "“\(place)”不是签名的检查点：\(error.message.zh)",
        "\"\(place)\" is no signed checkpoint: \(error.message.en)")
    }
  }

  /// A file with a byte too many is not the log's, whatever keeps the rest of it from being read: nobody is told to try again.
  private func read(_ path: String, limit: Int, code: String) throws(LedgerError) -> [UInt8]? {
    do throws(LedgerError) { return try files.read(path, limit: limit) } catch {
      guard error.code == "E13" else { throw error }
      throw LedgerError(
        .integrity, code, "发布的“\(path)”不是应有的文件（\(files.place)）：\(error.message.zh)",
        "the published \"\(path)\" is not what it can be (\(files.place)): \(error.message.en)")
    }
  }

  /// The bytes of a tile or bundle, of the full one at its place when the partial one is gone.
  ///
  /// - Throws: `L01` when neither is there: a checkpoint whose tiles are missing.
  public func bytes(of tile: Tile) throws(LedgerError) -> [UInt8] {
    let limit = tile.content == .entries ? EntryBundle.byteCountMax : Tile.fullWidth * Hash.byteCount
    let code = tile.content == .entries ? "L01" : "L04"
    if let bytes = try read(tile.path, limit: limit, code: code) { return bytes }
    if tile.width < Tile.fullWidth, let bytes = try read(tile.full.path, limit: limit, code: code) { return bytes }
    throw LedgerError(
      .integrity, "L01", "已发布的文件缺少“\(tile.path)”（\(files.place)）",
      "the published files lack \"\(tile.path)\" (\(files.place))")
  }

  /// Whether entries are published at all: the first bundle or the last is there.
  func hasEntries(_ checkpoint: Checkpoint) throws(LedgerError) -> Bool {
    guard checkpoint.size > 0 else { return true }
    for index in [0, (checkpoint.size - 1) / UInt64(Tile.fullWidth)] {
      guard let bundle = Tile.at(.entries, index: index, size: checkpoint.size) else { continue }
      for tile in [bundle, bundle.full]
      where try read(tile.path, limit: EntryBundle.byteCountMax, code: "L01") != nil { return true }
    }
    return false
  }

  /// The entries of the bundle at an index in a log of `size`.
  func entries(_ bundle: Tile) throws(LedgerError) -> (bytes: [UInt8], ranges: [Range<Int>]) {
    let bytes = try bytes(of: bundle)
    do { return (bytes, try EntryBundle.split(bytes, of: bundle)) } catch {
      throw LedgerError(
        .integrity, "L01", "发布的条目包损坏：\(error.message.zh)", "a published bundle is damaged: \(error.message.en)")
    }
  }

  /// Refuses a log that is sound and holds no ledger: its first entry, proved to be the tree's, is none of Taizhang's. What cannot be
  /// proved is for whoever verifies to tell.
  ///
  /// - Throws: `E38`.
  func refuseForeign(_ checkpoint: Checkpoint) throws(LedgerError) {
    guard checkpoint.size > 0, let tile = Tile.at(.entries, index: 0, size: checkpoint.size) else { return }
    do throws(LedgerError) {
      // One that looks like a ledger's goes the way of all: what it is worth is told by verifying, not here.
      let (bytes, ranges) = try entries(tile)
      if let first = ranges.first, Entry.isClaimed(by: Array(bytes[first])) { return }
      _ = try Ledger.genesis(self, reader(checkpoint))
    } catch {
      if error.code == "E38" { throw error }
    }
  }

  /// The tree of a checkpoint, every hash of which is proved before it is used.
  func reader(_ checkpoint: Checkpoint) throws(LedgerError) -> TileReader<PublishedLog> {
    try published { () throws(TileReadError<LedgerError>) in
      try TileReader(size: checkpoint.size, root: checkpoint.root, source: self)
    }
  }
}

/// Turns what a tile reader says into the error of a ledger.
func published<R>(_ body: () throws(TileReadError<LedgerError>) -> R) throws(LedgerError) -> R {
  do throws(TileReadError<LedgerError>) { return try body() } catch {
    switch error {
    case .unreadable(let failure): throw failure
    case .refused(let reason):
      throw LedgerError(
        .integrity, "L04", "发布的哈希块不成立：\(reason.message.zh)", "a published tile does not hold: \(reason.message.en)")
    }
  }
}
