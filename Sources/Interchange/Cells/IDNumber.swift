import EventSourcing

/// Resident identity numbers (GB 11643-1999).
///
/// Eighteen characters: six of region, eight of birth date, three of sequence, one check character. The region is
/// the code at the time of issue, so only its province is checked.
public enum IDNumber {
  /// Why a number is not valid.
  enum Flaw: Equatable { case shape, region, birthDate, checksum }

  private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  private static let checkCharacters = Array("10X98765432".utf8)
  /// Provinces; 81–83 residence permits of Hong Kong, Macao and Taiwan; 91 permanent residents from abroad.
  private static let regions: Set<Int> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63,
    64, 65, 71, 81, 82, 83, 91,
  ]

  /// Whether a number has 18 characters (the last a digit or `X`), a known province, a birth date that exists and
  /// the right check character.
  public static func isValid(_ number: String) -> Bool { flaw(number) == nil }

  /// The 18-character number of a 15-digit one (1985–1999): `19` before its year, a check character behind.
  /// Nil if it is not a valid 15-digit number.
  public static func upgrade15(_ number: String) -> String? {
    let digits = Array(number.utf8)
    guard digits.count == 15, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let body = digits[..<6] + Array("19".utf8) + digits[6...]
    let upgraded = String(decoding: body + [checkCharacter(Array(body))], as: UTF8.self)
    return isValid(upgraded) ? upgraded : nil
  }

  static func flaw(_ number: String) -> Flaw? {
    let characters = Array(number.utf8)
    guard characters.count == 18, characters[..<17].allSatisfy({ (48...57).contains($0) }),
      checkCharacters.contains(characters[17])
    else { return .shape }
    func value(_ range: Range<Int>) -> Int { characters[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
    guard regions.contains(value(0..<2)) else { return .region }
    let birth = CivilDate(year: value(6..<10), month: value(10..<12), date: value(12..<14))
    guard let birth, (1800...2099).contains(birth.components.year) else { return .birthDate }
    return checkCharacter(Array(characters[..<17])) == characters[17] ? nil : .checksum
  }

  /// ISO 7064 MOD 11-2.
  private static func checkCharacter(_ digits: [UInt8]) -> UInt8 {
    let sum = zip(digits, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return checkCharacters[sum % 11]
  }
}

/// Unified social credit codes of organisations (GB 32100-2015).
public enum USCC {
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

  /// Whether a code has 18 characters of the alphabet (no I, O, S, V, Z) and the right check character: 31 less the
  /// sum weighted by powers of 3, modulo 31.
  public static func isValid(_ code: String) -> Bool {
    let values = code.utf8.compactMap { alphabet.firstIndex(of: $0) }
    guard values.count == 18, code.utf8.count == 18 else { return false }
    var weight = 1
    var sum = 0
    for value in values[..<17] {
      sum += value * weight
      weight = weight * 3 % 31
    }
    return (31 - sum % 31) % 31 == values[17]
  }
}
