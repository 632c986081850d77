import EventSourcing
import TransparencyLog

/// Who signed: exactly one verifying line per signer, in the header's order, and no other line.
///
/// A note's signature does not cover its name and a carrier can strip or add lines, so the header lists the signers.
struct SignatureCheck {
  let registry: KeyRegistry

  /// Every reason why the signatures of an entry are not those of its signers.
  ///
  /// - Parameter proven: keys whose signature of this note was already verified, by line.
  func refusals(_ entry: ParsedEntry) -> [Refusal] {
    let signers = entry.transaction.header.signers
    guard entry.signatures.count == signers.count else {
      return [
        Refusal(
          "K02", "应有\(signers.count)个签名，实有\(entry.signatures.count)个；签名行不得增减",
          "\(signers.count) signatures are needed, there are \(entry.signatures.count); no line may be added or removed",
          path: "$.signers")
      ]
    }
    return signers.indices.compactMap { refusal(entry, $0) }
  }

  private func refusal(_ entry: ParsedEntry, _ index: Int) -> Refusal? {
    let signer = entry.transaction.header.signers[index]
    let line = entry.signatures[index]
    let path = "$.signers[\(index)]"
    let name = entry.note.withUnsafeBytes { String(decoding: $0[line.name], as: UTF8.self) }
    guard name == signer else {
      return Refusal(
        "K03", "第\(index + 1)个签名应为“\(signer)”，实为“\(name)”",
        "signature \(index + 1) must be by \"\(signer)\", it is by \"\(name)\"", path: path)
    }
    let keys = keys(of: signer, entry)
    guard let key = keys.first(where: { $0.keyID == line.keyID }) else {
      return unknownKey(signer, line.keyID, entry, path)
    }
    let isVerified = entry.note.withUnsafeBytes { key.verify(line, text: entry.textRange, in: $0) }
    if isVerified { return nil }
    return Refusal(
      "K01", "“\(signer)”的签名与内容不符：内容被改动，或用了别的密钥",
      "the signature of \"\(signer)\" does not match: the text was changed, or another key was used", path: path)
  }

  /// The genesis brings its own keys; every other entry is judged by those registered before it.
  private func keys(of signer: String, _ entry: ParsedEntry) -> [VerifierKey] {
    guard entry.seq == 0 else { return registry.keys(of: signer, at: entry.seq, recorded: entry.recorded) }
    guard let data = entry.transaction.events.first?.data else { return [] }
    let vkey = signer == Reference.ledger ? data["ledger_vkey"]?.string : data["founder_vkey"]?.string
    return vkey.flatMap { registry.key($0) }.map { [$0] } ?? []
  }

  private func unknownKey(_ signer: String, _ keyID: UInt32, _ entry: ParsedEntry, _ path: String) -> Refusal {
    let record = registry.records(of: signer).first { registry.key($0.vkey)?.keyID == keyID }
    guard let record else {
      return Refusal(
        "K04", "“\(signer)”没有登记这把密钥，请先由登记人登记（key.registered）",
        "\"\(signer)\" has no such key: a registrar must register it first (key.registered)", path: path)
    }
    if let revoked = record.revokedSeq {
      return Refusal(
        "S14", "“\(signer)”的密钥已在第\(revoked)条吊销", "the key of \"\(signer)\" was revoked by entry \(revoked)",
        path: path)
    }
    return Refusal(
      "S14", "“\(signer)”的密钥已于\(record.validTo ?? "")到期", "the key of \"\(signer)\" expired on \(record.validTo ?? "")",
      path: path)
  }
}
