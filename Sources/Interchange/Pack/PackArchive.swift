import EventSourcing
import Ledger

/// A file in an evidence pack.
public struct PackMember: Hashable, Sendable {
  /// Path within the pack, such as `entries/000000000042.entry`.
  public let name: String
  /// The file's content.
  public let bytes: [UInt8]
}

/// Evidence packs as ZIP files (APPNOTE 6.3): stored, one member after another, so that a pack can be taken apart with a hex
/// editor.
///
/// The same members have the same bytes, whichever version of whichever library there is: none is asked (format.md §10).
/// What is read is written again and must be the same. So no two programs can see two packs in one file, and nothing can
/// hide between its members, before or after them.
enum PackArchive {
  /// The most a pack may hold.
  static let byteCountMax = 1 << 30
  /// The end record counts in 16 bits, and takes the greatest number for a sign that it does not.
  static let memberCountMax = 0xFFFE

  /// What a ZIP file says of when a member was written: two seconds are the finest it tells apart, and it knows no zones.
  struct Time: Hashable, Sendable {
    let clock: UInt16
    let day: UInt16

    /// A time in UTC.
    init(_ time: Timestamp) {
      let digits = time.utcText.utf8.filter { (0x30...0x39).contains($0) }.map { UInt16($0 - 0x30) }
      func number(_ range: Range<Int>) -> UInt16 { digits[range].reduce(0) { $0 * 10 + $1 } }
      let year = max(1980, min(2107, number(0..<4)))
      clock = number(8..<10) << 11 | number(10..<12) << 5 | number(12..<14) / 2
      day = (year - 1980) << 9 | number(4..<6) << 5 | number(6..<8)
    }

    fileprivate init(clock: UInt16, day: UInt16) { (self.clock, self.day) = (clock, day) }
  }

  // MARK: Writing

  /// - Throws: `E72` for what is too much for a pack.
  static func write(_ members: [PackMember], time: Time) throws(LedgerError) -> [UInt8] {
    guard members.reduce(0, { $0 + $1.bytes.count }) <= byteCountMax, members.count <= memberCountMax else {
      throw LedgerError(
        .refused, "E72", "证据包超过\(byteCountMax >> 20) MiB或\(memberCountMax)个文件",
        "the pack has more than \(byteCountMax >> 20) MiB or \(memberCountMax) files")
    }
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    file.reserveCapacity(members.reduce(1 << 10) { $0 + $1.bytes.count + 2 * $1.name.utf8.count + 76 })
    for member in members {
      let about = header(of: member, time)
      directory += [0x50, 0x4B, 1, 2] + little(0x033F as UInt16) + about  // written under Unix
      directory += little(0 as UInt16) + little(0 as UInt16) + little(0 as UInt16)  // no comment, first disk, binary
      directory += little(0o100644 << 16 as UInt32) + little(UInt32(file.count)) + Array(member.name.utf8)
      file += [0x50, 0x4B, 3, 4] + about + Array(member.name.utf8)
      file += member.bytes
    }
    let (start, count) = (UInt32(file.count), little(UInt16(members.count)))
    let end = little(UInt32(directory.count)) + little(start) + little(0 as UInt16)
    return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + end
  }

  /// What stands before a member and in the directory alike, from the version needed to the length of what is not there.
  private static func header(of member: PackMember, _ time: Time) -> [UInt8] {
    let size = little(UInt32(member.bytes.count))
    return little(10 as UInt16) + little(0 as UInt16) + little(0 as UInt16) + little(time.clock) + little(time.day)
      + little(CRC32.of(member.bytes)) + size + size + little(UInt16(clamping: member.name.utf8.count))
      + little(0 as UInt16)
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  // MARK: Reading

  /// Whether bytes begin like a ZIP file.
  static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

  /// Every member in the order of the archive, and the time they all have.
  ///
  /// - Throws: `E64` for bytes that are not those of ``write(_:time:)``.
  static func read(_ bytes: [UInt8]) throws(LedgerError) -> (members: [PackMember], time: Time) {
    func number<N: FixedWidthInteger>(_ offset: Int, as _: N.Type) -> N? {
      guard offset + N.bitWidth / 8 <= bytes.count else { return nil }
      return bytes.withUnsafeBytes { N(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: N.self)) }
    }
    var (members, offset): ([PackMember], Int) = ([], 0)
    while number(offset, as: UInt32.self) == 0x0403_4B50 {
      guard let size = number(offset + 22, as: UInt32.self), let length = number(offset + 26, as: UInt16.self) else {
        break
      }
      let start = offset + 30 + Int(length)
      guard start + Int(size) <= bytes.count, let name = String(validating: bytes[(offset + 30)..<start], as: UTF8.self)
      else { break }
      members.append(PackMember(name: name, bytes: Array(bytes[start..<start + Int(size)])))
      offset = start + Int(size)
    }
    guard let clock = number(10, as: UInt16.self), let day = number(12, as: UInt16.self),
      case let time = Time(clock: clock, day: day), try write(members, time: time) == bytes,
      Set(members.map(\.name)).count == members.count
    else { throw notAPack }
    return (members, time)
  }

  /// What is no pack, or not as one is written.
  static var notAPack: LedgerError {
    LedgerError(
      .malformed, "E64", "证据包（ZIP）已损坏或被改动（不是证据包应有的写法），不能证明什么；请向出具者重新取得",
      "the evidence pack (ZIP) is damaged or was altered (it is not as a pack is written) and proves nothing: "
        + "fetch it again from whoever issued it")
  }
}

/// The checksum of ZIP files (ISO 3309): it finds accidents, not forgers.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map {
    (0..<8).reduce(UInt32($0)) { crc, _ in crc >> 1 ^ (crc & 1) * 0xEDB8_8320 }
  }

  /// - Parameter before: the checksum of the bytes that come before these.
  static func of(_ bytes: [UInt8], after before: UInt32 = 0) -> UInt32 {
    ~table.withUnsafeBufferPointer { table in
      bytes.reduce(~before) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
  }
}
