import EventSourcing
import Glibc
import LMDB
import TransparencyLog

extension Ledger {
  /// What became of the vault when a ledger was copied.
  public enum CopiedVault: String, Sendable {
    /// It is in the copy.
    case copied
    /// It was left out, as asked.
    case leftOut = "left_out"
    /// There is none here.
    case absent
  }

  /// What a copy holds.
  public struct Copy: Sendable {
    /// Entries.
    public let size: UInt64
    /// Whether sealed values can be opened from it.
    public let vault: CopiedVault
    /// What is missing from it.
    public let companions: Companions
  }

  /// Copies what is precious into a folder: description, log, evidence files, what witnesses signed, the vault unless it is to be left
  /// out; never the keys.
  ///
  /// The log is copied as one snapshot while others may go on writing; `checkpoint` beside it is the newest signed
  /// checkpoint of that very copy.
  ///
  /// What was copied is hashed before it is called a copy: one that would not verify is found out when it is needed.
  ///
  /// - Throws: `E40` when the folder has content; `E15`… when it cannot be written, what verification of the level `hashes`
  ///   says (`L01`, `L04`…) when the log is not whole, `L09`, `L10` when the vault is not: nothing is left of it then.
  /// - Returns: what the copy holds, and what it lacks.
  public func copy(
    to path: String, withVault: Bool, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Copy {
    try Self.makeEmptyFolder(path)
    do throws(LedgerError) { return try fill(Folder(path), withVault: withVault, progress) } catch {
      // Half a copy is taken for a whole one some day.
      try Files.remove(path)
      throw error
    }
  }

  /// A vault that may not be looked into is no absent one: a copy without it would be taken for complete.
  private func isVaultThere() throws(LedgerError) -> Bool {
    if Files.exists(folder.vault + "/data.mdb") { return true }
    let code = errno
    guard code == ENOENT else { throw Files.failure("read", folder.vault, code) }
    return false
  }

  /// - Returns: the copied vault, opened as whoever restores it will.
  private func copyVault(to target: Folder) throws(LedgerError) -> Vault? {
    do throws(LedgerError) {
      try Files.makeFolder(target.vault, mode: 0o700)
      let vault = try storage { () throws(LMDBError) in
        try Environment(path: folder.vault, options: Environment.Options(readOnly: true))
      }
      try storage { () throws(LMDBError) in try vault.copy(to: target.vault, mode: 0o600) }
      return try Vault.forReading(target)
    } catch {
      guard error.kind == .integrity else { throw error }
      throw LedgerError(
        .integrity, error.code,
        "保密库“\(folder.vault)”损坏，没有备份：\(error.message.zh)。账本日志不受影响；先从以前的备份放回保密库，或用 --without-vault 只备份其余",
        "the vault \"\(folder.vault)\" is damaged, nothing was copied: \(error.message.en). The log is unharmed: put the vault of an earlier copy back first, or copy the rest with --without-vault"
      )
    }
  }

  private func fill(
    _ target: Folder, withVault: Bool, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> Copy {
    try Files.makeFolder(target.log)
    try storage { () throws(LMDBError) in try log.environment.copy(to: target.log, compact: true) }
    var (kind, vault): (CopiedVault, Vault?) = (.leftOut, nil)
    if try !isVaultThere() {
      kind = .absent
    } else if withVault {
      (kind, vault) = (.copied, try copyVault(to: target))
    }
    try Self.copyBlobs(from: folder, to: target)
    try Self.copyWitnesses(from: folder, to: target)
    try Files.write(target.description, try Files.read(folder.description, limit: 1 << 16))
    let copiedLog = try Log(path: target.log, isWriter: false)
    try Self.checkWhole(copiedLog, folder, about, domain, progress)
    let copied = try copiedLog.snapshot()
    guard let note = try copied.newestCheckpoint() else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    try Files.write(target.path + "/checkpoint", note)
    let copy = Ledger(
      folder: target, about: about, domain: domain, log: copiedLog,
      derived: DerivedGenerations(folder: target, domain: domain, isWriter: false), lock: nil, outside: nil)
    return Copy(size: copied.size, vault: kind, companions: try copy.companions(vault: vault))
  }

  /// A copy that was put back.
  public struct Restored: Sendable {
    /// Entries there are.
    public let size: UInt64
    /// Why this machine could not remember them; nil when it does, or has no home to remember anything in.
    public let memoryFailure: LedgerError?
  }

  /// Puts a copy back as a ledger, but only one that extends a checkpoint kept outside both.
  ///
  /// - Parameter note: the latest signed checkpoint anyone outside holds: without it, whoever restores an old copy erases
  ///   what came after it and nobody can tell.
  /// - Parameter published: where to take from what came after the copy was made: a replica, or published files.
  /// What this machine saw of the ledger in another folder is no reason to refuse: a restore drill is made while the ledger goes on.
  /// What it saw in that very folder is, unless the folder was a drill's before, and this one begins it anew.
  ///
  /// - Throws: `E40` when there is something at `path`; `L09`, `L04` when the copy, with what was taken from `published`, does
  ///   not extend the checkpoint, `L01`, `L04`… when it is not whole: nothing is left at `path` then.
  public static func restore(
    _ copy: String, into path: String, domain: any LedgerDomain, checkpoint note: [UInt8],
    catchingUpFrom published: (any PublishedFiles)? = nil, progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Restored {
    try unpacking(copy, into: path) { (about) throws(LedgerError) in
      var sourceSize: UInt64?
      if let published { sourceSize = try Replica.restore(Folder(path), about: about, domain: domain, from: published) }
      // What the checkpoint given says of the copy comes before what this machine saw: it is what was asked.
      let ledger = try open(path, domain: domain, access: .verifying)
      try checkExtent(ledger, note, sourceSize)
      try ledger.checkDescription()
      let wasCopy = try ledger.outside?.read()?.isCopy ?? false
      if !wasCopy, let failure = try ledger.memoryFailure() { throw failure }
      try check(ledger, note)
      try checkWhole(ledger.log, ledger.folder, about, domain, progress)
      if wasCopy { try ledger.outside?.forget() }
      let restored = try ledger.log.snapshot()
      var memoryFailure: LedgerError?
      if let newest = try restored.newestCheckpoint() {
        do throws(LedgerError) { try ledger.outside?.keep(newest) } catch { memoryFailure = error }
      }
      return Restored(size: restored.size, memoryFailure: memoryFailure)
    }
  }

  /// Puts a copy's files in place for `body`; when that fails, nothing is left at `path`.
  static func unpacking<R>(
    _ copy: String, into path: String, _ body: (FolderDescription) throws(LedgerError) -> R
  ) throws(LedgerError) -> R {
    let source = Folder(copy)
    let about = try source.readDescription()
    _ = try OutsideState.folder()
    try makeEmptyFolder(path)
    do throws(LedgerError) {
      let target = Folder(path)
      try Files.makeFolder(target.log)
      try Files.copy(source.log + "/data.mdb", target.log + "/data.mdb")
      if Files.exists(source.vault + "/data.mdb") {
        try Files.makeFolder(target.vault, mode: 0o700)
        try Files.copy(source.vault + "/data.mdb", target.vault + "/data.mdb", mode: 0o600)
      }
      try copyBlobs(from: source, to: target)
      try copyWitnesses(from: source, to: target)
      try Files.makeFolder(target.keys, mode: 0o700)
      try Files.write(target.description, about.bytes)
      return try body(about)
    } catch {
      try Files.remove(path)
      throw error
    }
  }

  /// The copy, with what the source added, is no older than the checkpoint.
  ///
  /// - Parameter sourceSize: how many entries the source had; nil when there was none.
  private static func checkExtent(
    _ ledger: Ledger, _ note: [UInt8], _ sourceSize: UInt64?
  ) throws(LedgerError) {
    let (stated, size) = (try parsed(note), try ledger.log.snapshot().size)
    guard stated.origin == ledger.about.origin else {
      throw LedgerError(
        .integrity, "L03", "备份是账本“\(ledger.about.origin)”，所给检查点属于“\(stated.origin)”",
        "the copy is of \"\(ledger.about.origin)\", the checkpoint given is of \"\(stated.origin)\"")
    }
    // Who signed comes before what is said: anybody can write that there were more entries.
    guard try isSigned(note, ledger, forSize: stated.size) else { throw disagreement }
    guard size < stated.size else { return }
    let source = sourceSize.map { count in
      count < size
        ? Bilingual("来源只有\(count)条，补不上什么；", "the source has only \(count) entries and adds nothing; ")
        : Bilingual("来源只到\(count)条；", "the source ends at \(count) entries; ")
    }
    throw LedgerError(
      .integrity, "L09",
      "\(source?.zh ?? "")备份\(source == nil ? "" : "仍")只有\(size)条，而检查点已到\(stated.size)条（根\(stated.root.base64.prefix(12))…）：恢复它会丢失其后的记录。（一）只是演练：用备份自带的 checkpoint 文件作 --checkpoint；（二）记录丢失：找更新的备份，或用 --from 从副本、已发布的文件补上，确实没有才加 --accept-loss；（三）备份本应更新：有人换了备份，请保存它和检查点，报告主管机关",
      "\(source?.en ?? "")the copy \(source == nil ? "has" : "stays at") \(size) entries but the checkpoint covers \(stated.size) (root \(stated.root.base64.prefix(12))…): restoring it would lose what came after. (1) A drill: give the copy's own file checkpoint as --checkpoint. (2) Records were lost: find a newer copy, or take them with --from from a replica or published files; only if there is none, --accept-loss. (3) The copy should be newer: somebody exchanged it; keep it and the checkpoint, and report it"
    )
  }

  /// The checkpoint is signed by the key in force there, and the log begins with what it states.
  private static func check(_ ledger: Ledger, _ note: [UInt8]) throws(LedgerError) {
    let stated = try parsed(note)
    let snapshot = try ledger.log.snapshot()
    guard try isSigned(note, ledger, forSize: stated.size), try snapshot.root(at: stated.size) == stated.root else {
      throw disagreement
    }
  }

  /// The level of hashes over a copied log: every entry is the one its leaf, tile and checkpoint say.
  ///
  /// What this machine saw of the ledger is left out: a writer may have gone on meanwhile.
  ///
  /// - Parameter folder: whose log it is; a replica that is catching up may have a tail that no checkpoint covers yet.
  static func checkWhole(
    _ log: Log, _ folder: Folder, _ about: FolderDescription, _ domain: any LedgerDomain,
    _ progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) {
    let derived = DerivedGenerations(folder: folder, domain: domain, isWriter: false)
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: log, derived: derived, lock: nil, outside: nil)
    var findings = Findings()
    _ = try HashAudit.run(ledger, jobs: 2, progress: progress, &findings)
    guard let first = findings.sorted.first(where: \.isIntegrity) else { return }
    let more = findings.integrityFailureCount - 1
    throw LedgerError(
      .integrity, first.code,
      "\(first.message.zh)\(more > 0 ? "（另有\(more)处）" : "")；不完好的账本不能当作备份，没有留下任何文件",
      "\(first.message.en)\(more > 0 ? " (and \(more) more)" : ""): what is not whole is no copy, nothing was kept of it"
    )
  }

  static func parsed(_ note: [UInt8]) throws(LedgerError) -> Checkpoint {
    do throws(CheckpointError) { return try Checkpoint(ofNote: note) } catch {
      throw LedgerError(
        .malformed, "E81", "所给文件不是签名的检查点：\(error.message.zh)",
        "what was given is no signed checkpoint: \(error.message.en)")
    }
  }

  /// Whether a checkpoint is signed by the key in force over the first `size` entries, as far as the log tells.
  static func isSigned(_ note: [UInt8], _ ledger: Ledger, forSize size: UInt64) throws(LedgerError) -> Bool {
    let key = try ledger.view().checkpointKey(forSize: size)
    return key.map { (try? Checkpoint(verifying: note, by: $0)) != nil } ?? false
  }

  static let disagreement = LedgerError(
    .integrity, "L04", "备份与所给检查点不符：检查点没有当时有效密钥的签名，或历史被改写",
    "the copy does not agree with the checkpoint: it is not signed by the key in force, or history was rewritten")

  private static func makeEmptyFolder(_ path: String) throws(LedgerError) {
    if Files.exists(path), try !Files.names(in: path).isEmpty {
      throw LedgerError(
        .cannotCreate, "E40", "“\(path)”已有内容，请换一个空文件夹", "\"\(path)\" is not empty: choose another folder")
    }
    try Files.makeFolder(path)
  }

  private static func copyWitnesses(from source: Folder, to target: Folder) throws(LedgerError) {
    guard Files.exists(source.witnesses) else { return }
    try Files.makeFolder(target.witnesses)
    for name in try Files.names(in: source.witnesses) where !name.hasSuffix(".tmp") {
      try Files.copy("\(source.witnesses)/\(name)", "\(target.witnesses)/\(name)")
    }
  }

  private static func copyBlobs(from source: Folder, to target: Folder) throws(LedgerError) {
    guard Files.exists(source.blobs) else { return }
    try Files.makeFolder(target.blobs)
    for shelf in try Files.names(in: source.blobs) {
      try Files.makeFolder("\(target.blobs)/\(shelf)")
      for name in try Files.names(in: "\(source.blobs)/\(shelf)") where !name.hasSuffix(".tmp") {
        do throws(LedgerError) {
          try Files.copy("\(source.blobs)/\(shelf)/\(name)", "\(target.blobs)/\(shelf)/\(name)")
        } catch {
          // A link to nothing, or in a circle: the evidence is absent, which is told of the copy; all else is not lost with it.
          guard error.kind == .missing || error.code == "E37" else { throw error }
        }
      }
    }
  }
}

extension Files {
  /// Copies a file of any size in pieces; the copy is durable.
  static func copy(_ source: String, _ target: String, mode: UInt32 = 0o640) throws(LedgerError) {
    let input = try openToRead(source)
    defer { close(input) }
    let output = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
    guard output >= 0 else { throw failure("write", target, errno) }
    defer { close(output) }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(input, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", source, errno) }
      if count == 0 { break }
      try write(chunk[..<count], to: output, target)
    }
    guard fsync(output) == 0 else { throw failure("write", target, errno) }
  }

  static func write(_ bytes: ArraySlice<UInt8>, to output: Int32, _ target: String) throws(LedgerError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", target, errno) }
      rest = rest.dropFirst(count)
    }
  }
}
