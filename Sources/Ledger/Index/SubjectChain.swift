import EventSourcing
public import TransparencyLog

/// The chain over one subject's events: how many there are and a hash that commits to all of them in order.
///
/// head(0) = SHA-256(0x02 ‖ ref); head(k+1) = SHA-256(0x03 ‖ head(k) ‖ leaf hash ‖ u32be position).
public struct SubjectChain: Hashable, Sendable {
  /// The position under which a signer's link is counted: once per entry, after its events.
  public static let signerPosition: UInt32 = 0xFFFF_FFFF

  /// Links so far: events of the subject and its signatures, k of head(k).
  public private(set) var count: UInt64
  /// The hash over them in order (specs/format.md §4); for none, SHA-256(0x02 ‖ ref).
  public private(set) var head: Hash

  /// The chain of a subject that has no events.
  public init(subject: String) {
    count = 0
    var sha = SHA256()
    sha.update([0x02])
    sha.update(Array(subject.utf8))
    head = sha.finalize()
  }

  init(count: UInt64, head: Hash) {
    self.count = count
    self.head = head
  }

  /// Adds the event at `position` of the entry whose leaf hash is `leaf`.
  public mutating func append(leaf: Hash, position: UInt32) {
    head = withUnsafeTemporaryAllocation(byteCount: 69, alignment: 8) { buffer in
      buffer[0] = 0x03
      head.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
      leaf.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
      for shift in 0..<4 { buffer[65 + shift] = UInt8(truncatingIfNeeded: position >> UInt32(24 - 8 * shift)) }
      return SHA256.hash(UnsafeRawBufferPointer(buffer))
    }
    count += 1
  }

  /// The subject's line under `streams.attested`: `ref LF count LF hex(head) LF`.
  public func attestedLine(subject: String) -> [UInt8] {
    Array("\(subject)\n\(count)\n\(head.hex)\n".utf8)
  }
}
