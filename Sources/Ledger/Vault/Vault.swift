import EventSourcing
import LMDB
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

  /// Opens the vault of a folder for reading; nil when there is none, or it is not for this person to read.
  ///
  /// - Throws: `L09`, `L10` when its file is damaged: what only reads goes on without it.
  public static func forReading(_ folder: Folder) throws(LedgerError) -> Vault? {
    guard Files.exists(folder.vault + "/data.mdb"), Files.isReadable(folder.vault + "/data.mdb") else { return nil }
    return try Vault(folder.vault, isWriter: false)
  }

  /// Opens or makes the vault of a folder.
  public static func forWriting(_ folder: Folder) throws(LedgerError) -> Vault {
    try Files.makeFolder(folder.vault, mode: 0o700)
    return try Vault(folder.vault, isWriter: true)
  }

  private init(_ path: String, isWriter: Bool) throws(LedgerError) {
    self.path = path
    do {
      var options = Environment.Options(readOnly: !isWriter)
      options.mode = 0o600
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
    let (from, to) = ("vault/data.mdb", shellWord("\(path)/data.mdb"))
    return LedgerError(
      .integrity, general.code,
      "保密库“\(path)”损坏（\(error.message.zh)）：账本未受影响，仍可读取和核验，但姓名等密封内容不能读也不能存；请从 taizhang backup 的备份放回：cp 备份/\(from) \(to)",
      "the vault \"\(path)\" is damaged (\(error.message.en)): the ledger itself is unharmed and can be read and verified, but sealed values such as names can be neither read nor kept; put the vault of a taizhang backup back: cp BACKUP/\(from) \(to)"
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

  /// The opening of a commitment given in base64; nil when it is not kept or its subject's key was destroyed.
  public func opening(_ commitment: String) throws(LedgerError) -> Opening? {
    guard let hash = Hash(base64: commitment) else { return nil }
    do {
      let transaction = try environment.beginRead()
      guard let stored = try transaction.get(hash.bytes, openings), let zero = stored.firstIndex(of: 0),
        let key = try transaction.get([UInt8](stored[..<zero]), keys),
        let opened = Self.decrypt([UInt8](stored[(zero + 1)...]), [UInt8](key), hash.bytes)
      else { return nil }
      return opened.commitment == hash ? opened : nil
    } catch {
      throw Self.failure(error, path)
    }
  }

  /// Whether an opening of this commitment is kept, be its subject's key there or destroyed.
  func holds(_ commitment: Hash) throws(LedgerError) -> Bool {
    do {
      let transaction = try environment.beginRead()
      return try transaction.get(commitment.bytes, openings) != nil
    } catch {
      throw Self.failure(error, path)
    }
  }

  private static func decrypt(_ stored: [UInt8], _ key: [UInt8], _ commitment: [UInt8]) -> Opening? {
    guard stored.count > SealedBox.nonceByteCount,
      let line = SealedBox.open(
        Array(stored[SealedBox.nonceByteCount...]), key: key, nonce: Array(stored[..<SealedBox.nonceByteCount]),
        authenticating: commitment)
    else { return nil }
    return Opening(line: line)
  }

  /// Every opening kept, in order of commitments, those of no accepted event among them (``keep(_:)``).
  public func forEachOpening(_ body: (Opening) -> Void) throws(LedgerError) {
    do {
      let transaction = try environment.beginRead()
      var cursor = try transaction.cursor(openings)
      var next = try cursor.first()
      while let (commitment, stored) = next {
        if let zero = stored.firstIndex(of: 0), let key = try transaction.get([UInt8](stored[..<zero]), keys),
          let opening = Self.decrypt([UInt8](stored[(zero + 1)...]), [UInt8](key), [UInt8](commitment))
        {
          body(opening)
        }
        next = try cursor.next()
      }
    } catch {
      throw Self.failure(error, path)
    }
  }
}
