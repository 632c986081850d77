import EventSourcing

/// Who may register and revoke signing keys. Proofs of possession and signatures are the engine's.
enum KeyRules {
  static let table: [String: Rule] = [
    "key.registered": Rule(decide: decideRegistered) { context, state in
      let holder = context.event.subject
      guard let vkey = context.text("vkey") else { return }
      register(vkey, holder: holder, registrars: registrars(context, state), context, state)
    },
    "key.revoked": Rule(decide: decideRevoked, evolve: evolveRevoked),
  ]

  /// The signers of the note, other than the holder, who are registrars on the day of recording.
  private static func registrars(_ context: EventContext, _ state: AssistanceState) -> [String] {
    let holder = state.canonical(context.event.subject)
    let day = state.text(context.recorded.beijingDay)
    return context.header.signers.filter {
      state.canonical($0) != holder && state.isRegistrar($0, on: day)
    }
  }

  @Sendable private static func decideRegistered(_ context: EventContext, _ state: AssistanceState)
    -> [Refusal]
  {
    guard let vkey = context.text("vkey") else { return [] }
    var refusals = holderRefusals(vkey, holder: context.event.subject, context, field: "vkey")
    if registrars(context, state).isEmpty {
      refusals.append(
        context.refuse(
          "K20", "登记\(context.event.subject)的密钥须由本人以外的密钥登记员签名",
          "a registrar other than the holder must sign the registration of a key of \(context.event.subject)")
      )
    }
    if let key = VerifierKey(vkey), state.keys.contains(key.id) || state.publicKeys.contains(key.material) {
      refusals.append(
        context.refuse(
          "K23", "这个公钥已经登记过；公钥只能登记一次，请生成新的密钥",
          "this public key was registered before; a key is registered once, ever: generate a new one",
          field: "vkey"))
    }
    return refusals
  }

  /// K24 when the text is no verifier key, or the name in it is not the holder's.
  static func holderRefusals(_ vkey: String, holder: String, _ context: EventContext, field: String)
    -> [Refusal]
  {
    if let key = VerifierKey(vkey), !key.material.isEmpty, key.name == holder { return [] }
    return [
      context.refuse(
        "K24", "公钥应为“\(holder)+编号+公钥”的形式，且名称是持有人",
        "the key must read \"\(holder)+ID+KEY\", under the holder's own reference", field: field)
    ]
  }

  static func register(
    _ vkey: String, holder: String, registrars: [String], _ context: EventContext, _ state: AssistanceState
  ) {
    guard let key = VerifierKey(vkey) else { return }
    state.keys.update(key.id) { row in
      row.holder = holder
      row.vkey = vkey
      row.registrars = registrars
      row.registered = context.place
      row.validTo = context.text("valid_to")
    }
    state.publicKeys.update(key.material) { $0.registeredAs = key.id }
    state.persons.update(holder) { $0.keys.append(key.id) }
  }

  // MARK: Revocation

  @Sendable private static func decideRevoked(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let text = context.text("key") else { return [] }
    let holder = context.event.subject
    guard let key = VerifierKey(text), let row = state.keys[key.id], row.holder == holder, row.revoked == nil
    else {
      return [
        context.refuse(
          "K25", "\(holder)没有这个有效密钥，请核对编号", "\(holder) holds no such unrevoked key", field: "key")
      ]
    }
    let day = state.text(context.recorded.beijingDay)
    let signers = context.header.signers
    if signers.contains(where: { $0 == holder || state.isRegistrar($0, on: day) }) { return [] }
    return [
      context.refuse(
        "K22", "吊销密钥须由持有人或密钥登记员签名", "the holder or a registrar must sign the revocation of a key")
    ]
  }

  @Sendable private static func evolveRevoked(_ context: EventContext, _ state: AssistanceState) {
    guard let key = context.text("key").flatMap({ VerifierKey($0) }) else { return }
    state.keys.update(key.id) { row in
      row.revoked = context.place
      row.since = context.text("since")
      row.reason = context.text("reason")
    }
    state.persons.update(context.event.subject) { row in row.keys.removeAll { $0 == key.id } }
  }
}
