import EventSourcing
import Glibc
public import TransparencyLog

/// Where a ledger's parts lie.
public struct Folder: Hashable, Sendable {
  /// The folder itself, as it was given.
  public let path: String

  /// The parts of the folder at a path; nothing is looked at or made.
  public init(_ path: String) { self.path = path }

  /// What names the ledger: format, origin and genesis hash, as JSON on one line.
  public var description: String { path + "/taizhang.json" }
  /// The file whose `flock` the one writer holds.
  public var lock: String { path + "/lock" }
  /// LMDB, precious: entries, tree hashes, checkpoints (specs/format.md §6.1).
  public var log: String { path + "/log" }
  /// Generations of LMDB and `CURRENT`, disposable: all of it can be derived again (§6.2).
  public var derived: String { path + "/derived" }
  /// LMDB, secret: openings and the keys of subjects (§6.3).
  public var vault: String { path + "/vault" }
  /// Evidence files, in folders by the first two digits of their SHA-256.
  public var blobs: String { path + "/blobs" }
  /// Secret and public keys, a file each; mode 0700.
  public var keys: String { path + "/keys" }
  /// The policy, and checkpoints with what witnesses signed under them.
  public var witnesses: String { path + "/witnesses" }
  /// What a replica knows of the log it follows.
  public var follow: String { path + "/follow" }

  /// Whether it is kept up from elsewhere, and so cannot be appended to.
  public var isReplica: Bool { Files.exists("\(follow)/source") }

  /// The secret key of a person or of the ledger itself.
  public func secretKey(_ name: String) -> String { "\(keys)/\(name).skey" }
  /// The public key beside it.
  public func verifierKey(_ name: String) -> String { "\(keys)/\(name).vkey" }
  /// A file that supports events, named by its SHA-256.
  public func blob(_ sha256: String) -> String { "\(blobs)/\(sha256.prefix(2))/\(sha256)" }

  /// What the folder says it is.
  ///
  /// - Throws: `E10` where there is none, which a ledger whose making was cut short has not yet; `E11` for a file that is no
  ///   description, but `L03` when a log lies beside it; `E12` for one of a newer format.
  func readDescription() throws(LedgerError) -> FolderDescription {
    let hasLog = try Files.isThere("\(log)/data.mdb")
    guard try Files.isThere(description) else {
      if hasLog {
        throw LedgerError(
          .missing, "E10",
          "“\(path)”中有日志，但“\(description)”不见了：请用备份中的同名文件恢复；如果是建账中断，请删除整个文件夹重新建账",
          "there is a log in \"\(path)\", but \"\(description)\" is gone: put back the one of a copy; if making the ledger was cut short, remove the folder and begin again"
        )
      }
      throw LedgerError(
        .missing, "E10", "“\(path)”处没有账本；新建请用：taizhang init",
        "there is no ledger at \"\(path)\"; to make one: taizhang init")
    }
    do throws(LedgerError) {
      return try FolderDescription(try Files.read(description, limit: 1 << 16), path: description)
    } catch {
      guard error.code == "E11", hasLog else { throw error }
      throw LedgerError(
        .integrity, "L03", "\(error.message.zh)：文件已损坏，请用备份中的同名文件恢复",
        "\(error.message.en): it was damaged, put back the one of a copy")
    }
  }
}

/// What `taizhang.json` says, so that a person who opens the folder knows what it is.
public struct FolderDescription: Equatable, Sendable {
  /// The only folder format so far.
  public static let formatVersion: Int64 = 1

  /// The ledger's name, and that of its checkpoint key.
  public let origin: String
  /// Leaf hash of entry 0.
  public let genesis: Hash

  /// A description of the one folder format there is.
  public init(origin: String, genesis: Hash) {
    self.origin = origin
    self.genesis = genesis
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("format", Self.formatVersion)
      $0.member("genesis", genesis.base64)
      $0.member("origin", origin)
    }
    writer.newline()
    return writer.bytes
  }

  init(_ bytes: [UInt8], path: String) throws(LedgerError) {
    let line = bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes
    guard let value = try? JSONDocument.object(line), let format = value["format"]?.integer else {
      throw LedgerError(
        .malformed, "E11", "“\(path)”不是台账说明文件", "\"\(path)\" is not a ledger's description")
    }
    guard format == Self.formatVersion else {
      throw LedgerError(
        .malformed, "E12", "账本格式版本\(format)比本程序支持的\(Self.formatVersion)新，请升级程序",
        "the ledger has format \(format), this program knows \(Self.formatVersion): use a newer program")
    }
    guard let origin = value["origin"]?.string, let genesis = value["genesis"]?.string.flatMap({ Hash(base64: $0) })
    else {
      throw LedgerError(
        .malformed, "E11", "“\(path)”缺少账本名称或创世哈希", "\"\(path)\" lacks the origin or the genesis hash")
    }
    self.origin = origin
    self.genesis = genesis
  }
}
