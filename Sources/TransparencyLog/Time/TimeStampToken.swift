import CCrypto

/// A time stamp by an authority (RFC 3161): its word that these bytes were there at a time.
///
/// OpenSSL's libcrypto takes the ASN.1 apart and checks the signature; nothing here goes to the network.
public struct TimeStampToken: Hashable, Sendable {
  /// The time the authority states (`genTime`), in milliseconds since 1970; finer digits are cut off.
  public let timeMs: Int64
  /// The SHA-256 that was stamped (`messageImprint`).
  public let imprint: Hash
  /// The token, or the response around it, as it was given.
  public let der: [UInt8]

  /// The largest token read.
  public static let byteCountMax = 1 << 16

  /// Reads the DER of a TimeStampToken or of a TimeStampResp that holds one. Nothing is believed yet.
  ///
  /// - Throws: ``TimeStampError`` for bytes that are neither, or stamp another hash than SHA-256.
  public init(der: [UInt8]) throws(TimeStampError) {
    guard der.count <= Self.byteCountMax, let token = DecodedToken(der) else { throw .malformed }
    guard let imprint = token.imprint else { throw .otherHash }
    guard let time = token.timeText.flatMap(Self.milliseconds) else { throw .malformed }
    self.der = der
    self.imprint = imprint
    timeMs = time
  }

  /// Checks that the token was signed by an authority whose certificate leads to one of these, as valid at the time
  /// stamped: a token must not lose its worth when its certificate runs out.
  ///
  /// - Parameter authorities: certificates in PEM, one after another.
  public func verify(authorities: [UInt8]) throws(TimeStampError) {
    guard let token = DecodedToken(der) else { throw .malformed }
    guard let store = CertificateStore(pem: authorities, timeSeconds: timeMs / 1000) else { throw .badAuthority }
    guard token.isSigned(imprint: imprint, trusting: store) else { throw .notByAuthority }
  }

  /// Whether ``verify(authorities:)`` can go by these: text that holds at least one certificate in PEM.
  public static func areCertificates(pem: [UInt8]) -> Bool {
    guard let store = CertificateStore(pem: pem, timeSeconds: 0) else { return false }
    _ = consume store
    return true
  }

  /// `YYYYMMDDHHMMSS[.f…]Z` in milliseconds since 1970; nil for a day that no calendar has, or outside the years 0001 to
  /// 9999: a leap second is the first of the next minute, so the last of 9999 is outside.
  private static func milliseconds(_ text: [UInt8]) -> Int64? {
    guard text.count >= 15, text.last == UInt8(ascii: "Z") else { return nil }
    let digits = text[..<14].map { Int64($0) - 0x30 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + $1 } }
    let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
    let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
    guard year > 0, (1...12).contains(month), hour < 24, minute < 60, second < 61,
      let fraction = fraction(text[14..<(text.count - 1)])
    else { return nil }
    let first = daysSince1970(year: year, month: month, day: 1)
    let next = daysSince1970(year: month < 12 ? year : year + 1, month: month % 12 + 1, day: 1)
    guard (1...(next - first)).contains(day) else { return nil }
    let ms = (((first + day - 1) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
    return ms < 253_402_300_800_000 ? ms : nil
  }

  private static func fraction(_ text: ArraySlice<UInt8>) -> Int64? {
    guard let point = text.first else { return 0 }
    let digits = text.dropFirst()
    guard point == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let first = Array(digits.prefix(3)) + [UInt8](repeating: 0x30, count: max(0, 3 - digits.count))
    return first.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  /// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March so that the leap day is last.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Why bytes are not an acceptable time stamp.
public enum TimeStampError: Error, Hashable, Sendable {
  /// Neither a TimeStampToken nor a TimeStampResp that grants one.
  case malformed
  /// It stamps the hash of another algorithm than SHA-256.
  case otherHash
  /// The certificates given are none.
  case badAuthority
  /// The signature is not by an authority given, or its certificate was not valid, or not for time stamps.
  case notByAuthority
}

extension TimeStampError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .malformed: "timeStamp.malformed"
    case .otherHash: "timeStamp.otherHash"
    case .badAuthority: "timeStamp.badAuthority"
    case .notByAuthority: "timeStamp.notByAuthority"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .malformed: ("不是RFC 3161时间戳", "not an RFC 3161 time stamp")
    case .otherHash: ("时间戳用的不是SHA-256", "the time stamp is not over a SHA-256")
    case .badAuthority: ("不是PEM格式的证书", "these are no certificates in PEM")
    case .notByAuthority: ("时间戳不是由所给机构签署", "the time stamp is not signed by an authority given")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
