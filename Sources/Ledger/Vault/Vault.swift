import EventSourcing
import LMDB
import Synchronization
import TransparencyLog

/// Openings of sealed values, each encrypted under its subject's own key: destroying that key erases the person and
/// leaves every proof valid.
///
/// | database | key | value |
/// |---|---|---|
/// | `keys` | reference | 32-byte key |
/// | `openings` | commitment, 32 bytes | AES-256-GCM of the opening's line, with the commitment as associated data, behind reference, zero byte and nonce |
///
/// Nothing decides on it: without the vault everything works, and names are masked.
public final class Vault: Sendable {
  private let path: String
  private let environment: Environment
  private let keys: Database
  private let openings: Database
  /// What is said of openings that are damaged: counting them reads them all, and every one of them asks.
  private let damageSaid = Mutex<LedgerError?>(nil)

  /// Opens the vault of a folder for reading; nil when there is none, or it is not for this person to read.
  ///
  /// - Throws: `L09`, `L10` when its file is damaged: what only reads goes on without it.
  public static func forReading(_ folder: Folder) throws(LedgerError) -> Vault? {
    guard Files.exists(folder.vault + "/data.mdb"), Files.isReadable(folder.vault + "/data.mdb") else { return nil }
    return try Vault(folder.vault, isWriter: false)
  }

  /// Opens or makes the vault of a folder. Of a ledger that has sealed anything, ``Ledger/vaultForWriting()`` knows better.
  public static func forWriting(_ folder: Folder) throws(LedgerError) -> Vault {
    try Files.makeFolder(folder.vault, mode: 0o700)
    return try Vault(folder.vault, isWriter: true)
  }

  /// What somebody puts into the place of a vault that is lost for good, so that a new one is begun there and none by accident.
  public static func beginning(_ folder: Folder) -> String { folder.vault + "/BEGIN" }

  fileprivate init(_ path: String, isWriter: Bool, create: Bool = true) throws(LedgerError) {
    self.path = path
    do {
      var options = Environment.Options(readOnly: !isWriter)
      options.mode = 0o600
      options.create = isWriter && create
      environment = try Environment(path: path, options: options)
      if isWriter {
        var transaction = try environment.beginWrite()
        keys = try transaction.database(named: "keys", create: true)
        openings = try transaction.database(named: "openings", create: true)
        try transaction.commit()
      } else {
        let transaction = try environment.beginRead()
        keys = try transaction.database(named: "keys")
        openings = try transaction.database(named: "openings")
      }
    } catch {
      throw Self.failure(error, path)
    }
  }

  /// Says of damage that it is the vault's and not the ledger's, and what to do: the code alone reads as if the log were lost.
  private static func failure(_ error: LMDBError, _ path: String) -> LedgerError {
    let general = LedgerError(error)
    guard general.kind == .integrity else { return general }
    // What is damaged may be all there is of what was sealed last: it is moved, never written over.
    let (from, to) = ("vault/data.mdb", shellWord("\(path)/data.mdb"))
    let aside = "mv \(to) \(shellWord("\(path)/data.mdb.damaged")) && "
    return LedgerError(
      .integrity, general.code,
      "保密库“\(path)”损坏（\(error.message.zh)）：账本未受影响，仍可读取和核验，但姓名等密封内容不能读也不能存；请从 taizhang backup 的备份放回：\(aside)cp 备份/\(from) \(to)",
      "the vault \"\(path)\" is damaged (\(error.message.en)): the ledger itself is unharmed and can be read and verified, but sealed values such as names can be neither read nor kept; put the vault of a taizhang backup back: \(aside)cp BACKUP/\(from) \(to)"
    )
  }

