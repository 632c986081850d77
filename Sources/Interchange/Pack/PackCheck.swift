public import EventSourcing
public import Ledger
import TransparencyLog

/// What a pack shows.
public struct PackVerdict: Sendable {
  /// What its proof shows of the subject.
  public let proof: ProofVerdict
  /// Values disclosed, each fitting its commitment.
  public let openings: [Opening]
  /// Evidence files that are in the pack, and unaltered.
  public let present: [Evidence]
  /// Evidence that the entries name and the pack does not hold.
  public let absent: [Evidence]
  /// Whether the page is the one this program would write. Another version may write another; so may a forger.
  public let isPageOurs: Bool
}

/// Checks a pack with pinned keys alone.
public struct PackCheck {
  private let members: [PackMember]
  private let named: [String: [UInt8]]
  /// What the archive says of when its members were written; nil when there is no archive yet.
  private let time: PackArchive.Time?

  init(_ members: [PackMember], time: PackArchive.Time? = nil) {
    self.members = members
    self.time = time
    named = Dictionary(members.map { ($0.name, $0.bytes) }) { first, _ in first }
  }

  /// Whether bytes begin like a pack.
  public static func isPack(_ bytes: [UInt8]) -> Bool { PackArchive.isArchive(bytes) }

  /// Reads a pack; nothing is believed yet.
  ///
  /// - Throws: `E64` for bytes that are no pack, or not the bytes as which it is written.
  public init(parsing bytes: [UInt8]) throws(LedgerError) {
    let (members, time) = try PackArchive.read(bytes)
    self.init(members, time: time)
  }

  /// Checks everything in it.
  ///
  /// - Throws: `E64` for members missing or not of a pack, `L11` for whatever does not hold.
  public func check(_ pins: ProofPins) throws(LedgerError) -> PackVerdict {
    try checkNames()
    try checkSums()
    let proof = try Proof(parsing: bytes("subject.proof"))
    let story = try PackStory(proof, pins)
    guard time == nil || time == PackArchive.Time(story.attestedAt) else { throw PackArchive.notAPack }
    guard case .subject(let claim, _, _, _) = proof, claim.checkpoint == bytes("checkpoint.note") else {
      throw Self.isFalse("checkpoint.note")
    }
    let entries = try entries(story, pins)
    try checkKeys(story, entries)
    let openings = try openings(story)
    let present = try evidence(story)
    let metadata = PackMetadata(story: story, openings: openings, present: present)
    guard metadata.bytes == bytes("metadata.json") else { throw Self.isFalse("metadata.json") }
    let page = PackPage(story: story, openings: openings, present: present)
    return PackVerdict(
      proof: story.verdict, openings: openings, present: story.evidence.filter { present.contains($0.sha256) },
      absent: story.evidence.filter { !present.contains($0.sha256) }, isPageOurs: page.bytes == bytes("index.html"))
  }

  private func bytes(_ name: String) -> [UInt8] { named[name] ?? [] }

  private static func isFalse(_ name: String) -> LedgerError {
    LedgerError(.integrity, "L11", "证据包中的“\(name)”与其余内容不符", "\"\(name)\" in the pack does not agree with the rest")
  }

  // MARK: Form and digests

  private func checkNames() throws(LedgerError) {
    for name in PackName.required where named[name] == nil { throw Self.malformed(name) }
    for member in members where !Self.isAllowed(member.name) { throw Self.malformed(member.name) }
    guard PackName.sorted(members) == members else { throw PackArchive.notAPack }
  }

  private static func isAllowed(_ name: String) -> Bool {
    if PackName.required.contains(name) || name == "openings.jsonl" { return true }
    if PackName.number(in: name, folder: "entries", ending: "entry") != nil { return true }
    if PackName.number(in: name, folder: "proofs", ending: "proof") != nil { return true }
    return PackName.digest(in: name) != nil
  }

