/// Unpacks Deflate64 (APPNOTE.TXT 4.4.5, method 9), which Windows' own zip folders write for large files and libzip does not
/// read. It is Deflate (RFC 1951) with a window of 65,536 bytes, a length code 285 of 16 extra bits, and two more codes of
/// distances.
///
/// Bits are taken one by one, as in the RFC's description: such workbooks are rare, and limits bound what is unpacked.
struct Inflate64 {
  /// The bytes are not what the format allows.
  struct Malformed: Error {}

  private static let windowBytes = 1 << 16

  private let input: [UInt8]
  private var next = 0
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var window = [UInt8](repeating: 0, count: windowBytes)
  private var written = 0
  private var pending: [UInt8] = []
  private var isFinal = false
  private var block = Block.none

  private enum Block {
    case none
    case stored(left: Int)
    case coded(lengths: Huffman, distances: Huffman)
  }

  init(_ input: [UInt8]) { self.input = input }

  /// The next bytes, about 64 KiB of them; empty at the end.
  mutating func chunk() throws(Malformed) -> [UInt8] {
    pending.removeAll(keepingCapacity: true)
    while pending.count < Self.windowBytes {
      switch block {
      case .none:
        if isFinal { return pending }
        try openBlock()
      case .stored(let left):
        if left == 0 {
          block = .none
        } else {
          guard next < input.count else { throw Malformed() }
          put(input[next])
          next += 1
          block = .stored(left: left - 1)
        }
      case .coded(let lengths, let distances): try symbol(lengths, distances)
      }
    }
    return pending
  }

  private mutating func put(_ byte: UInt8) {
    window[written % Self.windowBytes] = byte
    written += 1
    pending.append(byte)
  }

  private mutating func take(_ count: Int) throws(Malformed) -> Int {
    while bitCount < count {
      guard next < input.count else { throw Malformed() }
      bits |= UInt32(input[next]) << UInt32(bitCount)
      next += 1
      bitCount += 8
    }
    let value = Int(bits & (1 << UInt32(count) - 1))
    bits >>= UInt32(count)
    bitCount -= count
    return value
  }

  // MARK: Blocks

  private mutating func openBlock() throws(Malformed) {
    isFinal = try take(1) == 1
    switch try take(2) {
    case 0:
      // Stored bytes begin at a byte's bound, behind their count and its complement.
      (bits, bitCount) = (0, 0)
      guard next + 4 <= input.count else { throw Malformed() }
      let count = Int(input[next]) | Int(input[next + 1]) << 8
      guard count == ~(Int(input[next + 2]) | Int(input[next + 3]) << 8) & 0xFFFF else { throw Malformed() }
      next += 4
      block = .stored(left: count)
    case 1: block = .coded(lengths: Self.fixedLengths, distances: Self.fixedDistances)
    case 2: block = try dynamicBlock()
    default: throw Malformed()
    }
  }

  private static let fixedLengths = Huffman(
    [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
      + [UInt8](repeating: 8, count: 8))
  private static let fixedDistances = Huffman([UInt8](repeating: 5, count: 32))

  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func dynamicBlock() throws(Malformed) -> Block {
    let lengthCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let orderCount = try take(4) + 4
    var own = [UInt8](repeating: 0, count: 19)
    for place in Self.lengthOrder.prefix(orderCount) { own[place] = UInt8(try take(3)) }
    let code = Huffman(own)
    var lengths: [UInt8] = []
    while lengths.count < lengthCount + distanceCount {
      let symbol = try decode(code)
      switch symbol {
      case 0...15: lengths.append(UInt8(symbol))
      case 16:
        guard let last = lengths.last else { throw Malformed() }
        lengths += [UInt8](repeating: last, count: 3 + (try take(2)))
      case 17: lengths += [UInt8](repeating: 0, count: 3 + (try take(3)))
      default: lengths += [UInt8](repeating: 0, count: 11 + (try take(7)))
      }
    }
    guard lengths.count == lengthCount + distanceCount else { throw Malformed() }
    return .coded(lengths: Huffman(Array(lengths[..<lengthCount])), distances: Huffman(Array(lengths[lengthCount...])))
  }

  // MARK: Symbols

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193,
    12289, 16385, 24577, 32769, 49153,
  ]

  private mutating func symbol(_ lengths: Huffman, _ distances: Huffman) throws(Malformed) {
    let symbol = try decode(lengths)
    if symbol < 256 { return put(UInt8(symbol)) }
    if symbol == 256 {
      block = .none
      return
    }
    guard symbol - 257 < Self.lengthBases.count else { throw Malformed() }
    let length = Self.lengthBases[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
    let place = try decode(distances)
    guard place < Self.distanceBases.count else { throw Malformed() }
    let distance = Self.distanceBases[place] + (try take(max(0, place / 2 - 1)))
    guard distance <= min(written, Self.windowBytes) else { throw Malformed() }
    for _ in 0..<length { put(window[(written - distance) % Self.windowBytes]) }
  }

  /// A canonical code: how many codes there are of each length, and the symbols in their order.
  private struct Huffman {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [UInt8]) {
      for length in lengths where length > 0 { counts[Int(length)] += 1 }
      symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    }
  }

  private mutating func decode(_ huffman: Huffman) throws(Malformed) -> Int {
    var (code, first, index) = (0, 0, 0)
    for length in 1...15 {
      code |= try take(1)
      let count = huffman.counts[length]
      if code - count < first {
        guard huffman.symbols.indices.contains(index + code - first) else { throw Malformed() }
        return huffman.symbols[index + code - first]
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw Malformed()
  }
}
