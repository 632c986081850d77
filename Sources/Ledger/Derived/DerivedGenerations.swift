import EventSourcing
import Glibc
import LMDB
import TransparencyLog

/// The generations of derived state under `derived/`: one is live, named by `CURRENT`; a rebuild makes the next beside it
/// and switches when it is whole, so a failed rebuild leaves the old one live.
final class DerivedGenerations: @unchecked Sendable {
  // Unchecked: `live` is opened once per process under the ledger's own rule of one writer.

  let folder: Folder
  let isWriter: Bool
  private let version: String
  private let tableNames: [String]
  private var live: DerivedStore?

  init(folder: Folder, domain: any LedgerDomain, isWriter: Bool) {
    self.folder = folder
    self.isWriter = isWriter
    let tables = Fold(domain).tables
    tableNames = tables.map(\.name)
    let versions = tables.map { "\($0.name):\($0.version)" }.joined(separator: ",")
    version = "1;\(domain.stateVersion);\(versions)"
  }

  private var pointer: String { folder.derived + "/CURRENT" }

  private func path(_ generation: String) -> String { "\(folder.derived)/\(generation)" }

  /// The generation that is named; nil where none is, or something else than a name lies there: all of it can be derived again.
  private func current() throws(LedgerError) -> String? {
    guard Files.exists(pointer) else { return nil }
    let bytes: [UInt8]
    do throws(LedgerError) { bytes = try Files.read(pointer, limit: 100) } catch {
      guard ["E13", "E14", "E37"].contains(error.code) else { throw error }
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let name = text.hasSuffix("\n") ? String(text.dropLast()) : text
    return name.hasPrefix("g") && Int(name.dropFirst()) != nil ? name : nil
  }

  /// The live generation; nil when there is none that this version can use.
  func store() throws(LedgerError) -> DerivedStore? {
    if let live { return live }
    guard let name = try current() else { return nil }
    live = try DerivedStore.open(path(name), version: version, tables: tableNames, isWriter: isWriter)
    return live
  }

  /// Where the live generation's data lies; nil when none is named or there is no such file.
  func dataPath() throws(LedgerError) -> String? {
    guard let name = try current(), Files.exists(path(name) + "/data.mdb") else { return nil }
    return path(name)
  }

  /// Makes an empty generation that is not yet live.
  func makeNext() throws(LedgerError) -> (name: String, store: DerivedStore) {
    try Files.makeFolder(folder.derived)
    // Beyond every one there is: where the pointer tells nothing, the live one must not be written over either.
    let numbers = try Files.names(in: folder.derived).filter { $0.hasPrefix("g") }.compactMap { Int($0.dropFirst()) }
    let old = try current().flatMap { Int($0.dropFirst()) } ?? numbers.max() ?? 0
    let name = "g\(old < Int.max ? old + 1 : 1)"
    try Files.remove(path(name))
    try Files.makeFolder(path(name))
    do throws(LedgerError) {
      return (name, try DerivedStore.make(path(name), version: version, tables: tableNames))
    } catch {
      try Files.remove(path(name))
      throw error
    }
  }

  /// Makes an empty generation in a folder of the caller's that never becomes live: its commits need not be durable.
  func makeScratch(_ path: String) throws(LedgerError) -> DerivedStore {
    try DerivedStore.make(path, version: version, tables: tableNames, durability: .noSync)
  }

  /// Makes a generation live and removes the others.
  func switchTo(_ name: String, _ store: DerivedStore) throws(LedgerError) {
    // A pipe or a folder in its place is nobody's: what lies here is disposable.
    if try Files.isThere(pointer), !Files.isRegular(pointer) { try Files.remove(pointer) }
    try Files.write(pointer, Array((name + "\n").utf8))
    live = store
    for other in try Files.names(in: folder.derived) where other.hasPrefix("g") && other != name {
      try Files.remove(path(other))
    }
  }

  /// Removes a generation that did not become live.
  func discard(_ name: String) throws(LedgerError) {
    try Files.remove(path(name))
  }
}

/// Reads of one derived snapshot, for as long as a fold stands on it.
final class DerivedBase {
  private var snapshot: DerivedSnapshot

  init(_ store: DerivedStore) throws(LedgerError) {
    snapshot = try store.snapshot()
  }

  func read<R>(_ body: (borrowing DerivedSnapshot) throws(LedgerError) -> R) throws(LedgerError) -> R {
    try body(snapshot)
  }

  /// The stored bytes of a row; nil when there is none.
  func row(_ table: String, _ key: String) -> [UInt8]? {
    always { (snapshot) throws(LedgerError) in try snapshot.row(table, key).map { [UInt8]($0) } }
  }

  /// The place of a stored transaction; nil when there is none.
  func sequence(of tx: ULID) -> UInt64? {
    always { (snapshot) throws(LedgerError) in try snapshot.sequence(of: tx) }
  }

  private func always<R>(_ body: (borrowing DerivedSnapshot) throws(LedgerError) -> R) -> R {
    do throws(LedgerError) { return try body(snapshot) } catch {
      // Reading a mapped page fails only when the environment is unusable; going on would decide on half the facts.
      CrashGuard.end(over: error)
    }
  }
}
