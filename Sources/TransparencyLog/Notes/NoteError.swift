/// Why bytes are not an acceptable signed note.
public enum NoteError: Error, Hashable, Sendable {
  /// The byte at `offset` begins no valid UTF-8 sequence.
  case notUTF8(offset: Int)
  /// The byte at `offset` is below 0x20 and not a line feed.
  case controlCharacter(offset: Int)
  /// There is no blank line followed by at least one complete line.
  case missingSignatureBlock
  /// Signature line `number`, from 1, is not `— name base64`.
  case malformedSignatureLine(number: Int)
  /// There are more than 100 signature lines.
  case tooManySignatures
  /// The text to be signed does not end with a line feed.
  case unterminatedText
  /// A signature that claims to be by a known key is not.
  case unverified(name: String, keyID: UInt32)
  /// Two of the known keys have the same name and key id, so a line does not say which of them signed.
  case ambiguousKey(name: String, keyID: UInt32)
  /// No signature is by any of the known keys.
  case noKnownSignature
}

extension NoteError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .notUTF8: "note.notUTF8"
    case .controlCharacter: "note.controlCharacter"
    case .missingSignatureBlock: "note.missingSignatureBlock"
    case .malformedSignatureLine: "note.malformedSignatureLine"
    case .tooManySignatures: "note.tooManySignatures"
    case .unterminatedText: "note.unterminatedText"
    case .unverified: "note.unverified"
    case .ambiguousKey: "note.ambiguousKey"
    case .noKnownSignature: "note.noKnownSignature"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .notUTF8(let offset): ("第 \(offset) 字节起不是 UTF-8 文本", "the bytes from offset \(offset) are not UTF-8")
    case .controlCharacter(let offset): ("第 \(offset) 字节是控制字符", "there is a control character at byte \(offset)")
    case .missingSignatureBlock:
      ("没有签名：正文后应有一个空行和签名行", "no signatures: a blank line and signature lines must follow the text")
    case .malformedSignatureLine(let number):
      ("第 \(number) 个签名行应为“— 名称 base64”", "signature line \(number) must read “— name base64”")
    case .tooManySignatures:
      ("签名多于 \(SignedNote.signatureCountMax) 个", "more than \(SignedNote.signatureCountMax) signatures")
    case .unterminatedText: ("正文须以换行结尾", "the text must end with a line feed")
    case .unverified(let name, let keyID):
      (
        "\(name)（\(VerifierKey.hex(keyID))）的签名与正文不符",
        "the signature of \(name) (\(VerifierKey.hex(keyID))) does not fit the text"
      )
    case .ambiguousKey(let name, let keyID):
      (
        "有两个名称和编号相同的密钥：\(name)（\(VerifierKey.hex(keyID))）",
        "two known keys share the name and key id \(name) (\(VerifierKey.hex(keyID)))"
      )
    case .noKnownSignature: ("没有任何已知密钥的签名", "no signature by a known key")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
