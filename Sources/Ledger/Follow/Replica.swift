import EventSourcing
import Glibc
public import TransparencyLog

/// A copy of a ledger kept up from published files, every entry of which was proved and judged before it was taken in.
///
/// A replica is a ledger's folder without keys: it answers every question, and can itself be followed. What it cannot do is
/// append, for that is the source's to sign.
///
/// ```
/// LEDGER/follow/source      where it is kept up from
/// LEDGER/follow/pending     while catching up: the checkpoint that covers what is being taken in
/// LEDGER/follow/stopped     why it stopped for good, once two histories were seen
/// LEDGER/follow/evidence/   signed checkpoints that contradict each other
/// ```
public final class Replica {
  /// What catching up did.
  public struct Progress: Sendable {
    /// Entries the replica had before.
    public let before: UInt64
    /// Entries it has now, all proved and judged.
    public let size: UInt64
    /// Size of the source's checkpoint, the root over it, and whose cosignatures it had.
    public let checkpoint: Checkpoint
    /// Why this machine could not remember it; nil when it does, or has no home to remember anything in.
    public let memoryFailure: LedgerError?
  }

  let ledger: Ledger
  let published: PublishedLog
  let pins: PublishedPins
  let jobs: Int
  let stepByteCount: Int
  private let isReplica: Bool

  /// Bytes of entries that one commit stores, unless the last of them are fewer.
  public static let stepByteCount = 16 << 20

  private init(
    _ ledger: Ledger, _ files: any PublishedFiles, _ pins: PublishedPins, jobs: Int, stepByteCount: Int, isReplica: Bool
  ) {
    self.ledger = ledger
    self.stepByteCount = stepByteCount
    self.published = PublishedLog(files)
    self.pins = pins
    self.jobs = jobs
    self.isReplica = isReplica
  }

  /// Opens the replica in a folder, or begins one there.
  ///
  /// - Parameter stepByteCount: bytes of entries after which they are stored in one commit.
  /// - Throws: `E80` when nothing is published; `E92` when the folder holds a ledger that is no replica; `L03` when the source
  ///   is another ledger than before or than pinned; what stopped it earlier.
  public static func open(
    _ path: String, following files: any PublishedFiles, domain: any LedgerDomain, pins: PublishedPins, jobs: Int = 2,
    stepByteCount: Int = stepByteCount
  ) throws(LedgerError) -> Replica {
    let isNew = try !Files.isThere(path)
    do throws(LedgerError) {
      return try begun(path, files, domain, pins, jobs, stepByteCount)
    } catch {
      // A wrong address leaves no folder that looks like a replica.
      if isNew, !Files.exists(Folder(path).description), Files.exists(path) { try Files.remove(path) }
      throw error
    }
  }

