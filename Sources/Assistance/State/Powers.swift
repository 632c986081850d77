import EventSourcing

/// What the registers say about a person's powers. Each question reads the person and their own duties and keys.
extension AssistanceState {
  /// The role of those who register keys.
  static let registrarRole = "registrar"

  /// The person a reference stands for: duplicates lead to the one that was kept.
  func canonical(_ person: String) -> String {
    var person = person
    while let next = persons[person]?.mergedInto { person = next }
    return person
  }

  /// The duties of a person that are active on a day, as far as is known.
  func activeDuties(of person: String, on day: String) -> [(key: String, duty: DutyRow)] {
    (persons[person]?.duties ?? []).compactMap { key in
      duties[key].flatMap { $0.isActive(on: day) ? (key, $0) : nil }
    }
  }

  /// Whether a person has an active duty whose role is, or is a kind of, the one asked for.
  func holds(_ role: String, _ person: String, on day: String) -> Bool {
    activeDuties(of: person, on: day).contains { RoleCodes.role.isA($0.duty.role, role) }
  }

  func isRegistrar(_ person: String, on day: String) -> Bool {
    persons[person]?.isFounder == true || holds(Self.registrarRole, person, on: day)
  }

  /// Whether every key the person could have signed with at an instant was registered by two registrars.
  ///
  /// The note says who signed, not with which key; so all of them must be good.
  func keysHaveTwoRegistrars(_ person: String, at instant: Timestamp) -> Bool {
    let valid = (persons[person]?.keys ?? []).compactMap { keys[$0] }.filter { key in
      key.validTo.flatMap { EventTime($0) }.map { instant <= $0.end } ?? true
    }
    return !valid.isEmpty && valid.allSatisfy { $0.registrars.count >= 2 }
  }
}
