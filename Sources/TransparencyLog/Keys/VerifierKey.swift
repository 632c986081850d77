/// A named Ed25519 public key that checks signatures on notes (C2SP signed-note v1.0.0).
///
/// As text: `name+hex8+base64(0x01 ‖ public key)`, where hex8 is the key id, the first four bytes of
/// `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`: a checksum against typing errors and a quick way to find the
/// key of a signature line, not a security measure.
public struct VerifierKey: Sendable {
  /// Who signs.
  public let name: String
  /// First four bytes of the hash of name and key, big-endian.
  public let keyID: UInt32
  /// The key itself.
  public let publicKey: Ed25519PublicKey

  /// Names a key.
  ///
  /// - Throws: ``KeyError/badName``.
  public init(name: String, publicKey: Ed25519PublicKey) throws(KeyError) {
    guard KeyName.isValid(name) else { throw .badName }
    self.name = name
    self.publicKey = publicKey
    keyID = Self.keyID(name: name, keyData: Self.keyData(publicKey.bytes))
  }

  /// Reads the text form.
  public init(_ text: String) throws(KeyError) {
    let parts = try KeyText(text[...])
    try self.init(name: parts.name, publicKey: Ed25519PublicKey(bytes: parts.key))
    guard keyID == parts.keyID else { throw .badChecksum(stated: parts.keyID, computed: keyID) }
  }

  /// The text form.
  public var text: String {
    "\(name)+\(Self.hex(keyID))+\(Base64.encode(Self.keyData(publicKey.bytes)))"
  }

  /// Signature type of C2SP signed-note for plain Ed25519.
  static let ed25519: UInt8 = 0x01

  static func keyData(_ key: [UInt8]) -> [UInt8] { [ed25519] + key }

  /// The key id of a name and a key with its type byte in front.
  static func keyID(name: String, keyData: [UInt8]) -> UInt32 {
    SHA256.hash(Array(name.utf8) + [0x0A] + keyData).withUnsafeBytes {
      UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))
    }
  }

  static func hex(_ keyID: UInt32) -> String {
    withUnsafeBytes(of: keyID.bigEndian) { Hex.encode($0) }
  }
}

extension VerifierKey: Hashable, CustomStringConvertible {
  /// Whether they are the same key under the same name, byte for byte.
  public static func == (a: VerifierKey, b: VerifierKey) -> Bool {
    a.keyID == b.keyID && KeyName.same(a.name, b.name) && a.publicKey == b.publicKey
  }

  /// Feeds key id and key.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(keyID)
    hasher.combine(publicKey)
  }

  /// The text form.
  public var description: String { text }
}

/// `name+hex8+base64(type ‖ 32 bytes)`: the shape shared by the text of public and secret keys.
struct KeyText {
  let name: String
  let keyID: UInt32
  let key: [UInt8]

  init(_ text: Substring, type: UInt8 = VerifierKey.ed25519) throws(KeyError) {
    // Neither a name nor hexadecimal holds a plus; base64 may.
    let parts = text.utf8.split(separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let name = String(parts[0]), let digits = String(parts[1]),
      let key = String(parts[2]),
      let id = Hex.decode(digits), id.count == 4, let data = Base64.decode(key), let algorithm = data.first
    else { throw .malformed }
    guard algorithm == type else { throw .unknownAlgorithm(algorithm) }
    guard data.count == 33 else { throw .wrongLength(actual: data.count - 1) }
    self.name = name
    keyID = id.reduce(0) { $0 << 8 | UInt32($1) }
    self.key = Array(data.dropFirst())
  }
}