  private static func malformed(_ name: String) -> LedgerError {
    LedgerError(
      .malformed, "E64", "不是证据包：“\(name)”缺失或不应有",
      "this is no evidence pack: \"\(name)\" is missing or should not be there")
  }

  private func checkSums() throws(LedgerError) {
    let summed = members.filter { $0.name != PackName.sums }
    guard PackName.sums(of: summed) == bytes(PackName.sums) else { throw Self.isFalse(PackName.sums) }
  }

  // MARK: Entries and keys

  /// Every entry proved once more by its own proof: those of the subject, and those about keys.
  private func entries(_ story: PackStory, _ pins: ProofPins) throws(LedgerError) -> [ParsedEntry] {
    var found: [UInt64: ParsedEntry] = [:]
    var single = pins
    single.signers = []  // persons' signatures are checked with the keys the log registered
    single.genesis = story.verdict.genesis
    for member in members {
      guard let seq = PackName.number(in: member.name, folder: "proofs", ending: "proof") else { continue }
      let name = "entries/\(PackName.number(seq)).entry"
      guard case .entry(let proof, nil) = try Proof(parsing: member.bytes), proof.index == seq,
        proof.checkpoint == bytes("checkpoint.note"), named[name] == proof.entryBytes
      else { throw Self.isFalse(member.name) }
      guard case .entry(let entry, _) = try Proof.entry(proof, position: nil).check(single).shown else {
        throw Self.isFalse(member.name)
      }
      found[seq] = entry
    }
    for entry in story.history.entries where found[entry.seq]?.note != entry.note { throw Self.isFalse("entries/") }
    let entries = found.values.sorted { $0.seq < $1.seq }
    let own = Set((story.history.entries + KeyHistory.entries(about: story.signers, among: entries)).map(\.seq))
    if let stray = entries.first(where: { !own.contains($0.seq) }) {
      throw Self.isFalse("entries/\(PackName.number(stray.seq)).entry")
    }
    let count = members.count { $0.name.hasPrefix("entries/") }
    guard found[0] != nil, count == found.count else { throw Self.isFalse("entries/") }
    return entries
  }

  /// Every signature, and how the log came by every key that made one.
  private func checkKeys(_ story: PackStory, _ entries: [ParsedEntry]) throws(LedgerError) {
    guard let genesis = story.verdict.genesis else { preconditionFailure("a subject's proof carries the genesis") }
    let history = try KeyHistory(entries, genesis: genesis)
    guard history.jsonBytes == bytes("keys.json") else { throw Self.isFalse("keys.json") }
  }

  // MARK: What was opened, what was attached

  private func openings(_ story: PackStory) throws(LedgerError) -> [Opening] {
    guard let file = named["openings.jsonl"] else { return [] }
    let sealed = story.sealed
    var openings: [Opening] = []
    for line in file.split(separator: 0x0A, omittingEmptySubsequences: true) {
      guard let opening = Opening(line: Array(line)), sealed.contains(opening.place) else {
        throw Self.isFalse("openings.jsonl")
      }
      openings.append(opening)
    }
    // Written again it must be the same: ascending, each once, nothing between the lines.
    let sorted = Set(openings).sorted { $0.line.lexicographicallyPrecedes($1.line) }
    let written: [UInt8] = sorted.flatMap { (opening) -> [UInt8] in opening.line + [0x0A] }
    guard !openings.isEmpty, written == file else { throw Self.isFalse("openings.jsonl") }
    return openings
  }

  private func evidence(_ story: PackStory) throws(LedgerError) -> Set<String> {
    let known = Dictionary(uniqueKeysWithValues: story.evidence.map { (PackName.evidence($0), $0.sha256) })
    var present: Set<String> = []
    for member in members where member.name.hasPrefix("evidence/") {
      guard let digest = known[member.name], SHA256.hash(member.bytes).hex == digest else {
        throw Self.isFalse(member.name)
      }
      present.insert(digest)
    }
    return present
  }
}
