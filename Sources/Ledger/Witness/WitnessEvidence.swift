import TransparencyLog

/// Pairs of checkpoints, both signed by their log, that a witness keeps because they do not go together.
///
/// ```
/// STORE/evidence/<log>-<n>-<pair>.txt        shown: two histories
/// STORE/evidence/<log>-open-<n>-<pair>.txt   one does not follow from the other by the proof given, and more was not shown
/// ```
///
/// with the first 16 digits of the SHA-256 of the origin, a number that counts up, and the first 16 of that of both texts: the
/// same pair told again is the same file, whatever else is signed under it.
struct WitnessEvidence {
  /// The shelf's folder.
  let shelf: String
  /// Pairs kept of one log and of one kind. Only who holds the log's key can make those that are shown, but he could fill the
  /// disk, and with it keep the witness from serving other logs.
  static let countMax = 100

  /// Keeps a pair. Room is made for it, so the newest are always there; and the first always stays.
  func keep(_ pair: [[UInt8]], origin: String, isShown: Bool) throws(LedgerError) {
    try Files.makeFolder(shelf, mode: 0o700)
    let prefix = String(WitnessStore.name(origin).prefix(16)) + (isShown ? "-" : "-open-")
    let digest = SHA256.hash(pair.flatMap(Self.text)).hex.prefix(16)
    let kept = try numbered(prefix)
    guard !kept.contains(where: { $0.name.hasSuffix("-\(digest).txt") }) else { return }
    let digits = String((kept.last?.number ?? 0) + 1)
    let name = prefix + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + "-\(digest).txt"
    var content: [UInt8] = []
    for note in pair { content += note + [0x0A] }
    try Files.write("\(shelf)/\(name)", content, mode: 0o600)
    let surplus = kept.count + 1 - Self.countMax
    if surplus > 0 {
      for old in kept.dropFirst().prefix(surplus) { try Files.remove("\(shelf)/\(old.name)") }
    }
  }

  /// What is kept of a log, the oldest first.
  private func numbered(_ prefix: String) throws(LedgerError) -> [(number: UInt64, name: String)] {
    var kept: [(number: UInt64, name: String)] = []
    for name in try Files.names(in: shelf) {
      if let number = Self.number(name, prefix) { kept.append((number, name)) }
    }
    return kept.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
  }

  /// What is signed of a note: its lines up to the empty one.
  private static func text(_ note: [UInt8]) -> [UInt8] { (try? SignedNote.parse(note).text) ?? note }

  /// The number in a name of this kind; 0 in one of an older version, which had none; nil for another log's or kind's.
  private static func number(_ name: String, _ prefix: String) -> UInt64? {
    guard name.hasPrefix(prefix), name.hasSuffix(".txt") else { return nil }
    let parts = name.dropFirst(prefix.count).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return 0
    case 2: return UInt64(parts[0])
    default: return nil
    }
  }
}
