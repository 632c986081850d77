import Glibc

/// Sorting many keys by their bytes, as LMDB orders them.
public enum ByteOrder {
  /// The beginning of a key as numbers that compare as its first sixteen bytes do. No reference is counted while sorting, and
  /// the text of a key is seldom looked at.
  private struct Beginning {
    let first: UInt64
    let second: UInt64
    let place: Int32
  }

  /// The given places in ascending order of their keys.
  public static func sorted(_ places: some Sequence<Int>, key: (Int) -> String) -> [Int] {
    var beginnings: [Beginning] = []
    beginnings.reserveCapacity(places.underestimatedCount)
    for place in places {
      var key = key(place)
      key.withUTF8 {
        beginnings.append(Beginning(first: word($0, 0), second: word($0, 8), place: Int32(place)))
      }
    }
    beginnings.sort { a, b in
      if a.first != b.first { return a.first < b.first }
      if a.second != b.second { return a.second < b.second }
      return compare(key(Int(a.place)), key(Int(b.place))) < 0
    }
    return beginnings.map { Int($0.place) }
  }

  /// Eight bytes big-endian, zeros past the end.
  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64 {
    if start + 8 <= bytes.count {
      return UInt64(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in start..<start + 8 { word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0) }
    return word
  }

  /// As `memcmp`: by bytes, a beginning before what it begins.
  private static func compare(_ a: String, _ b: String) -> Int {
    var a = a
    var b = b
    return a.withUTF8 { a in
      b.withUTF8 { b in
        guard let left = a.baseAddress, let right = b.baseAddress else { return a.count - b.count }
        let order = Int(memcmp(left, right, min(a.count, b.count)))
        return order == 0 ? a.count - b.count : order
      }
    }
  }
}
