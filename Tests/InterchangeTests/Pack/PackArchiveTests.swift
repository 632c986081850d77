import EventSourcing
import Ledger
import Testing

@testable import Interchange

/// The ZIP file around a pack: one only for the same members.
///
/// The reader asked a library for the members and the library for its directory: a README that stood in front of the first
/// member, which `unzip` and the directory do not know, a name that was another in each place, a comment, a changed mode, a
/// member more at the end all passed the check. What whoever unpacks a pack finds must be what was checked.
@Suite struct PackArchiveTests {
  private static let members = [
    PackMember(name: "README.txt", bytes: Array("读我\n".utf8)), PackMember(name: "index.html", bytes: []),
    PackMember(name: "entries/000000000000.entry", bytes: [UInt8](repeating: 7, count: 70_000)),
  ]
  private static let time = PackArchive.Time(Timestamp(ms: 1_780_189_205_000))  // 2026-05-31T01:00:05Z
  private static let zip = try! PackArchive.write(members, time: time)

  private func isRefused(_ bytes: [UInt8]) -> Bool {
    do throws(LedgerError) {
      _ = try PackArchive.read(bytes)
      return false
    } catch { return error.code == "E64" && error.kind == .malformed }
  }

  @Test func whatIsWrittenIsRead() throws {
    let (members, time) = try PackArchive.read(Self.zip)
    #expect(members == Self.members && time == Self.time)
    #expect(time.clock == 1 << 11 | 2 && time.day == 46 << 9 | 5 << 5 | 31)
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926, "the check value of the standard")
  }

  /// Packs that were handed out when a library wrote them are still read: it wrote these bytes.
  @Test func theBytesAreThoseOfZip() throws {
    let archive = try ZipArchive(Self.zip, file: "pack", limits: .standard)
    for member in Self.members {
      var bytes: [UInt8] = []
      try archive.read(member.name) { (chunk) throws(SheetError) in bytes.append(contentsOf: chunk) }
      #expect(bytes == member.bytes)
    }
    let head: [UInt8] = [0x50, 0x4B, 3, 4, 10, 0, 0, 0, 0, 0, 0x02, 0x08, 0xBF, 0x5C]
    #expect(Self.zip.starts(with: head))
    let directory = Self.zip.count - 22 - 3 * 46 - Self.members.reduce(0) { $0 + $1.name.utf8.count }
    #expect(Self.zip[directory...].starts(with: [0x50, 0x4B, 1, 2, 0x3F, 3, 10, 0, 0, 0, 0, 0]))
    #expect(
      Array(Self.zip[(directory + 38)..<(directory + 46)]) == [0, 0, 0xA4, 0x81, 0, 0, 0, 0], "0644, at offset 0")
  }

  /// Not one bit may be another, but those of the content, whose checksum then is, and of the time that all have.
  @Test func noBitOfAHeaderMayBeAnother() {
    let content = 3 * 30 + Self.members.reduce(0) { $0 + $1.name.utf8.count + $1.bytes.count }
    let headers = Array(0..<60) + Array(content..<Self.zip.count)
    for place in headers {
      for bit in 0..<8 {
        var bytes = Self.zip
        bytes[place] ^= 1 << bit
        #expect(isRefused(bytes), "bit \(bit) of byte \(place)")
      }
    }
  }

  @Test func nothingStandsBeforeBetweenOrBehind() throws {
    let zip = Self.zip
    #expect(isRefused([]) && isRefused(Array(zip.prefix(30))) && isRefused(Array(zip.dropLast())))
    #expect(isRefused(zip + [0]) && isRefused([0] + zip) && isRefused(zip + zip))
    let hidden = try PackArchive.write([PackMember(name: "README.txt", bytes: [1])], time: Self.time).prefix(41)
    #expect(isRefused(hidden + zip))
    #expect(isRefused(Array(zip.dropLast(2)) + [1, 0, 0x21]), "a comment")
    let twice = try PackArchive.write([Self.members[0], Self.members[0]], time: Self.time)
    #expect(isRefused(twice), "a name twice")
  }

  @Test func aSizeBeyondTheEndNeverCrashes() {
    for size: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0x7F]] {
      var bytes = Self.zip
      bytes.replaceSubrange(22..<26, with: size)
      #expect(isRefused(bytes))
    }
  }

  @Test func moreThanAnArchiveCountsIsRefused() {
    let many = (0...PackArchive.memberCountMax).map { PackMember(name: "evidence/\($0)", bytes: []) }
    #expect(throws: LedgerError(.refused, "E72", "", "")) { try PackArchive.write(many, time: Self.time) }
  }

  /// The attestation's stamp stands for the time of a pack; the same pack at another time is another file.
  @Test func theTimeIsThatOfTheAttestation() throws {
    let packed = try PackTests.Packed()
    let members = try packed.members()
    let later = try PackArchive.write(members, time: Self.time)
    #expect(throws: LedgerError(.malformed, "E64", "", "")) { try PackCheck(parsing: later).check(packed.pins) }
    let (_, time) = try PackArchive.read(try packed.make().bytes)
    let moved = try PackArchive.write(members.reversed(), time: time)
    #expect(throws: LedgerError(.malformed, "E64", "", "")) { try PackCheck(parsing: moved).check(packed.pins) }
  }
}
