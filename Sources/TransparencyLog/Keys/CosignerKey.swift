/// A witness's public key, which checks cosignatures (C2SP tlog-cosignature v1.0.1, Ed25519, type 0x04).
///
/// As text: `name+hex8+base64(0x04 ‖ public key)`. The other type byte keeps the key from being taken for a log's.
public struct CosignerKey: Sendable {
  /// Who cosigns.
  public let name: String
  /// First four bytes of `SHA-256(name ‖ 0x0A ‖ 0x04 ‖ public key)`, big-endian.
  public let keyID: UInt32
  /// The key itself.
  public let publicKey: Ed25519PublicKey

  /// Signature type of Ed25519 cosignatures.
  static let type: UInt8 = 0x04

  /// Names a key.
  ///
  /// - Throws: ``KeyError/badName``.
  public init(name: String, publicKey: Ed25519PublicKey) throws(KeyError) {
    guard KeyName.isValid(name) else { throw .badName }
    self.name = name
    self.publicKey = publicKey
    keyID = VerifierKey.keyID(name: name, keyData: [Self.type] + publicKey.bytes)
  }

  /// Reads the text form.
  public init(_ text: String) throws(KeyError) {
    let parts = try KeyText(text[...], type: Self.type)
    try self.init(name: parts.name, publicKey: Ed25519PublicKey(bytes: parts.key))
    guard keyID == parts.keyID else { throw .badChecksum(stated: parts.keyID, computed: keyID) }
  }

  /// The text form.
  public var text: String {
    "\(name)+\(VerifierKey.hex(keyID))+\(Base64.encode([Self.type] + publicKey.bytes))"
  }
}

extension CosignerKey: Hashable, CustomStringConvertible {
  /// Whether they are the same key under the same name, byte for byte.
  public static func == (a: CosignerKey, b: CosignerKey) -> Bool {
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

/// A witness's secret key.
///
/// As text: `PRIVATE+KEY+name+hex8+base64(0x04 ‖ seed)`.
public struct CosignerSecretKey: Sendable {
  /// The public half, with the name.
  public let key: CosignerKey
  private let privateKey: Ed25519PrivateKey

  /// Names a secret key.
  ///
  /// - Throws: ``KeyError/badName``.
  public init(name: String, privateKey: Ed25519PrivateKey) throws(KeyError) {
    key = try CosignerKey(name: name, publicKey: privateKey.publicKey)
    self.privateKey = privateKey
  }

  /// A new key under this name.
  public static func generate(name: String) throws(KeyError) -> CosignerSecretKey {
    try CosignerSecretKey(name: name, privateKey: .generate())
  }

  /// Reads the text form.
  public init(_ text: String) throws(KeyError) {
    guard text.utf8.starts(with: SignerKey.prefix.utf8) else { throw .malformed }
    let parts = try KeyText(text.dropFirst(SignerKey.prefix.count), type: CosignerKey.type)
    try self.init(name: parts.name, privateKey: Ed25519PrivateKey(seed: parts.key))
    guard key.keyID == parts.keyID else { throw .badChecksum(stated: parts.keyID, computed: key.keyID) }
  }

  /// The text form, to be stored where only its owner reads it.
  public var secretText: String {
    let data = [CosignerKey.type] + privateKey.seed
    return "\(SignerKey.prefix)\(key.name)+\(VerifierKey.hex(key.keyID))+\(Base64.encode(data))"
  }

  /// The line a cosigner adds under a checkpoint with this text, line feed included.
  ///
  /// - Parameters:
  ///   - text: origin, size, root, each with its line feed.
  ///   - time: seconds since 1970, below 2^63.
  public func cosignatureLine(for text: [UInt8], time: UInt64) -> [UInt8] {
    precondition(time < 1 << 63, "a cosignature's time is below 2^63")
    let signature = privateKey.sign(Cosignature.message(text: text, time: time))
    let blob =
      withUnsafeBytes(of: key.keyID.bigEndian) { [UInt8]($0) } + withUnsafeBytes(of: time.bigEndian) { [UInt8]($0) }
      + signature
    return Array("\u{2014} \(key.name) \(Base64.encode(blob))\n".utf8)
  }
}

extension CosignerSecretKey: CustomStringConvertible, CustomReflectable {
  /// Name and key id, never the secret.
  public var description: String { "CosignerSecretKey(\(key.name)+\(VerifierKey.hex(key.keyID)))" }

  /// The public half only.
  public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}
