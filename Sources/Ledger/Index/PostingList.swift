/// Where one term occurs: an event's place in the log.
public struct Position: Hashable, Comparable, Sendable {
  /// Index of the entry in the log, from 0.
  public let seq: UInt64
  /// Index of the event in its transaction; ``SubjectChain/signerPosition`` for a signature.
  public let position: UInt32

  /// The place `SEQ.POS`; that there is something is not checked.
  public init(seq: UInt64, position: UInt32) {
    self.seq = seq
    self.position = position
  }

  /// The order of the log: by entry, then within it.
  public static func < (a: Position, b: Position) -> Bool {
    a.seq == b.seq ? a.position < b.position : a.seq < b.seq
  }
}

/// Ascending positions of one term, packed into chunks small enough to share a page.
///
/// A chunk's first position is its key; its value is `u32le count ‖ u64be last seq ‖ u32be last position ‖` pairs of
/// varints (seq difference, then position, or position difference when the seq is the same).
struct PostingList {
  /// Chunks stay below LMDB's limit for values that share a page (about 2,000 bytes).
  static let chunkByteCountMax = 1_500

  struct Chunk {
    let first: Position
    private(set) var last: Position
    private(set) var count: UInt32
    private(set) var deltas: [UInt8]

    init(first: Position) {
      self.first = first
      last = first
      count = 1
      deltas = []
    }

    mutating func append(_ next: Position) {
      let gap = next.seq - last.seq
      appendVarint(gap, to: &deltas)
      appendVarint(UInt64(gap == 0 ? next.position - last.position : next.position), to: &deltas)
      last = next
      count += 1
    }
  }

  private(set) var chunks: [Chunk] = []

  /// Packs ascending positions.
  init(_ positions: some Sequence<Position>) {
    for position in positions {
      if let last = chunks.last, last.deltas.count < Self.chunkByteCountMax {
        chunks[chunks.count - 1].append(position)
      } else {
        chunks.append(Chunk(first: position))
      }
    }
  }
}

extension PostingList.Chunk {
  /// The stored value.
  var value: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16 + deltas.count)
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(8 * shift))) }
    last.appendBytes(to: &bytes)
    bytes.append(contentsOf: deltas)
    return bytes
  }

  /// Reads a stored chunk; nil when it is damaged.
  init?(first: Position, value: UnsafeRawBufferPointer) {
    guard value.count >= 16, let last = Position(bytes: UnsafeRawBufferPointer(rebasing: value[4..<16])) else {
      return nil
    }
    self.first = first
    count = UInt32(littleEndian: value.loadUnaligned(as: UInt32.self))
    self.last = last
    deltas = [UInt8](value[16...])
  }

  /// Every position, ascending. A damaged chunk gives fewer, never a crash.
  var positions: [Position] {
    var result = [first]
    var current = first
    var offset = 0
    while let gap = readVarint(deltas, &offset), let second = readVarint(deltas, &offset) {
      let position = gap == 0 ? UInt64(current.position) &+ second : second
      current = Position(seq: current.seq &+ gap, position: UInt32(truncatingIfNeeded: position))
      result.append(current)
    }
    return result
  }

  /// This chunk and a later one as one, if they fit. A stored one that ends beyond what follows it is damaged, and stays as it is for
  /// verification to find.
  func merged(with later: Self) -> Self? {
    guard last < later.first, deltas.count + later.deltas.count + 12 <= PostingList.chunkByteCountMax else {
      return nil
    }
    var merged = self
    merged.append(later.first)
    merged.deltas.append(contentsOf: later.deltas)
    merged.count = merged.count &+ later.count &- 1
    merged.last = later.last
    return merged
  }
}

extension Position {
  /// `u64be seq ‖ u32be position`: sorts as the positions do.
  func appendBytes(to bytes: inout [UInt8]) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: seq >> UInt64(56 - 8 * shift))) }
    for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: position >> UInt32(24 - 8 * shift))) }
  }

  init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 12 else { return nil }
    seq = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    position = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
  }
}

func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
  var rest = value
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  bytes.append(UInt8(rest))
}

func readVarint(_ bytes: [UInt8], _ offset: inout Int) -> UInt64? {
  var value: UInt64 = 0
  var shift: UInt64 = 0
  while offset < bytes.count, shift < 64 {
    let byte = bytes[offset]
    offset += 1
    value |= UInt64(byte & 0x7F) << shift
    if byte < 0x80 { return value }
    shift += 7
  }
  return nil
}