  /// Keeps openings durably. Done before the note is appended, for one too few loses a name.
  ///
  /// One too many is a claim that nobody accepted: a crash before the note was judged leaves it here. So whoever goes
  /// from values to subjects believes an opening only when it ``Opening/opens(_:)`` an event of the log.
  ///
  /// - Returns: those that were not kept before.
  @discardableResult
  public func keep(_ batch: [Opening]) throws(LedgerError) -> [Opening] {
    guard !batch.isEmpty else { return [] }
    var added: [Opening] = []
    do {
      var transaction = try environment.beginWrite()
      for opening in batch {
        let key = try Self.subjectKey(opening.subject, keys, &transaction)
        let commitment = opening.commitment.bytes
        if try transaction.get(commitment, openings) == nil { added.append(opening) }
        try transaction.put(commitment, Self.encrypt(opening, key, commitment), openings)
      }
      try transaction.commit()
      return added
    } catch {
      throw Self.failure(error, path)
    }
  }

  /// Forgets openings durably: those of notes that were refused.
  public func drop(_ batch: [Opening]) throws(LedgerError) {
    guard !batch.isEmpty else { return }
    do {
      var transaction = try environment.beginWrite()
      for opening in batch { try transaction.delete(opening.commitment.bytes, openings) }
      try transaction.commit()
    } catch {
      throw Self.failure(error, path)
    }
  }

  private static func subjectKey(
    _ subject: String, _ keys: Database, _ transaction: inout WriteTransaction
  ) throws(LMDBError) -> [UInt8] {
    let name = Array(subject.utf8)
    if let known = try transaction.get(name, keys) { return [UInt8](known) }
    let key = secureRandomBytes(SealedBox.keyByteCount)
    try transaction.put(name, key, keys)
    return key
  }

  private static func encrypt(_ opening: Opening, _ key: [UInt8], _ commitment: [UInt8]) -> [UInt8] {
    let nonce = secureRandomBytes(SealedBox.nonceByteCount)
    let box = SealedBox.seal(opening.line, key: key, nonce: nonce, authenticating: commitment)
    return Array(opening.subject.utf8) + [0] + nonce + box
  }

  /// What is kept of a commitment.
  enum Kept {
    /// Nothing.
    case absent
    /// An opening whose subject's key is not here: the person was erased.
    case erased
    /// Bytes that do not open, or open something else.
    case damaged
    case open(Opening)

    /// Whether it opens.
    var opens: Bool { if case .open = self { true } else { false } }
  }

  /// The opening of a commitment given in base64; nil when it is not kept or its subject's key was destroyed.
  ///
  /// - Throws: `L10` when it is kept and does not open its commitment: a name that is masked in silence looks like one that
  ///   nobody ever gave.
  public func opening(_ commitment: String) throws(LedgerError) -> Opening? {
    guard let hash = Hash(base64: commitment) else { return nil }
    switch try kept(hash) {
    case .absent, .erased: return nil
    case .damaged: throw try damage()
    case .open(let opening): return opening
    }
  }

  /// What is kept of a commitment, having tried to open it.
  func kept(_ commitment: Hash) throws(LedgerError) -> Kept {
    do {
      let transaction = try environment.beginRead()
      guard let stored = try transaction.get(commitment.bytes, openings) else { return .absent }
      let kept = try unlock(stored, commitment.bytes, transaction)
      // Boxes are sealed to their commitment: this finds what was sealed wrongly, and is not asked where all are read.
      if case .open(let opening) = kept, opening.commitment != commitment { return .damaged }
      return kept
    } catch {
      throw Self.failure(error, path)
    }
  }

  private func unlock(
    _ stored: UnsafeRawBufferPointer, _ commitment: [UInt8], _ transaction: borrowing ReadTransaction
  ) throws(LMDBError) -> Kept {
    guard let zero = stored.firstIndex(of: 0), zero > 0, zero <= environment.keySizeMax else { return .damaged }
    let subject = [UInt8](stored[..<zero])
    guard Reference.isValid(String(decoding: subject, as: UTF8.self)) else { return .damaged }
    guard let key = try transaction.get(subject, keys) else { return .erased }
    guard key.count == SealedBox.keyByteCount,
      let opening = Self.decrypt([UInt8](stored[(zero + 1)...]), [UInt8](key), commitment)
    else { return .damaged }
    return .open(opening)
  }

