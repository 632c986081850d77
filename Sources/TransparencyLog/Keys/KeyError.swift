/// Why a key, or the text of one, is refused.
public enum KeyError: Error, Hashable, Sendable {
  /// An Ed25519 key or seed is 32 bytes.
  case wrongLength(actual: Int)
  /// The public key is not the one encoding of its point (RFC 8032 section 5.1.3): y ≥ p, or −0 for x.
  case nonCanonical
  /// The public key is a point of order 1, 2, 4 or 8: signatures by it can be made without any secret.
  case smallOrder
  /// The 32 bytes encode no point of the curve.
  case notOnCurve
  /// The text is not of the form `name+hex8+base64`, or `PRIVATE+KEY+name+hex8+base64`.
  case malformed
  /// A name is empty or contains white space, a control character or `+`.
  case badName
  /// The key is of another algorithm than Ed25519 (0x01).
  case unknownAlgorithm(UInt8)
  /// The text's key id is not the one its name and key give.
  case badChecksum(stated: UInt32, computed: UInt32)
}

extension KeyError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .wrongLength: "key.wrongLength"
    case .nonCanonical: "key.nonCanonical"
    case .smallOrder: "key.smallOrder"
    case .notOnCurve: "key.notOnCurve"
    case .malformed: "key.malformed"
    case .badName: "key.badName"
    case .unknownAlgorithm: "key.unknownAlgorithm"
    case .badChecksum: "key.badChecksum"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .wrongLength(let actual): ("密钥应为 32 字节，实有 \(actual) 字节", "a key is 32 bytes, not \(actual)")
    case .nonCanonical: ("公钥编码不规范", "the public key is not canonically encoded")
    case .smallOrder: ("公钥是小阶点，任何人都能伪造其签名", "the public key has small order: anyone could sign for it")
    case .notOnCurve: ("公钥不是曲线上的点", "the public key is not a point of the curve")
    case .malformed: ("密钥文本格式应为 name+hex8+base64", "the text of a key has the form name+hex8+base64")
    case .badName: ("密钥名称不能为空，不能含空白、控制字符或 +", "a key name has no white space, control character or +")
    case .unknownAlgorithm(let algorithm):
      ("不支持的签名算法 \(algorithm)，只支持 Ed25519", "signature algorithm \(algorithm) is not supported, only Ed25519")
    case .badChecksum(let stated, let computed):
      (
        "密钥编号 \(VerifierKey.hex(stated)) 与名称和公钥不符，应为 \(VerifierKey.hex(computed))",
        "the key id \(VerifierKey.hex(stated)) does not fit: name and key give \(VerifierKey.hex(computed))"
      )
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
