import EventSourcing
public import Law

extension Catalogue {
  /// The catalogue of this version, to which rules number 1 belongs: `Programme/catalogue` as it was compiled.
  public static let current: Catalogue = {
    do throws(LawFault) {
      return try Catalogue(json: Array(CoreLaw.catalogue.utf8))
    } catch {
      preconditionFailure("the catalogue built in cannot be read: \(error.place): \(error.reason.en)")
    }
  }()
}

/// The codelists that rules know by name. A catalogue without one of them is none for these rules.
extension Codelist {
  /// Posts of people and organisations.
  static let role = named("role")
  static let signOffSlot = named("signoff_slot")
  static let projectCategory = named("project_category")
  static let problemSource = named("problem_source")
  static let problemKind = named("problem_kind")
  static let householdTag = named("household_tag")

  /// The codelist of that id in the catalogue of this version.
  static func named(_ id: String) -> Codelist {
    guard let list = Catalogue.current.codelist(id) else { preconditionFailure("there is no codelist \(id)") }
    return list
  }

  /// Of every role, itself and the roles that are kinds of it. Made once: the table of permissions asks for it hundreds of times when a
  /// command begins.
  static let roleKinds: [String: Set<String>] = {
    var kinds: [String: Set<String>] = [:]
    for item in role.items {
      for wider in role.items where role.isA(item.code, wider.code) { kinds[wider.code, default: []].insert(item.code) }
    }
    return kinds
  }()

  /// Kinds that are organisations of the state, of the party or of a village's self-government: only a duty in one of them reaches a
  /// whole village, township or county. A builder, bank or school with the county's area code reaches nothing.
  static let publicOrganisations = Set(named("org_kind").items.filter { $0.marks.contains("public") }.map(\.code))
}