  /// What is to be said of openings that do not open, with their count.
  func damage() throws(LedgerError) -> LedgerError {
    if let said = damageSaid.withLock({ $0 }) { return said }
    var (all, damaged) = (0, 0)
    try forEachKept { kept in
      all += 1
      if case .damaged = kept { damaged += 1 }
    }
    let error = LedgerError(
      .integrity, "L10",
      "保密库“\(path)”中\(all)项有\(damaged)项已损坏，打不开：账本未受影响，其余密封内容照常；损坏各项仍可在此前的备份中读到，详见 taizhang doctor",
      "\(damaged) of \(all) openings in the vault \"\(path)\" are damaged and do not open: the ledger itself is unharmed and the other sealed values are readable; an earlier backup still opens the damaged ones, taizhang doctor says how"
    )
    damageSaid.withLock { $0 = error }
    return error
  }

  private static func decrypt(_ stored: [UInt8], _ key: [UInt8], _ commitment: [UInt8]) -> Opening? {
    guard stored.count > SealedBox.nonceByteCount,
      let line = SealedBox.open(
        Array(stored[SealedBox.nonceByteCount...]), key: key, nonce: Array(stored[..<SealedBox.nonceByteCount]),
        authenticating: commitment)
    else { return nil }
    return Opening(line: line)
  }

  /// Every opening that opens, in order of commitments, those of no accepted event among them (``keep(_:)``).
  public func forEachOpening(_ body: (Opening) -> Void) throws(LedgerError) {
    try forEachKept { if case .open(let opening) = $0 { body(opening) } }
  }

  private func forEachKept(_ body: (Kept) -> Void) throws(LedgerError) {
    do {
      let transaction = try environment.beginRead()
      var cursor = try transaction.cursor(openings)
      var next = try cursor.first()
      while let (commitment, stored) = next {
        body(try unlock(stored, [UInt8](commitment), transaction))
        next = try cursor.next()
      }
    } catch {
      throw Self.failure(error, path)
    }
  }
}

extension Ledger {
  /// Opens the vault for writing. It is made where nothing was sealed yet; where something was, its vault is elsewhere, and a new one
  /// in its place would hold what the next backup put back overwrites.
  ///
  /// - Throws: `E78` when the vault with which values were sealed is not here, unless ``Vault/beginning(_:)`` says that it is lost;
  ///   `L09`, `L10` when its file is damaged.
  public func vaultForWriting() throws(LedgerError) -> Vault {
    let file = folder.vault + "/data.mdb"
    let isThere = try Files.isThere(file)
    // An empty file is one that a crash left at the very beginning, or all that is left of a vault.
    if isThere, try Files.size(file) > 0 { return try Vault(folder.vault, isWriter: true, create: false) }
    let isBegun = try Files.isThere(Vault.beginning(folder))
    let mayBegin = isBegun ? true : try !hasSealedValues()
    if mayBegin {
      let vault = try Vault.forWriting(folder)
      if isBegun { try Files.remove(Vault.beginning(folder)) }
      return vault
    }
    if isThere { return try Vault(folder.vault, isWriter: true, create: false) }
    throw LedgerError(
      .refused, "E78",
      "账本中已有密封内容（姓名等），本机却没有保密库“\(folder.vault)”：另建一个，日后放回原来的就会互相覆盖，因此未写入；请先从带保密库的备份放回 vault/data.mdb，做法见 taizhang doctor",
      "the log holds sealed values such as names and their vault \"\(folder.vault)\" is not here: a new one would be overwritten when the old one is put back, so nothing was written; put vault/data.mdb back from a backup that has it, taizhang doctor says how"
    )
  }
}
