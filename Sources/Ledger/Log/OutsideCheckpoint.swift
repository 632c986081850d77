import EventSourcing
import Glibc
import TransparencyLog

/// Where this machine keeps what it has seen of ledgers.
public enum OutsideState {
  /// The folder that takes the place of `$XDG_STATE_HOME` in the task that sets it: a rehearsal keeps what it saw to itself.
  @TaskLocal public static var home: String?
}

/// The newest checkpoint signed or verified here, kept outside the ledger's folder: whoever puts an older copy of the
/// folder in place does not also put back what this machine has seen.
struct OutsideCheckpoint: Sendable {
  let path: String
  let origin: String
  /// The end of the file's name that tells the place; nil where what is kept goes by the ledger alone.
  private let placeSuffix: String?

  /// What is kept of the ledger in a folder. A replica may lag behind the ledger itself, which may be on the same machine, so
  /// what was seen of each is kept apart.
  init?(_ description: FolderDescription, of folder: Folder) {
    if folder.isReplica {
      self.init(description, place: "replica \(folder.path)")
    } else {
      self.init(description)
    }
  }

  /// `$XDG_STATE_HOME/taizhang/<genesis in hex>.checkpoint`, or `<genesis in hex>-<place>.checkpoint` for what was seen at one
  /// of several places that may lag behind each other; nil when there is no home to keep it in.
  ///
  /// - Parameter place: what kind, a space, and a path or an address.
  init?(_ description: FolderDescription, place: String? = nil) {
    let base: String
    if let home = OutsideState.home {
      base = home
    } else if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
      base = state
    } else if let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") {
      base = home + "/.local/state"
    } else {
      return nil
    }
    placeSuffix = place.map { "-\(SHA256.hash(Array(Self.resolved($0).utf8)).hex.prefix(16)).checkpoint" }
    path = "\(base)/taizhang/\(description.genesis.hex)\(placeSuffix ?? ".checkpoint")"
    origin = description.origin
  }

  /// A path is the same place however it is spelled.
  private static func resolved(_ place: String) -> String {
    let parts = place.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, let real = realpath(parts[1], nil) else { return place }
    defer { free(real) }
    return "\(parts[0]) \(String(cString: real))"
  }

  /// What was kept; nil when nothing was.
  ///
  /// - Throws: `E17` when it cannot be told whether there is any; `L03` when it is of another name than this
  ///   ledger's, though of its genesis; `E24` when it is no checkpoint.
  func read() throws(LedgerError) -> Checkpoint? {
    guard try isKept() else { return nil }
    let bytes = try Files.read(path, limit: 1 << 20)
    let checkpoint: Checkpoint
    do { checkpoint = try Checkpoint(parsing: try SignedNote.parse(bytes).text) } catch { throw damaged }
    guard checkpoint.origin == origin else { throw ofAnother(checkpoint.origin) }
    return checkpoint
  }

  /// Whether anything was kept. A home that this user may not enter is another's, where nothing of this user's can be; whoever
  /// could shut a user out of his own could as well empty it. Whatever else keeps this process from looking is no absence.
  func isKept() throws(LedgerError) -> Bool {
    do throws(LedgerError) { return try Files.isThere(path) } catch {
      if error.code == "E16" { return false }
      throw error
    }
  }

  /// What was kept, unless it is of more entries than can be compared.
  func readIfWithin(_ size: UInt64) throws(LedgerError) -> Checkpoint? {
    guard let kept = try read(), kept.size <= size else { return nil }
    return kept
  }

  /// Another ledger of the same name was seen at this place before: the whole was exchanged. What is kept at no place tells
  /// nothing of that, since names of ledgers are nobody's.
  ///
  /// - Throws: `L03`.
  func checkSameLedger() throws(LedgerError) {
    guard let placeSuffix, let slash = path.lastIndex(of: "/") else { return }
    let folder = String(path[..<slash])
    guard Files.exists(folder) else { return }
    for name in try Files.names(in: folder) where name.hasSuffix(placeSuffix) && "\(folder)/\(name)" != path {
      guard let bytes = try? Files.read("\(folder)/\(name)", limit: 1 << 20),
        let other = try? Checkpoint(parsing: SignedNote.parse(bytes).text), other.origin == origin
      else { continue }
      throw LedgerError(
        .integrity, "L03",
        "同一处此前见过同名的另一本账“\(origin)”（创世\(name.prefix(16))…，\(other.size)条）：整本账被调换；如确是重新建账，请删除“\(folder)/\(name)”",
        "another ledger of the name \"\(origin)\" was seen at this place before (genesis \(name.prefix(16))…, \(other.size) entries): the whole was exchanged; if it was founded anew, remove \"\(folder)/\(name)\""
      )
    }
  }

  private var damaged: LedgerError {
    LedgerError(
      .malformed, "E24", "账本外保存的检查点“\(path)”已损坏；请与另存的检查点核对，再执行 taizhang verify，它会重新保存",
      "the checkpoint kept at \"\(path)\" is damaged; compare the ledger with one kept elsewhere, then run taizhang verify, which keeps it anew"
    )
  }

  /// The file goes by the genesis, so its name tells the ledger: it is the folder's description that says something else.
  private func ofAnother(_ kept: String) -> LedgerError {
    LedgerError(
      .integrity, "L03", "“taizhang.json”写的账本是“\(origin)”，账本外保存的检查点“\(path)”属于同一创世的“\(kept)”：其中之一被改动",
      "\"taizhang.json\" names the ledger \"\(origin)\", the checkpoint kept at \"\(path)\" is of \"\(kept)\" with the same genesis: one of them was altered"
    )
  }

  /// Keeps a checkpoint. That it cannot be kept (a home one may not write) is told, not hidden, by the result.
  func keep(_ note: [UInt8]) -> Bool {
    let parts = path.split(separator: "/").dropLast()
    var folder = ""
    for part in parts {
      folder += "/" + part
      do throws(LedgerError) { try Files.makeFolder(folder, mode: 0o700) } catch {
        if !Files.exists(folder) { return false }
      }
    }
    do throws(LedgerError) {
      try Files.write(path, note, mode: 0o600)
      return true
    } catch {
      return false
    }
  }

  /// Refuses a log that is not an extension of what was kept.
  func check(_ log: borrowing LogSnapshot) throws(LedgerError) {
    guard let kept = try read() else { return }
    let root = log.size < kept.size ? nil : try log.root(at: kept.size)
    if let failure = Self.failure(kept, size: log.size, root: root) { throw failure }
  }

  /// Why a log of `size` entries is not an extension of what was kept; nil when it is.
  ///
  /// - Parameter root: over the first entries, as many as were kept; nil when there are fewer.
  static func failure(_ kept: Checkpoint, size: UInt64, root: Hash?) -> LedgerError? {
    guard size >= kept.size else {
      return LedgerError(
        .integrity, "L09", "账本只有\(size)条，而此前已见过\(kept.size)条：账本被回滚或截断",
        "the log has \(size) entries but \(kept.size) were seen before: it was rolled back or truncated")
    }
    if root == kept.root { return nil }
    return LedgerError(
      .integrity, "L04", "账本前\(kept.size)条与此前见过的检查点不同：历史被改写",
      "the first \(kept.size) entries differ from the checkpoint seen before: history was rewritten")
  }
}
