import EventSourcing
import TransparencyLog

/// The engine's own acceptance rules: `ledger.*` and `key.*` events, and who the actor `ledger` may be.
struct KeyRules {
  let registry: KeyRegistry
  /// Base64 of the genesis leaf hash; nil while the genesis itself is judged.
  let genesis: String?

  /// What the actor `ledger` may sign.
  private static let ledgerTypes: Set<String> = ["streams.attested", "view.attested"]
  private static let ledgerFamilies = ["ledger.", "import."]

  func refusals(_ context: EventContext) -> [Refusal] {
    let event = context.event
    var reasons: [Refusal] = []
    if context.actor == Reference.ledger, !Self.isLedgers(event.type) {
      reasons.append(
        Refusal("K08", "账本自身的密钥不得签署“\(event.type)”", "the ledger's own key may not sign \"\(event.type)\""))
    }
    switch event.type {
    case "ledger.genesis": reasons += genesisRefusals(context)
    case "ledger.key_rotated": reasons += rotationRefusals(context)
    case "ledger.rules_adopted", "ledger.catalogue_part", "ledger.loss_accepted", "streams.attested", "view.attested":
      reasons += needsLedger(context)
    case "key.registered": reasons += registrationRefusals(event)
    case "key.revoked": reasons += revocationRefusals(event)
    default: break
    }
    return reasons.map { $0.at("$.events[\(context.position)]") }
  }

  private static func isLedgers(_ type: String) -> Bool {
    ledgerTypes.contains(type) || ledgerFamilies.contains { type.hasPrefix($0) }
  }

  private func needsLedger(_ context: EventContext) -> [Refusal] {
    if context.header.signers.contains(Reference.ledger) { return [] }
    return [
      Refusal(
        "K08", "“\(context.event.type)”须由账本自身的密钥签署", "\"\(context.event.type)\" must be signed by the ledger's own key")
    ]
  }

  private func genesisRefusals(_ context: EventContext) -> [Refusal] {
    let data = context.event.data
    guard context.seq == 0, context.position == 0 else {
      return [Refusal("K11", "创世事件只能是第一条", "the genesis can only be the first entry, alone")]
    }
    guard let origin = data["origin"]?.string, let vkey = data["vkey"]?.string, let proof = data["vkey_proof"]?.string,
      let ledgerKey = data["ledger_vkey"]?.string, let founder = data["founder"]?.string,
      let founderKey = data["founder_vkey"]?.string, let purpose = data["purpose"]?.string
    else { return [Refusal("K11", "创世事件缺少字段", "the genesis lacks a field", path: "$.data")] }
    var reasons: [Refusal] = []
    if origin != context.header.ledger || origin.hasPrefix("taizhang/") || origin.contains("\n") {
      reasons.append(
        Refusal(
          "K11", "账本名称与抬头不符或不合规定", "the origin differs from the header's or is not allowed", path: "$.data.origin"))
    }
    if purpose != "production" && purpose != "test" {
      reasons.append(Refusal("K11", "用途应为production或test", "the purpose is production or test", path: "$.data.purpose"))
    }
    if context.header.signers != [founder, Reference.ledger] {
      reasons.append(
        Refusal(
          "K11", "创世须由创建人和账本先后签署", "the genesis is signed by the founder, then by the ledger", path: "$.data.founder"))
    }
    for (name, text, owner) in [
      ("vkey", vkey, origin), ("ledger_vkey", ledgerKey, Reference.ledger), ("founder_vkey", founderKey, founder),
    ] {
      reasons += keyForm(text, holder: owner, "$.data.\(name)")
    }
    if Set([vkey, ledgerKey, founderKey].compactMap { registry.key($0)?.publicKey }).count < 3 {
      reasons.append(Refusal("K05", "三把密钥必须各不相同", "the three keys must differ", path: "$.data"))
    }
    if let key = registry.key(vkey), !KeyProof.isValid(proof, scope: origin, key: key) {
      reasons.append(
        Refusal("K06", "检查点密钥的持有证明不成立", "the proof of the checkpoint key is false", path: "$.data.vkey_proof"))
    }
    return reasons
  }

