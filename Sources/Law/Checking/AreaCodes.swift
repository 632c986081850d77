import EventSourcing

/// Statistical area codes: province 2 digits, prefecture 2, county 2, township 3, village 3
/// (GB/T 2260, GB/T 10114).
package enum AreaCodes {
  /// The codes of GB/T 2260 for provinces, autonomous regions, municipalities and special regions.
  private static let provinces: Set<UInt8> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62,
    63, 64, 65, 71, 81, 82,
  ]

  /// Whether the code can name a place: twelve digits, a province that exists, no level below an absent one.
  /// (A county may be absent above a township: some prefectures have townships and no counties.)
  package static func isPlausible(_ code: String) -> Bool {
    guard AreaCode.isValid(code) else { return false }
    var code = code
    return code.withUTF8 { digits in
      let zero = UInt8(ascii: "0")
      func isZero(_ range: Range<Int>) -> Bool {
        for index in range where digits[index] != zero { return false }
        return true
      }
      guard provinces.contains((digits[0] - zero) * 10 + digits[1] - zero) else { return false }
      if isZero(2..<4), !isZero(4..<12) { return false }
      return !isZero(6..<9) || isZero(9..<12)
    }
  }
}
