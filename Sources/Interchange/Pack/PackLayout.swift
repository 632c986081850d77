import EventSourcing

/// The one way in which the members of a pack lie in its ZIP file (format.md §10).
///
/// A ZIP file may say everything twice, differently: in front of each member and in the directory at the end, which may be
/// of another archive altogether. Readers believe one or the other, so that a pack with room for both would show one thing to
/// whoever checks it and another to whoever opens it. Hence: members from the first byte on without a gap, each described
/// alike in both places, then the directory, then its end, and nothing else. What wrote it (`version made by`) is free.
enum PackLayout {
  private static let localSize = 30
  private static let centralSize = 46
  private static let endSize = 22
  /// A regular file, 0644, of a Unix.
  private static let attributes: UInt32 = 0o100644 << 16
  private static let unix: UInt16 = 3

  /// A member as both places describe it.
  private struct Member {
    var name: ArraySlice<UInt8>
    /// Version needed, flags, method, time, day: what lies alike in both headers.
    var common: [UInt16]
    var crc: UInt32
    var size: UInt32
  }

  /// Whether the file is laid out like that, every member at this time.
  static func isCanonical(_ bytes: [UInt8], time: PackTime) -> Bool {
    guard bytes.count >= endSize else { return false }
    let end = bytes.count - endSize
    let (count, directory) = (Int(word(bytes, end + 10)), Int(long(bytes, end + 16)))
    guard long(bytes, end) == 0x0605_4B50, word(bytes, end + 4) == 0, word(bytes, end + 6) == 0,
      Int(word(bytes, end + 8)) == count, long(bytes, end + 12) == UInt32(exactly: end - directory),
      word(bytes, end + 20) == 0
    else { return false }
    var (local, central) = (0, directory)
    for _ in 0..<count {
      guard let next = member(bytes, local: local, central: central, directory: directory, end: end, time) else {
        return false
      }
      (local, central) = next
    }
    return local == directory && central == end
  }

  /// Where the next member and its entry in the directory must begin; nil when these two are not as they should be.
  private static func member(
    _ bytes: [UInt8], local: Int, central: Int, directory: Int, end: Int, _ time: PackTime
  ) -> (local: Int, central: Int)? {
    guard local + localSize <= directory, central + centralSize <= end,
      let front = read(bytes, local, signature: 0x0403_4B50, common: 4, limit: directory, headerSize: localSize),
      let back = read(bytes, central, signature: 0x0201_4B50, common: 6, limit: end, headerSize: centralSize),
      front.name == back.name, front.common == back.common, front.crc == back.crc, front.size == back.size,
      [0, 0x0800].contains(front.common[1]), front.common[2] == 0, front.common[3] == time.clock,
      front.common[4] == time.day, word(bytes, local + 28) == 0, word(bytes, central + 4) >> 8 == unix,
      // Extra fields, comment, disk, inner attributes.
      (0..<4).allSatisfy({ word(bytes, central + 30 + 2 * $0) == 0 }), long(bytes, central + 38) == attributes,
      long(bytes, central + 42) == UInt32(exactly: local)
    else { return nil }
    let next = local + localSize + front.name.count + Int(front.size)
    guard next <= directory else { return nil }
    return (next, central + centralSize + back.name.count)
  }

  private static func read(
    _ bytes: [UInt8], _ start: Int, signature: UInt32, common: Int, limit: Int, headerSize: Int
  ) -> Member? {
    let rest = start + common + 10
    let (packed, size, nameCount) = (long(bytes, rest + 4), long(bytes, rest + 8), Int(word(bytes, rest + 12)))
    let name = start + headerSize
    guard long(bytes, start) == signature, packed == size, name + nameCount <= limit else { return nil }
    return Member(
      name: bytes[name..<(name + nameCount)], common: (0..<5).map { word(bytes, start + common + 2 * $0) },
      crc: long(bytes, rest), size: size)
  }

  /// Little-endian. The caller has checked that the bytes are there.
  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  private static func long(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(word(bytes, offset)) | UInt32(word(bytes, offset + 2)) << 16
  }
}

/// A time as ZIP files have it: no zone, two seconds are the finest they tell apart.
struct PackTime: Hashable, Sendable {
  let clock: UInt16
  let day: UInt16

  /// - Parameter time: written in UTC.
  init(_ time: Timestamp) {
    let digits = time.utcText.utf8.filter { (0x30...0x39).contains($0) }.map { UInt16($0 - 0x30) }
    func number(_ range: Range<Int>) -> UInt16 { digits[range].reduce(0) { $0 * 10 + $1 } }
    let year = max(1980, min(2107, number(0..<4)))
    clock = number(8..<10) << 11 | number(10..<12) << 5 | number(12..<14) / 2
    day = (year - 1980) << 9 | number(4..<6) << 5 | number(6..<8)
  }
}