  private func rotationRefusals(_ context: EventContext) -> [Refusal] {
    guard let about = registry.about, let genesis else { return [] }
    var reasons: [Refusal] = []
    // Who else signs is the domain's to say: the engine knows no registrar.
    if context.actor != Reference.ledger || context.header.signers.count < 2 {
      reasons.append(
        Refusal(
          "K09", "更换检查点密钥须由账本先签，再由有权的人共同签署", "a rotation is signed by the ledger first, then by whoever may with it"))
    }
    return reasons
      + newKey(context.event.data["vkey"]?.string, context.event.data["proof"]?.string, about.origin, genesis)
  }

  private func registrationRefusals(_ event: Event) -> [Refusal] {
    guard let genesis else { return [] }
    if event.subject == Reference.ledger {
      return [Refusal("K08", "账本自身的密钥不能这样登记", "the ledger's own key cannot be registered like this", path: "$.subject")]
    }
    // Acceptance has asked the catalogue; who judges without one must not take such a key to be valid for ever.
    if let until = event.data["valid_to"], until.string.flatMap({ EventTime($0) }) == nil {
      return [Refusal("C04", "valid_to应为日期或时间", "valid_to must be a day or a time", path: "$.data.valid_to")]
    }
    return newKey(event.data["vkey"]?.string, event.data["proof"]?.string, event.subject, genesis)
  }

  /// A key nobody has had, of the right name, with proof that its secret is held.
  private func newKey(_ vkey: String?, _ proof: String?, _ holder: String, _ scope: String) -> [Refusal] {
    guard let vkey, let proof else {
      return [Refusal("C02", "缺少公钥或其持有证明", "the public key or its proof of possession is missing", path: "$.data")]
    }
    var reasons = keyForm(vkey, holder: holder, "$.data.vkey")
    guard reasons.isEmpty, let key = registry.key(vkey) else { return reasons }
    if let owner = registry.owner(of: key) {
      reasons.append(
        Refusal(
          "K05", "这把公钥已由“\(owner)”登记过，一把密钥只能登记一次",
          "this public key was registered by \"\(owner)\": a key is registered once, ever", path: "$.data.vkey"))
    }
    // Revocations and views call a key `name+hex8`. Four bytes can be made to meet by trying.
    let twins = registry.records(of: holder).compactMap { registry.key($0.vkey) }.filter { $0.keyID == key.keyID }
    if twins.contains(where: { $0 != key }) {
      reasons.append(
        Refusal(
          "K05", "“\(holder)”已有一把编号相同的密钥，请另生成一把",
          "\"\(holder)\" has a key with the same id: generate another", path: "$.data.vkey"))
    }
    if !KeyProof.isValid(proof, scope: scope, key: key) {
      reasons.append(
        Refusal("K06", "密钥持有证明不成立", "the proof that the key's secret is held is false", path: "$.data.proof"))
    }
    return reasons
  }

  private func keyForm(_ vkey: String, holder: String, _ path: String) -> [Refusal] {
    do {
      let key = try VerifierKey(vkey)
      if key.name == holder { return [] }
      return [
        Refusal(
          "K07", "密钥名称“\(key.name)”应为“\(holder)”", "the key is named \"\(key.name)\", not \"\(holder)\"", path: path)
      ]
    } catch {
      return [
        Refusal("K07", "公钥不合格：\(error.message.zh)", "the public key is not acceptable: \(error.message.en)", path: path)
      ]
    }
  }

  private func revocationRefusals(_ event: Event) -> [Refusal] {
    guard let vkey = event.data["key"]?.string else {
      return [Refusal("C02", "缺少所吊销的密钥", "the key revoked is missing", path: "$.data")]
    }
    let records = registry.records(of: event.subject)
    guard let record = records.first(where: { $0.isNamed(vkey) }) else {
      return [Refusal("K04", "“\(event.subject)”没有登记这把密钥", "\"\(event.subject)\" has no such key", path: "$.data.key")]
    }
    guard record.revokedSeq == nil else {
      return [Refusal("K10", "这把密钥已经吊销", "the key is revoked already", path: "$.data.key")]
    }
    return []
  }
}
