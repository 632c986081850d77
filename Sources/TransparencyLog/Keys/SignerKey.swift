/// A named Ed25519 secret key that signs notes.
///
/// As text, in the form of golang.org/x/mod: `PRIVATE+KEY+name+hex8+base64(0x01 ‖ seed)`.
public struct SignerKey: Sendable {
  /// The public half, with the name.
  public let verifier: VerifierKey
  private let privateKey: Ed25519PrivateKey

  /// Who signs.
  public var name: String { verifier.name }
  /// First four bytes of the hash of name and public key, big-endian.
  public var keyID: UInt32 { verifier.keyID }

  /// Names a secret key.
  ///
  /// - Throws: ``KeyError/badName``.
  public init(name: String, privateKey: Ed25519PrivateKey) throws(KeyError) {
    verifier = try VerifierKey(name: name, publicKey: privateKey.publicKey)
    self.privateKey = privateKey
  }

  /// A new key under this name.
  public static func generate(name: String) throws(KeyError) -> SignerKey {
    try SignerKey(name: name, privateKey: .generate())
  }

  /// Reads the text form.
  public init(_ text: String) throws(KeyError) {
    guard text.utf8.starts(with: Self.prefix.utf8) else { throw .malformed }
    let parts = try KeyText(text.dropFirst(Self.prefix.count))
    try self.init(name: parts.name, privateKey: Ed25519PrivateKey(seed: parts.key))
    guard keyID == parts.keyID else { throw .badChecksum(stated: parts.keyID, computed: keyID) }
  }

  /// The text form, to be stored where only its owner reads it.
  public var secretText: String {
    let keyData = VerifierKey.keyData(privateKey.seed)
    return "\(Self.prefix)\(name)+\(VerifierKey.hex(keyID))+\(Base64.encode(keyData))"
  }

  /// The 64-byte signature of a message.
  public func sign(_ message: [UInt8]) -> [UInt8] { privateKey.sign(message) }

  /// The 64-byte signature of a message.
  public func sign(_ message: UnsafeRawBufferPointer) -> [UInt8] { privateKey.sign(message) }

  static let prefix = "PRIVATE+KEY+"
}

extension SignerKey: CustomStringConvertible, CustomReflectable {
  /// Name and key id, never the secret.
  public var description: String { "SignerKey(\(name)+\(VerifierKey.hex(keyID)))" }

  /// The public half only.
  public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}
