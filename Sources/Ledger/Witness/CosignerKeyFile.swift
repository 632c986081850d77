public import TransparencyLog

/// A witness's key files: `witness.skey` (mode 0600) and `witness.vkey`, one line of text each.
public enum CosignerKeyFile {
  /// Makes a key pair in a folder, made if absent.
  ///
  /// - Throws: `E20` when there is one already, `E21` for a name that no key can have.
  public static func generate(name: String, folder: String) throws(LedgerError) -> CosignerSecretKey {
    let secret: CosignerSecretKey
    do { secret = try CosignerSecretKey.generate(name: name) } catch {
      throw LedgerError(
        .usage, "E21", "“\(name)”不能作密钥名称：\(error.message.zh)", "\"\(name)\" cannot name a key: \(error.message.en)")
    }
    try Files.makeFolder(folder, mode: 0o700)
    let path = "\(folder)/witness.skey"
    for path in [path, "\(folder)/witness.vkey"] { try KeyFile.refuseToOverwrite(path) }
    try Files.write(path, Array((secret.secretText + "\n").utf8), mode: 0o600)
    try Files.write("\(folder)/witness.vkey", Array((secret.key.text + "\n").utf8), mode: 0o600)
    return secret
  }

  /// Reads a witness's secret key.
  ///
  /// - Throws: `E22` when others may read the file, `E23` when it is no witness's key.
  public static func load(_ path: String) throws(LedgerError) -> CosignerSecretKey {
    let text = try KeyFile.secretText(path)
    do { return try CosignerSecretKey(text) } catch {
      throw LedgerError(
        .malformed, "E23", "“\(path)”不是见证人的签名密钥：\(error.message.zh)",
        "\"\(path)\" is not a witness's signing key: \(error.message.en)")
    }
  }
}
