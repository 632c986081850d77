import YAMLText
import EventSourcing
import LMDB
import Ledger

/// Changes a closed ledger's log behind the engine's back, as someone with the disk could; nothing is computed anew.
struct Tamperer {
  let path: String
  /// The entry of each named step.
  let entries: [String: UInt64]

  func apply(_ tampers: [Tamper]) throws(LedgerError) {
    for tamper in tampers {
      switch tamper {
      case .flip(let entry, let position, let place): try flip(try resolve(entry, place), position, place)
      case .dropTail(let count, let place): try dropTail(UInt64(count), place)
      case .swap(let a, let b, let place): try swap(try resolve(a, place), try resolve(b, place), place)
      case .rollback(let size, let place): try rollBack(to: size, place)
      }
    }
  }

  private func resolve(_ text: String, _ place: YAMLItem.Place) throws(LedgerError) -> UInt64 {
    try EntryName.resolve(text, entries, place)
  }

  // MARK: Changes

  /// Flips the lowest bit of the middle byte of an entry, or of one event's line.
  private func flip(_ seq: UInt64, _ position: Int?, _ place: YAMLItem.Place) throws(LedgerError) {
    try change(place) { (log) throws(LMDBError) in
      guard var bytes = try log.entry(seq), let range = Self.range(of: position, in: bytes) else { return false }
      bytes[range.lowerBound + range.count / 2] ^= 1
      try log.put(seq, bytes)
      return true
    }
  }

  /// Entry line, magic, header, then a line for each event.
  private static func range(of position: Int?, in bytes: [UInt8]) -> Range<Int>? {
    guard let position else { return bytes.indices }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let blank = lines.firstIndex(where: \.isEmpty), 3 + position < blank else { return nil }
    return lines[3 + position].indices
  }

  private func dropTail(_ count: UInt64, _ place: YAMLItem.Place) throws(LedgerError) {
    try change(place) { (log) throws(LMDBError) in
      let size = try log.size()
      guard count <= size else { return false }
      for seq in (size - count)..<size { try log.delete(seq) }
      return true
    }
  }

  private func swap(_ a: UInt64, _ b: UInt64, _ place: YAMLItem.Place) throws(LedgerError) {
    try change(place) { (log) throws(LMDBError) in
      guard let first = try log.entry(a), let second = try log.entry(b) else { return false }
      try log.put(a, second)
      try log.put(b, first)
      return true
    }
  }

  /// An older copy of the folder: entries, tree hashes and checkpoints as they were, derived state gone.
  private func rollBack(to text: String, _ place: YAMLItem.Place) throws(LedgerError) {
    let isStep = UInt64(text) == nil
    let named = try resolve(text, place)
    let size = isStep ? named + 1 : named
    try change(place) { (log) throws(LMDBError) in try log.rollBack(to: size) }
    try Files.remove(path + "/derived")
  }

  private func change(
    _ place: YAMLItem.Place, _ body: (inout OpenLog) throws(LMDBError) -> Bool
  ) throws(LedgerError) {
    let isDone: Bool
    do throws(LMDBError) {
      var options = Environment.Options(readOnly: false)
      options.create = false
      let environment = try Environment(path: path + "/log", options: options)
      var log = try OpenLog(environment)
      isDone = try body(&log)
      try log.commit()
    } catch {
      throw LedgerError(
        .inputOutput, "E17", "无法改动日志：\(error.message.zh)", "the log cannot be tampered with: \(error.message.en)")
    }
    guard isDone else {
      throw .inFile("Y05", place, "账本没有这样的条目、事件或大小", "the ledger has no such entry, event or size")
    }
  }
}
