import EventSourcing

/// Who vouched for signing keys, and why they were revoked. Who may do that is asked by `Authority`.
///
/// The engine has judged by then that the key is well formed, its holder's own and nobody's before, and that a revoked one was
/// there to revoke; and it alone judges who signed.
enum KeyRules {
  static let table: [String: Rule] = [
    "key.registered": Rule { context, state in
      let holder = context.event.subject
      guard let vkey = context.text("vkey") else { return }
      register(vkey, holder: holder, registrars: registrars(context, state), context, state)
    },
    "key.revoked": Rule(evolve: evolveRevoked),
  ]

  /// The signers of the note, other than the holder, who were registrars before it: each person once.
  private static func registrars(_ context: EventContext, _ state: AssistanceState) -> [String] {
    let day = state.text(context.recorded.beijingDay)
    var seen = [state.canonical(context.event.subject)]
    return context.header.signers.filter { signer in
      let person = state.canonical(signer)
      guard !seen.contains(person), state.isRegistrar(signer, on: day, before: context.seq) else { return false }
      seen.append(person)
      return true
    }
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
    state.persons.update(holder) { person in
      person.keys.append(id)
      person.keyCount += 1
    }
  }

  // MARK: Revocation

  @Sendable private static func evolveRevoked(_ context: EventContext, _ state: AssistanceState) {
    // That the key is its holder's the engine has judged; what it let through by mistake takes nobody else's key.
    guard let id = context.text("key").flatMap({ KeyID.of($0) }), state.keys[id]?.holder == context.event.subject
    else { return }
    state.keys.update(id) { row in
      row.revoked = context.place
      row.since = context.text("since")
      row.reason = context.text("reason")
    }
    state.persons.update(context.event.subject) { row in row.keys.removeAll { $0 == id } }
  }
}
