import AssistanceLedger
public import EventSourcing
public import Ledger
import TransparencyLog

/// Makes the evidence pack of a subject (format.md §10): same ledger, same options, same bytes.
public struct PackMaker {
  private let ledger: Ledger
  private let prover: Prover
  private let vault: Vault?

  /// - Parameter vault: nil when nothing is to be disclosed, or there is none.
  public init(_ ledger: Ledger, vault: Vault?) throws(LedgerError) {
    self.ledger = ledger
    self.vault = vault
    prover = try Prover(ledger)
  }

  /// A pack, and what is in it.
  public struct Made: Sendable {
    /// The pack: a ZIP file whose members are stored, not compressed.
    public let bytes: [UInt8]
    /// Its members in the archive's order, `SHA256SUMS` last.
    public let names: [String]
    /// Openings of sealed values that were disclosed.
    public let openings: [Opening]
    /// Evidence that the entries name and this ledger does not have.
    public let absent: [Evidence]
  }

  /// Makes it, and checks it as a stranger would before it is handed out.
  ///
  /// - Parameters:
  ///   - fields: sealed fields to disclose, by path; `*` stands for a place in a list (`members.*.name`).
  ///   - asOf: as for ``Prover/subject(_:asOf:jobs:)``.
  /// - Throws: `E55` when the subject is not there, `E58` when nothing was attested, `E70`/`E71` for a field that is not
  ///   there or cannot be opened, `L08` for an altered evidence file, `E72` for a pack too large, `L11` when a stranger would
  ///   find that a signature in it is false: who holds the ledger may have taken what acceptance refuses.
  public func make(
    _ subject: String, disclose fields: [String] = [], asOf: UInt64? = nil, jobs: Int = 2
  ) throws(LedgerError) -> Made {
    let view = try ledger.view(at: .size(prover.checkpoint.size), jobs: jobs)
    guard let key = view.checkpointKey(forSize: prover.checkpoint.size) else {
      throw LedgerError(.integrity, "L03", "创世条目没有检查点公钥", "the genesis gives no checkpoint key")
    }
    let pins = ProofPins(checkpointKeys: [key], genesis: ledger.about.genesis)
    let proof = try prover.subject(subject, asOf: asOf, jobs: jobs)
    guard case .subject = proof else {
      throw LedgerError(.refused, "E55", "账本中没有“\(subject)”", "the ledger knows no \"\(subject)\"")
    }
    let story = try PackStory(proof, pins)
    let openings = try disclosed(fields, story)
    let files = try evidence(story)
    let members = try members(proof, story, openings, files, view)
    _ = try PackCheck(members).check(pins)
    return Made(
      bytes: try PackArchive.write(members, time: .init(story.attestedAt)), names: members.map(\.name),
      openings: openings,
      absent: story.evidence.filter { file in !files.contains { $0.name == PackName.evidence(file) } })
  }

  // MARK: Members, in order

  private func members(
    _ proof: Proof, _ story: PackStory, _ openings: [Opening], _ files: [PackMember], _ view: LedgerView
  ) throws(LedgerError) -> [PackMember] {
    let own = Set(story.history.entries.map(\.seq))
    let numbers = own.union(try ledger.keyEntries(about: story.signers, in: view)).sorted()
    var (entries, proofs, parsed): ([PackMember], [PackMember], [ParsedEntry]) = ([], [], [])
    for seq in numbers {
      let name = PackName.number(seq)
      entries.append(PackMember(name: "entries/\(name).entry", bytes: try prover.proven(seq).bytes))
      proofs.append(PackMember(name: "proofs/\(name).proof", bytes: try prover.entry(seq).bytes))
      if let entry = try view.entry(seq) { parsed.append(entry) }
    }
    let present = Set(files.compactMap { PackName.digest(in: $0.name) })
    let metadata = PackMetadata(story: story, openings: openings, present: present)
    var members = [
      PackMember(name: "README.txt", bytes: PackReadme(story: story).bytes),
      PackMember(name: "index.html", bytes: PackPage(story: story, openings: openings, present: present).bytes),
      PackMember(name: "metadata.json", bytes: metadata.bytes),
      PackMember(name: "checkpoint.note", bytes: prover.note),
      PackMember(name: "subject.proof", bytes: proof.bytes),
    ]
    members += entries + proofs
    let keys = try KeyHistory(parsed, genesis: ledger.about.genesis)
    members.append(PackMember(name: "keys.json", bytes: keys.jsonBytes))
    if !openings.isEmpty {
      members.append(
        PackMember(name: "openings.jsonl", bytes: openings.flatMap { (opening) -> [UInt8] in opening.line + [0x0A] }))
    }
    members += files
    members.append(PackMember(name: PackName.sums, bytes: PackName.sums(of: members)))
    return members
  }

  private func evidence(_ story: PackStory) throws(LedgerError) -> [PackMember] {
    var members: [PackMember] = []
    for file in story.evidence where Files.exists(ledger.folder.blob(file.sha256)) {
      let bytes = try Files.read(ledger.folder.blob(file.sha256), limit: EvidenceFiles.byteCountMax)
      guard SHA256.hash(bytes).hex == file.sha256 else {
        throw LedgerError(
          .integrity, "L08", "佐证文件\(file.sha256)已被改动", "the evidence file \(file.sha256) was altered")
      }
      members.append(PackMember(name: PackName.evidence(file), bytes: bytes))
    }
    return members
  }

  // MARK: Disclosure

  /// The openings asked for, ascending by their lines' bytes.
  private func disclosed(_ fields: [String], _ story: PackStory) throws(LedgerError) -> [Opening] {
    guard !fields.isEmpty else { return [] }
    var known: [Opening] = []
    var lost = 0
    for place in story.sealed {
      if let opening = try vault?.opening(place.commitment), opening.place == place {
        known.append(opening)
      } else {
        lost += 1
      }
    }
    var chosen: Set<Opening> = []
    for field in fields {
      let found = known.filter { PackName.matches($0.field, pattern: field) }
      if found.isEmpty { throw Self.cannotDisclose(field, lost: lost, known.map(\.field)) }
      chosen.formUnion(found)
    }
    return chosen.sorted { $0.line.lexicographicallyPrecedes($1.line) }
  }

  private static func cannotDisclose(_ field: String, lost: Int, _ known: [String]) -> LedgerError {
    if lost > 0 {
      return LedgerError(
        .refused, "E71", "“\(field)”无法打开：没有保险库，或其密钥已销毁（有\(lost)个封存值打不开）",
        "\"\(field)\" cannot be opened: there is no vault, or its key was destroyed (\(lost) sealed values stay closed)"
      )
    }
    let list = Set(known).sorted()
    return LedgerError(
      .refused, "E70", "没有封存字段“\(field)”；有：\(list.joined(separator: "、"))",
      "there is no sealed field \"\(field)\"; there are: \(list.joined(separator: ", "))")
  }
}
