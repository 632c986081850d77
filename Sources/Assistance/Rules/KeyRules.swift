import EventSourcing

/// Who may register and revoke signing keys.
///
/// The engine has judged by then that the key is well formed, its holder's own and nobody's before, and that a revoked one was
/// there to revoke; and it alone judges who signed.
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
    guard registrars(context, state).isEmpty else { return [] }
    return [
      context.refuse(
        "K20", "登记\(context.event.subject)的密钥须由本人以外的密钥登记员签名",
        "a registrar other than the holder must sign the registration of a key of \(context.event.subject)")
    ]
  }

  static func register(
    _ vkey: String, holder: String, registrars: [String], _ context: EventContext, _ state: AssistanceState
  ) {
    guard let id = KeyID.of(vkey) else { return }
    state.keys.update(id) { row in
      row.holder = holder
      row.vkey = vkey
      row.registrars = registrars
      row.registered = context.place
      row.validTo = context.text("valid_to")
    }
    state.persons.update(holder) { $0.keys.append(id) }
  }

  // MARK: Revocation

  @Sendable private static func decideRevoked(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let holder = context.event.subject
    let day = state.text(context.recorded.beijingDay)
    let signers = context.header.signers
    if signers.contains(where: { $0 == holder || state.isRegistrar($0, on: day) }) { return [] }
    return [
      context.refuse(
        "K22", "吊销密钥须由持有人或密钥登记员签名", "the holder or a registrar must sign the revocation of a key")
    ]
  }

  @Sendable private static func evolveRevoked(_ context: EventContext, _ state: AssistanceState) {
    guard let id = context.text("key").flatMap({ KeyID.of($0) }) else { return }
    state.keys.update(id) { row in
      row.revoked = context.place
      row.since = context.text("since")
      row.reason = context.text("reason")
    }
    state.persons.update(context.event.subject) { row in row.keys.removeAll { $0 == id } }
  }
}
