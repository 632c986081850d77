import EventSourcing
public import TransparencyLog

/// Key files: `NAME.skey` and `NAME.vkey`, one line of text each, mode 0600.
public enum KeyFile {
  /// Makes a key pair in a folder, under the key's name or, where that cannot name a file, another.
  ///
  /// - Throws: `E20` when a key of that name is there already: a secret is never overwritten.
  public static func generate(name: String, folder: String, file: String? = nil) throws(LedgerError) -> SignerKey {
    let key: SignerKey
    do { key = try SignerKey.generate(name: name) } catch {
      throw LedgerError(
        .usage, "E21", "“\(name)”不能作密钥名称：\(error.message.zh)", "\"\(name)\" cannot name a key: \(error.message.en)")
    }
    try save(key, folder: folder, file: file)
    return key
  }

  /// Writes the secret key (mode 0600) and the public key into a folder, made if absent, under the key's name unless
  /// `file` is given.
  ///
  /// - Throws: `E20` when a key of that name, secret or public, is there already; `E14` to `E17` when it cannot be written.
  public static func save(_ key: SignerKey, folder: String, file: String? = nil) throws(LedgerError) {
    let file = file ?? key.name
    let path = "\(folder)/\(file).skey"
    try Files.makeFolder(folder, mode: 0o700)
    // The public key too: it may be that of a secret which its holder keeps elsewhere.
    for path in [path, "\(folder)/\(file).vkey"] { try refuseToOverwrite(path) }
    try Files.write(path, Array((key.secretText + "\n").utf8), mode: 0o600)
    try Files.write("\(folder)/\(file).vkey", Array((key.verifier.text + "\n").utf8), mode: 0o600)
  }

  /// - Throws: `E20` when there is a file of that name.
  static func refuseToOverwrite(_ path: String) throws(LedgerError) {
    guard try Files.isThere(path) else { return }
    throw LedgerError(
      .cannotCreate, "E20", "密钥文件“\(path)”已存在，未覆盖", "the key file \"\(path)\" exists: it was not overwritten")
  }

  /// Reads a secret key.
  ///
  /// - Throws: `E22` when others may read the file: a key that others can read proves nothing about who signs; `E23` for
  ///   what is no signing key.
  public static func load(_ path: String) throws(LedgerError) -> SignerKey {
    let text = try secretText(path)
    do { return try SignerKey(text) } catch {
      throw LedgerError(
        .malformed, "E23", "“\(path)”不是签名密钥：\(error.message.zh)",
        "\"\(path)\" is not a signing key: \(error.message.en)")
    }
  }

  /// The line in a secret key's file, which nobody else may read.
  static func secretText(_ path: String) throws(LedgerError) -> String {
    let text = try text(path)
    // First: "chmod 600" is no advice to somebody who named the wrong file of the two.
    if (try? VerifierKey(text)) != nil || (try? CosignerKey(text)) != nil {
      throw LedgerError(
        .malformed, "E23", "“\(path)”是公钥，不能签名；请用对应的私钥文件（.skey）",
        "\"\(path)\" is a public key and cannot sign: name the secret key's file (.skey)")
    }
    if let mode = Files.mode(path), mode & 0o077 != 0 {
      throw LedgerError(
        .refused, "E22", "密钥文件“\(path)”可被他人读取，请先执行：chmod 600 \(path)",
        "others may read the key file \"\(path)\": run chmod 600 \(path) first")
    }
    return text
  }

  private static func text(_ path: String) throws(LedgerError) -> String {
    let bytes = try Files.read(path, limit: 4096)
    return String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }

  /// Reads a public key.
  public static func loadVerifier(_ path: String) throws(LedgerError) -> VerifierKey {
    let text = try text(path)
    do { return try VerifierKey(text) } catch {
      throw LedgerError(
        .malformed, "E23", "“\(path)”不是公钥：\(error.message.zh)", "\"\(path)\" is not a public key: \(error.message.en)")
    }
  }
}