  private static func begun(
    _ path: String, _ files: any PublishedFiles, _ domain: any LedgerDomain, _ pins: PublishedPins, _ jobs: Int,
    _ stepByteCount: Int
  ) throws(LedgerError) -> Replica {
    let folder = Folder(path)
    _ = try OutsideState.folder()
    try Files.makeFolder(path)
    let isThere = Files.exists(folder.description)
    let names = try Files.names(in: path)
    guard Files.exists("\(folder.follow)/source") || names.isEmpty else {
      throw LedgerError(
        .cannotCreate, "E92", "“\(path)”已有内容且不是副本，请换一个空文件夹",
        "\"\(path)\" holds something that is no replica: choose an empty folder")
    }
    try refuseStopped(folder)
    let lock = try LockBox(folder.lock)
    Leftovers.remove(of: folder)
    try Files.makeFolder(folder.follow)
    try Files.write("\(folder.follow)/source", Array("\(files.place)\n".utf8))
    if !isThere { try begin(folder, PublishedLog(files), pins) }
    let about = try folder.readDescription()
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: try Log(path: folder.log, isWriter: true),
      derived: DerivedGenerations(folder: folder, domain: domain, isWriter: true), lock: lock,
      outside: try OutsideCheckpoint(about, of: folder))
    if try ledger.log.snapshot().size > 0 { try ledger.checkIdentity() }
    return Replica(ledger, files, pins, jobs: jobs, stepByteCount: stepByteCount, isReplica: true)
  }

  /// Brings a ledger put back from a copy up to what was published after the copy was made.
  ///
  /// A source may lag behind the copy, or behind what this machine saw, without any fault: publishing waits for witnesses. What
  /// contradicts either is refused; whether the outcome is new enough is for the caller to say.
  ///
  /// - Returns: how many entries the source has.
  static func restore(
    _ folder: Folder, about: FolderDescription, domain: any LedgerDomain, from files: any PublishedFiles
  ) throws(LedgerError) -> UInt64 {
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: try Log(path: folder.log, isWriter: true),
      derived: DerivedGenerations(folder: folder, domain: domain, isWriter: true), lock: try LockBox(folder.lock),
      outside: nil)
    let replica = Replica(
      ledger, files, PublishedPins(), jobs: 2, stepByteCount: stepByteCount, isReplica: false)
    let (_, stated) = try replica.published.checkpoint()
    if try ledger.beginsWith(stated) { return stated.size }
    let progress = try replica.catchUp { _, _ in }
    try Files.remove(folder.follow)
    return progress.checkpoint.size
  }

  /// Makes the folder of a ledger without entries, named after the published genesis.
  private static func begin(
    _ folder: Folder, _ log: PublishedLog, _ pins: PublishedPins
  ) throws(LedgerError) {
    let (_, checkpoint) = try log.checkpoint()
    guard checkpoint.size > 0 else {
      throw LedgerError(.tryAgain, "E93", "来源还没有任何条目", "the source has no entry yet")
    }
    let genesis = MerkleTree.leafHash(try Ledger.genesis(log, log.reader(checkpoint)))
    var findings = Findings()
    pins.check(genesis: genesis, &findings)
    if findings.hasIntegrityFailure {
      throw LedgerError(.integrity, "L03", "来源的创世条目不是所给的那一条", "the source's genesis is not the one given")
    }
    // What a start that was cut short left behind.
    try Files.remove(folder.log)
    try Files.makeFolder(folder.log)
    _ = try Log(path: folder.log, isWriter: true, create: true)
    let about = FolderDescription(origin: checkpoint.origin, genesis: genesis)
    try Files.write(folder.description, about.bytes)
  }

  /// Why the replica in a folder follows no more, where its evidence is (`E94`); nil for one that does, and for no replica.
  public static func stop(_ folder: Folder) throws(LedgerError) -> LedgerError? {
    do throws(LedgerError) { try refuseStopped(folder) } catch {
      guard error.code == "E94" else { throw error }
      return error
    }
    return nil
  }

  private static func refuseStopped(_ folder: Folder) throws(LedgerError) {
    let path = "\(folder.follow)/stopped"
    guard Files.exists(path) else { return }
    let reason = Self.reason(String(decoding: try Files.read(path, limit: 1 << 16), as: UTF8.self))
    throw LedgerError(
      .integrity, "E94", "副本已停止跟随：\(reason.zh)；证据在“\(folder.follow)/evidence”",
      "the replica has stopped following: \(reason.en); the evidence is in \"\(folder.follow)/evidence\"")
  }

  /// Why it stopped: a line in each language, or, as replicas wrote it once, both in one line with ` / ` between them.
  private static func reason(_ text: String) -> (zh: Substring, en: Substring) {
    let lines = text.split(separator: "\n")
    let line = lines.first ?? ""
    if lines.count > 1 { return (line, lines[lines.count - 1]) }
    guard let middle = line.firstRange(of: " / ") else { return (line, line) }
    return (line[..<middle.lowerBound], line[middle.upperBound...])
  }

  /// Takes in what was published since the last time.
  ///
  /// - Throws: `L09` when the source went back, `L04` when it shows another history, a refusal's code when it holds an entry
  ///   that the rules refuse: then the replica keeps what it has, and the evidence, and follows no further.
  public func catchUp(_ progress: (UInt64, UInt64) -> Void) throws(LedgerError) -> Progress {
    let (note, checkpoint) = try published.checkpoint()
    let catching = try Catching(self, note, checkpoint)
    do throws(LedgerError) {
      return try catching.run(progress)
    } catch {
      // What nobody signed is nobody's contradiction: whoever stands between could make replicas stop and accuse.
      guard error.kind == .integrity, isReplica, catching.isSigned else { throw error }
      throw try keep(error, note)
    }
  }

  /// Keeps what contradicts each other, and stops for good when histories differ.
  private func keep(_ error: LedgerError, _ note: [UInt8]) throws(LedgerError) -> LedgerError {
    var error = error
    let stops = error.stopsFollowing
    if error.evidence.isEmpty {
      let own = try ledger.log.snapshot().newestCheckpoint()
      error.evidence = (own.map { [$0] } ?? []) + [note]
    }
    let shelf = "\(ledger.folder.follow)/evidence"
    try Files.makeFolder(shelf)
    for checkpoint in error.evidence {
      try Files.write("\(shelf)/\(SHA256.hash(checkpoint).hex.prefix(16)).checkpoint", checkpoint)
    }
    guard stops else { return error }
    let words = "\(error.code) \(error.message.zh)\n\(error.code) \(error.message.en)\n"
    try Files.write("\(ledger.folder.follow)/stopped", Array(words.utf8))
    return error
  }
}

extension Ledger {
  /// Whether a checkpoint is of fewer entries than there are here, and of the same.
  fileprivate func beginsWith(_ checkpoint: Checkpoint) throws(LedgerError) -> Bool {
    let snapshot = try log.snapshot()
    guard checkpoint.origin == about.origin, checkpoint.size < snapshot.size else { return false }
    return try snapshot.root(at: checkpoint.size) == checkpoint.root
  }
}

extension LedgerError {
  /// A contradiction that time does not heal. A file that is missing or damaged may be served whole the next time; so may a
  /// newer checkpoint where an old one came from a cache.
  fileprivate var stopsFollowing: Bool { code == "L04" && evidence.count > 1 || refusesEntry }

  /// The source holds an entry that the rules refuse.
  private var refusesEntry: Bool { !code.hasPrefix("L") && !code.hasPrefix("E") }
}
