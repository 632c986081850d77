import Glibc

/// Sorting many keys by their bytes, as LMDB orders them.
public enum ByteOrder {
  /// The beginning of a key as numbers that compare as its first 32 bytes do, which the name of an event fits in. No reference
  /// is counted while sorting, and the text of a key is seldom looked at.
  private struct Beginning {
    let words: (UInt64, UInt64, UInt64, UInt64)
    let place: Int32
  }

  /// The given places in ascending order of their keys.
  public static func sorted(_ places: some Sequence<Int>, key: (Int) -> String) -> [Int] {
    var beginnings: [Beginning] = []
    beginnings.reserveCapacity(places.underestimatedCount)
    for place in places {
      var key = key(place)
      key.withUTF8 {
        let words = (word($0, 0), word($0, 8), word($0, 16), word($0, 24))
        beginnings.append(Beginning(words: words, place: Int32(place)))
      }
    }
    beginnings.sort { a, b in
      if a.words != b.words { return a.words < b.words }
      return compare(key(Int(a.place)), key(Int(b.place))) < 0
    }
    return beginnings.map { Int($0.place) }
  }

  /// Eight bytes big-endian, zeros past the end.
  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64 {
    if start + 8 <= bytes.count {
      return UInt64(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    if start >= bytes.count { return 0 }
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
