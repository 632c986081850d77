import ArgumentParser
import Ledger
import TransparencyLog

/// What a reader of published files knows from elsewhere.
struct PinOptions: ParsableArguments {
  @Option(help: .init(say("检查点公钥或其文件", "The checkpoint key, or its file."), valueName: "key")) var vkey: String?
  @Option(help: .init(say("创世哈希（base64）", "The genesis hash, base64."), valueName: "hash")) var genesis: String?
  @Option(
    help: .init(
      say("见证规则文件（C2SP tlog-policy）：检查点须有其规定的见证签名", "A policy (C2SP tlog-policy) whose quorum must have cosigned."),
      valueName: "file"))
  var policy: String?

  func validate() throws {
    if let genesis, Hash(base64: genesis) == nil {
      throw ValidationError("--genesis 应为32字节的base64", "--genesis takes 32 bytes in base64")
    }
  }

  func pins() throws -> PublishedPins {
    PublishedPins(
      checkpointKey: try vkey.map(verifierKey), genesis: genesis.flatMap { Hash(base64: $0) },
      policy: try policy.map { path in try Cosigning.read(path) })
  }
}

/// A public key, or the file of one.
func verifierKey(_ text: String) throws -> VerifierKey {
  do throws(KeyError) { return try VerifierKey(text) } catch {
    // A key that was mistyped is told as one: no file is called like that.
    let isKey = text.utf8.count { $0 == UInt8(ascii: "+") } > 1 && !Files.exists(text)
    guard isKey else { return try KeyFile.loadVerifier(text) }
    throw LedgerError(
      .malformed, "E23", "所给公钥“\(text)”不合格（也没有这个文件）：\(error.message.zh)",
      "the key given, \"\(text)\", is not acceptable, nor is there such a file: \(error.message.en)")
  }
}
