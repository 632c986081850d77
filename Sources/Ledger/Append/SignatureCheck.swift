import EventSourcing
import TransparencyLog

/// Who signed: exactly one verifying line per signer, in the header's order, and no other line.
///
/// A note's signature does not cover its name and a carrier can strip or add lines, so the header lists the signers.
struct SignatureCheck {
  let registry: KeyRegistry

  /// A signature line and the key that must have made it.
  struct Claim: Hashable, Sendable {
    let line: Int
    let key: VerifierKey
  }

  /// Every reason why the signatures of an entry are not those of its signers.
  func refusals(_ entry: ParsedEntry) -> [Refusal] {
    let (claims, refusals) = claims(entry)
    return refusals
      + claims.filter { !entry.proven.contains($0) && !Self.holds($0, entry) }.map { Self.mismatch(entry, $0.line) }
  }

  /// The key that must have made each line, valid at the entry's place; the reasons where there is none. No signature is
  /// verified: that needs no registry, so many can be at once.
  func claims(_ entry: some SignedEntry) -> (claims: [Claim], refusals: [Refusal]) {
    let signers = entry.header.signers
    guard entry.signatures.count == signers.count else {
      let refusal = Refusal(
        "K02", "应有\(signers.count)个签名，实有\(entry.signatures.count)个；签名行不得增减",
        "\(signers.count) signatures are needed, there are \(entry.signatures.count); no line may be added or removed",
        path: "$.signers")
      return ([], [refusal])
    }
    var claims: [Claim] = []
    var refusals: [Refusal] = []
    for index in signers.indices {
      switch key(entry, index) {
      case .success(let key): claims.append(Claim(line: index, key: key))
      case .failure(let refusal): refusals.append(refusal)
      }
    }
    return (claims, refusals)
  }

  private func key(_ entry: some SignedEntry, _ index: Int) -> Result<VerifierKey, Refusal> {
    let signer = entry.header.signers[index]
    let line = entry.signatures[index]
    let path = "$.signers[\(index)]"
    let isNamed = entry.note.withUnsafeBytes { $0[line.name].elementsEqual(signer.utf8) }
    guard isNamed else {
      let name = entry.note.withUnsafeBytes { String(decoding: $0[line.name], as: UTF8.self) }
      return .failure(
        Refusal(
          "K03", "第\(index + 1)个签名应为“\(signer)”，实为“\(name)”",
          "signature \(index + 1) must be by \"\(signer)\", it is by \"\(name)\"", path: path))
    }
    if let key = validKey(of: signer, line.keyID, entry) { return .success(key) }
    return .failure(unknownKey(signer, line.keyID, entry, path))
  }

  /// Whether the line is the key's signature of the entry's text.
  static func holds(_ claim: Claim, _ entry: some SignedEntry) -> Bool {
    entry.note.withUnsafeBytes { claim.key.verify(entry.signatures[claim.line], text: entry.textRange, in: $0) }
  }

  static func mismatch(_ entry: some SignedEntry, _ line: Int) -> Refusal {
    let signer = entry.header.signers[line]
    return Refusal(
      "K01", "“\(signer)”的签名与内容不符：内容被改动，或用了别的密钥",
      "the signature of \"\(signer)\" does not match: the text was changed, or another key was used",
      path: "$.signers[\(line)]")
  }

  /// The genesis brings its own keys; every other entry is judged by those registered before it.
  private func validKey(of signer: String, _ keyID: UInt32, _ entry: some SignedEntry) -> VerifierKey? {
    guard entry.seq == 0 else {
      return registry.key(of: signer, id: keyID, at: entry.seq, recorded: entry.recorded)
    }
    guard let data = entry.keyEvents.first?.data else { return nil }
    let vkey = signer == Reference.ledger ? data["ledger_vkey"]?.string : data["founder_vkey"]?.string
    return vkey.flatMap { registry.key($0) }.flatMap { $0.keyID == keyID ? $0 : nil }
  }

  private func unknownKey(_ signer: String, _ keyID: UInt32, _ entry: some SignedEntry, _ path: String) -> Refusal {
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
