import EventSourcing
import Glibc

/// What the level of hashes reads of an entry without taking it apart: its stamp, and whether the ledger itself signed it.
enum EntryHead {
  /// Reads the stamp of a well-formed first line; allocates nothing.
  ///
  /// - Returns: milliseconds since 1970; nil when the line is not exactly magic and stamp, or nothing follows.
  static func stampMs(_ entry: UnsafeRawBufferPointer) -> Int64? {
    guard entry.count > Entry.stampLineByteCount, let base = entry.baseAddress else { return nil }
    guard memcmp(base, magic, magicByteCount) == 0 else { return nil }
    let stamp = Digits(bytes: UnsafeRawBufferPointer(start: base + magicByteCount, count: 25))
    guard stamp.matches, let day = CivilDate(year: stamp[0, 4], month: stamp[5, 2], date: stamp[8, 2]) else {
      return nil
    }
    let (hour, minute, second) = (stamp[11, 2], stamp[14, 2], stamp[17, 2])
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = Int64(day.day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return seconds * 1000 + Int64(stamp[20, 3])
  }

  private static let magicByteCount = 18
  private static let magic = "taizhang/entry/v1 "

  /// Digits at fixed places: `YYYY-MM-DDTHH:MM:SS.mmmZ` and a line feed.
  private struct Digits {
    let bytes: UnsafeRawBufferPointer
    private static let shape: StaticString = "0000-00-00T00:00:00.000Z\n"

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var matches: Bool {
      for index in 0..<25 {
        let wanted = Self.shape.utf8Start[index]
        let byte = bytes[index]
        if wanted == UInt8(ascii: "0") {
          guard byte &- UInt8(ascii: "0") < 10 else { return false }
        } else if byte != wanted {
          return false
        }
      }
      return true
    }

    /// The number of `count` digits at `offset`.
    subscript(offset: Int, count: Int) -> Int {
      var value = 0
      for index in offset..<(offset + count) { value = value * 10 + Int(bytes[index] &- UInt8(ascii: "0")) }
      return value
    }
  }

  /// Whether `ledger` may be among the signers: only then can the entry change the checkpoint key or attest anything.
  ///
  /// May say yes wrongly, never no: a header with an escape anywhere counts as yes.
  static func mayBeLedgers(_ entry: UnsafeRawBufferPointer) -> Bool {
    guard entry.count > Entry.stampLineByteCount, let base = entry.baseAddress else { return false }
    let note = base + Entry.stampLineByteCount
    let end = base + entry.count
    guard let magicEnd = memchr(note, 0x0A, end - note) else { return false }
    let header = UnsafeRawPointer(magicEnd) + 1
    guard let headerEnd = memchr(header, 0x0A, end - header) else { return false }
    let length = UnsafeRawPointer(headerEnd) - header
    if memchr(header, Int32(UInt8(ascii: "\\")), length) != nil { return true }
    // Once as the name of the member that names the ledger; once more as a signer.
    var count = 0
    for offset in 0..<max(0, length - 7) where header.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == name {
      count += 1
    }
    return count > 1
  }

  /// `"ledger"`, quotes included, is eight bytes: one word.
  private static let name = Array("\"ledger\"".utf8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
}
