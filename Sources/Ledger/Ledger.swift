public import EventSourcing
import LMDB
import TransparencyLog

/// An open ledger: a folder, its log and what is derived from it.
///
/// One `Ledger` per folder and process: LMDB forbids opening an environment twice. Reading is possible from any number of
/// processes while one writes.
///
/// ```swift
/// let ledger = try Ledger.open("ledger", domain: MyDomain())
/// let view = try ledger.view()
/// ```
public final class Ledger: @unchecked Sendable {
  // Unchecked: everything mutable is `derived`, changed only by the one writer, which the caller serialises.

  /// How a ledger is opened.
  public enum Access: Sendable {
    /// Takes no lock; one writer may be at work meanwhile.
    case reading
    /// Takes the writer's lock, waiting as long as is said for another who holds it.
    case writing
    /// As reading, but without the first look at whether the log is the folder's: verification says that itself.
    case verifying
    /// As reading, whatever this machine remembers: what is there is read although it is older than what was seen, or other. Who
    /// shows it says so (``memoryFailure()``).
    case asFound
  }

  /// Where its parts lie.
  public let folder: Folder
  /// Its origin and genesis hash, as its folder states them.
  public let about: FolderDescription
  /// The rules by which it is judged and folded.
  public let domain: any LedgerDomain
  /// Its entries, tree hashes and checkpoints.
  public let log: Log
  let derived: DerivedGenerations
  let lock: LockBox?
  /// What was seen of it before, kept outside its folder.
  let outside: OutsideCheckpoint?

  init(
    folder: Folder, about: FolderDescription, domain: any LedgerDomain, log: Log, derived: DerivedGenerations,
    lock: LockBox?, outside: OutsideCheckpoint?
  ) {
    self.outside = outside
    self.folder = folder
    self.about = about
    self.domain = domain
    self.log = log
    self.derived = derived
    self.lock = lock
  }

  /// Opens an existing ledger.
  ///
  /// - Parameter patience: of a writer, how long it waits for another.
  /// - Throws: `E10` when there is none, `E12` for a newer format, `E03` when another writer holds it, `L09`/`L10` for a
  ///   damaged file, `L01` for an altered genesis, `L03` when the folder's description is damaged, gone or of another ledger,
  ///   `L04`/`L09` when it does not extend the checkpoint kept outside, `E27` when that cannot be looked for where the environment
  ///   says.
  public static func open(
    _ path: String, domain: any LedgerDomain, access: Access = .reading, patience: Patience = .none
  ) throws(LedgerError) -> Ledger {
    let folder = Folder(path)
    let about = try folder.readDescription()
    let outside = try OutsideCheckpoint(about, of: folder)
    let isWriter = access == .writing
    let lock = isWriter ? try LockBox(folder.lock, patience) : nil
    if isWriter { Leftovers.remove(of: folder) }
    let log = try Log(path: folder.log, isWriter: isWriter)
    let derived = DerivedGenerations(folder: folder, domain: domain, isWriter: isWriter)
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: log, derived: derived, lock: lock,
      outside: outside)
    switch access {
    case .verifying: break
    case .asFound: try ledger.checkDescription()
    case .reading, .writing: try ledger.checkIdentity()
    }
    return ledger
  }

  /// The folder's description, the log and what was seen before must be of one ledger.
  ///
  /// Of the log only entry 0 is read.
  func checkIdentity() throws(LedgerError) {
    try checkDescription()
    if let failure = try memoryFailure() { throw failure }
  }

  /// The folder's description and the log must be of one ledger.
  func checkDescription() throws(LedgerError) {
    let snapshot = try log.snapshot()
    guard snapshot.size > 0, let genesis = try snapshot.entry(0) else { throw LogError.missingEntry(0) }
    guard try snapshot.leafHash(0) == about.genesis else {
      throw LedgerError(
        .integrity, "L03", "日志的创世条目与“\(folder.description)”不符",
        "the log's genesis is not the one in \"\(folder.description)\"")
    }
    guard MerkleTree.leafHash(genesis) == about.genesis else { throw LogError.notItsLeaf(0) }
    if let origin = GenesisLine(genesis)?.origin, origin != about.origin {
      throw LedgerError(
        .integrity, "L03",
        "“\(folder.description)”写的账本是“\(about.origin)”，创世条目是“\(origin)”：说明文件被改动，请用备份中的同名文件恢复",
        "\"\(folder.description)\" names the ledger \"\(about.origin)\", the genesis \"\(origin)\": the description was altered, put back the one of a copy"
      )
    }
  }
}

extension Ledger {
  /// A transaction for this ledger with a new id, its events still to be filled in.
  public func draft(signers: [String], at: Timestamp) -> TransactionDraft {
    TransactionDraft(
      ledger: about.origin, genesis: about.genesis.base64, tx: .random(at: at), signers: signers, at: at)
  }
}

extension ULID {
  /// A new id: the time, and 80 random bits.
  public static func random(at time: Timestamp) -> ULID {
    ULID(ms: max(0, time.ms), random: secureRandomBytes(10))
  }
}
