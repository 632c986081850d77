public import TransparencyLog

/// The proof that whoever registers a public key holds its secret: a signature over a text that names the ledger.
public enum KeyProof {
  /// `taizhang/key/v1 LF scope LF vkey LF`; scope is the genesis hash in base64, or the origin for the key in the genesis
  /// itself, when there is no hash yet.
  public static func message(scope: String, vkey: String) -> [UInt8] {
    Array("taizhang/key/v1\n\(scope)\n\(vkey)\n".utf8)
  }

  /// Base64 of the signature by the new key.
  public static func make(scope: String, key: SignerKey) -> String {
    Base64.encode(key.sign(message(scope: scope, vkey: key.verifier.text)))
  }

  /// Whether the proof is base64 of this key's signature over its ``message(scope:vkey:)``.
  public static func isValid(_ proof: String, scope: String, key: VerifierKey) -> Bool {
    guard let signature = Base64.decode(proof) else { return false }
    return key.publicKey.verify(signature: signature, message: message(scope: scope, vkey: key.text))
  }
}
