import EventSourcing
import Glibc
import TransparencyLog

/// What belongs to a ledger and does not lie in its log: what opens its sealed values, and the files that are evidence. The log is
/// whole without them; people miss them.
public struct Companions: Sendable {
  /// Values that the log holds sealed.
  public internal(set) var sealedCount = 0
  /// Those of them that nothing here opens.
  public internal(set) var closedCount = 0
  /// Those of the closed ones whose opening is kept here and is damaged.
  public internal(set) var damagedCount = 0
  /// Evidence whose file is not here: SHA-256 in hex, ascending.
  public internal(set) var absentEvidence: [String] = []

  /// Whether the log holds sealed values and none can be opened here.
  public var isClosed: Bool { sealedCount > 0 && closedCount == sealedCount }
}

extension Ledger {
  /// Whether any value stands sealed in the log: there must have been a vault then. O(log) where none does.
  public func hasSealedValues() throws(LedgerError) -> Bool {
    let snapshot = try log.snapshot()
    for seq in 0..<snapshot.size {
      if let bytes = try snapshot.entry(seq), !SealedScan.commitments(in: bytes).isEmpty { return true }
    }
    return false
  }

  /// Looks for what belongs to the log and is not here. O(log), a scan of its bytes: entries are taken apart only where they name
  /// evidence; every opening is tried, since one that is kept and damaged opens nothing.
  ///
  /// - Parameters:
  ///   - vault: what opens sealed values; nil when there is none.
  ///   - folder: where evidence files are looked for; nil for the ledger's own folder.
  public func companions(
    vault: Vault?, in folder: Folder? = nil, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Companions {
    let folder = folder ?? self.folder
    let snapshot = try log.snapshot()
    let size = snapshot.size
    var companions = Companions()
    var looked: Set<String> = []
    var absent: Set<String> = []
    try snapshot.forEachEntry(from: 0, upTo: size) { (seq, bytes) throws(LedgerError) in
      for commitment in SealedScan.commitments(in: bytes) {
        companions.sealedCount += 1
        let kept = try vault?.kept(commitment) ?? .absent
        if !kept.opens { companions.closedCount += 1 }
        if case .damaged = kept { companions.damagedCount += 1 }
      }
      if SealedScan.contains(SealedScan.evidence, bytes), let entry = try? ParsedEntry(seq: seq, bytes: bytes) {
        for sha256 in entry.transaction.events.flatMap(\.evidence).map(\.sha256) where looked.insert(sha256).inserted {
          if try !Files.isThere(folder.blob(sha256)) { absent.insert(sha256) }
        }
      }
      if seq & 0xFFF == 0 { progress(seq, size) }
    }
    companions.absentEvidence = absent.sorted()
    return companions
  }
}

/// Finds, without taking JSON apart, what stands in an entry's canonical text: a string cannot hold these bytes, since its quotes
/// would be escaped.
private enum SealedScan {
  static let evidence = Array(#""evidence":["#.utf8)
  private static let opening = Array(#"{"c":""#.utf8)
  /// Base64 of 32 bytes.
  private static let commitmentLength = 44

  static func contains(_ pattern: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
    next(pattern, bytes, from: 0) != nil
  }

  static func commitments(in bytes: UnsafeRawBufferPointer) -> [Hash] {
    var found: [Hash] = []
    var from = 0
    while let start = next(opening, bytes, from: from) {
      from = start + opening.count
      let end = from + commitmentLength
      guard end + 2 <= bytes.count, bytes[end] == UInt8(ascii: "\""), bytes[end + 1] == UInt8(ascii: "}") else {
        continue
      }
      let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[from..<end]), as: UTF8.self)
      if let hash = Hash(base64: text) { found.append(hash) }
    }
    return found
  }

  /// Where the pattern stands at or after `from`.
  private static func next(_ pattern: [UInt8], _ bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var from = from
    while from + pattern.count <= bytes.count {
      guard let found = memchr(base + from, Int32(pattern[0]), bytes.count - from - pattern.count + 1) else {
        return nil
      }
      let start = UnsafeRawPointer(found)
      if memcmp(start, pattern, pattern.count) == 0 { return start - base }
      from = start - base + 1
    }
    return nil
  }
}
