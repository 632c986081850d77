import EventSourcing

/// Applies a correction or an annulment to the row that shows the earlier event, if one does.
struct Amendment {
  /// The earlier event, `TX.POS`.
  let id: String
  let subject: String
  let state: AssistanceState

  func correct(_ fields: JSONValue) {
    if state.visits.contains(id) { return correctVisit(fields) }
    if state.daylogs.contains(id) { return correctDaylog(fields) }
    switch ReferencePrefix(of: subject) {
    case .household: correctHousehold(fields)
    case .person: correctPerson(fields)
    case .org: correctOrg(fields)
    case .problem: correctProblem(fields)
    default: return
    }
  }

  private func correctVisit(_ fields: JSONValue) {
    let target = state.visits.update(id) { row in
      row.visitor = fields["visitor"]?.string ?? fields["visitors"]?.strings?.first ?? row.visitor
      row.mode = fields["mode"]?.string ?? row.mode
      row.minutes = fields["minutes"]?.integer ?? row.minutes
      return row.target
    }
    VisitRules.recount(target, state)
  }

  private func correctDaylog(_ fields: JSONValue) {
    state.daylogs.update(id) { row in
      row.day = fields["date"]?.string ?? row.day
      row.village = fields["village"]?.string ?? row.village
      row.side = fields["side"]?.string ?? row.side
    }
  }

  private func correctHousehold(_ fields: JSONValue) {
    guard state.households[subject]?.registered == id else { return }
    state.households.update(subject) { row in
      row.village = fields["village"]?.string ?? row.village
      row.naturalVillage = fields["natural_village"]?.string ?? row.naturalVillage
      row.head = fields["head"]?.string ?? row.head
      row.size = fields["persons"]?.integer ?? row.size
      guard let tags = fields["tags"]?.strings else { return }
      row.removeTags(of: id)
      for tag in tags where !row.tags.contains(tag) {
        row.tags.append(tag)
        row.tagEvents.append(id)
      }
      row.settleTarget()
    }
  }

  private func correctPerson(_ fields: JSONValue) {
    guard state.persons[subject]?.registered == id else { return }
    state.persons.update(subject) { row in
      row.org = fields["org"]?.string ?? row.org
      row.rank = fields["rank"]?.string ?? row.rank
    }
  }

  private func correctOrg(_ fields: JSONValue) {
    guard state.orgs[subject]?.registered == id else { return }
    state.orgs.update(subject) { row in
      row.name = fields["name"]?.string ?? row.name
      row.level = fields["level"]?.string ?? row.level
    }
  }

  private func correctProblem(_ fields: JSONValue) {
    guard state.problems[subject]?.registered == id else { return }
    state.problems.update(subject) { ProblemRules.fill(&$0, from: fields) }
  }

  // MARK: Annulment

  func void() {
    if state.visits.contains(id) {
      let target = state.visits.update(id) { row in
        row.isVoided = true
        return row.target
      }
      VisitRules.recount(target, state)
    } else if state.daylogs.contains(id) {
      voidDaylog()
    } else if state.households.contains(subject) {
      state.households.update(subject) { row in
        row.removeTags(of: id)
        row.settleTarget()
      }
    }
  }

  private func voidDaylog() {
    let stay = state.daylogs.update(id) { row in
      row.isVoided = true
      return row.stay
    }
    guard let stay, state.stays.contains(stay) else { return }
    state.stays.update(stay) { $0.logs -= 1 }
  }
}
