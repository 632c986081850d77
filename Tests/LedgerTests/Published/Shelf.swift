import EventSourcing
import Foundation
import Ledger
import Synchronization
import TeaHouse
import TransparencyLog

/// Published files in memory: what a forger with the log's key, or a failing server, could serve.
final class Shelf: PublishedFiles {
  let place: String
  private let state: Mutex<(files: [String: [UInt8]], reads: [String], readsLeft: Int)>

  init(place: String = "shelf \(UUID().uuidString)", files: [String: [UInt8]] = [:]) {
    self.place = place
    state = Mutex((files, [], .max))
  }

  /// The published log of these entries, under a checkpoint signed by a key.
  convenience init(entries: [[UInt8]], key: SignerKey, place: String = "shelf \(UUID().uuidString)") throws {
    self.init(place: place)
    var builder = TileBuilder()
    for entry in entries {
      builder.append(MerkleTree.leafHash(entry)) { tile, hashes in self[tile.path] = Tile.bytes(of: hashes) }
    }
    for (tile, hashes) in builder.partial { self[tile.path] = Tile.bytes(of: hashes) }
    for index in 0...(UInt64(entries.count - 1) / 256) {
      guard let tile = Tile.at(.entries, index: index, size: builder.size) else { continue }
      var bundle: [UInt8] = []
      for entry in entries[(Int(index) * 256)..<(Int(index) * 256 + tile.width)] {
        entry.withUnsafeBytes { EntryBundle.append($0, to: &bundle) }
      }
      self[tile.path] = bundle
    }
    self["checkpoint"] = try Checkpoint(origin: key.name, size: builder.size, root: builder.root).signed(by: key)
  }

  subscript(path: String) -> [UInt8]? {
    get { state.withLock { $0.files[path] } }
    set { state.withLock { $0.files[path] = newValue } }
  }

  var paths: [String] { state.withLock { $0.files.keys.sorted() } }
  /// What was asked for since the last time.
  func takeReads() -> [String] {
    state.withLock { state in
      defer { state.reads = [] }
      return state.reads
    }
  }

  /// The server goes away after so many answers.
  func fail(after count: Int) { state.withLock { $0.readsLeft = count } }

  func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
    let answer = state.withLock { state -> [UInt8]?? in
      guard state.readsLeft > 0 else { return nil }
      state.readsLeft -= 1
      state.reads.append(path)
      return .some(state.files[path])
    }
    guard let answer else { throw LedgerError(.inputOutput, "E95", "网络断开", "the server is away") }
    if let bytes = answer, bytes.count > limit {
      throw LedgerError(.malformed, "E13", "文件过大", "the file is too large")
    }
    return answer
  }
}

/// Published files whose reader is watched: at each answer something is done.
final class WatchedFiles: PublishedFiles {
  private let files: any PublishedFiles
  private let count = Mutex(0)
  private let onRead: @Sendable (Int) -> Void

  init(_ files: any PublishedFiles, onRead: @escaping @Sendable (Int) -> Void) {
    self.files = files
    self.onRead = onRead
  }

  var place: String { files.place }

  func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
    count.withLock { count in
      count += 1
      onRead(count)
    }
    return try files.read(path, limit: limit)
  }
}

extension TestLedger {
  /// The bytes of every entry.
  func entries() throws -> [[UInt8]] {
    let snapshot = try ledger.log.snapshot()
    return try (0..<snapshot.size).map { seq in [UInt8](try snapshot.entry(seq) ?? .init(start: nil, count: 0)) }
  }

  /// A folder that is gone after `body`.
  func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = NSTemporaryDirectory() + "taizhang-published-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  func verifyPublished(
    _ files: any PublishedFiles, level: VerificationLevel = .views, pins: PublishedPins = PublishedPins()
  ) throws -> VerificationReport {
    try Ledger.verify(published: files, domain: TeaHouse(), level: level, pins: pins, jobs: 2) { _, _ in }
  }

  /// A checkpoint over the first entries, as the log signed it.
  func checkpoint(at size: UInt64) throws -> [UInt8] {
    try ledger.log.snapshot().checkpoint(at: size) ?? []
  }
}
