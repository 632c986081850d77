import EventSourcing

/// Regions and villages.
enum PlaceRules {
  static let table: [String: Rule] = [
    "region.registered": Rule(.free, decide: decideRegistered) { context, state in
      state.regions.update(context.event.subject) { row in
        row.code = context.text("code") ?? ""
        row.name = context.text("name")
        row.level = context.text("level")
        row.validFrom = context.text("valid_from")
        row.registered = context.place
        row.basis = context.event.basis
      }
    },
    "region.recoded": Rule(.free, decide: decideRecoded, evolve: evolveRecoded),
    // The first one brings a village into its register, with its name and place; the others add to it.
    "village.tagged": Rule(.free, decide: decidePlaced) { context, state in
      state.villages.update(context.event.subject) { row in
        row.name = context.text("name") ?? row.name
        row.place = context.event.place ?? row.place
        for tag in [context.text("tag")].compactMap({ $0 }) + (context.event.data["tags"]?.strings ?? [])
        where !row.tags.contains(tag) {
          row.tags.append(tag)
        }
        row.basis = context.event.basis
      }
    },
  ]

  /// G41: duties for a village reach as far as its place, so who gives it another reaches that place too.
  @Sendable private static func decidePlaced(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let place = context.event.place, let known = state.villages[context.event.subject]?.place, place != known,
      let entry = PermissionTable.core.entry(context.event.type)
    else { return [] }
    var seat = Seat()
    seat.places = [place]
    switch Authority(context, state).permission(entry, seat) {
    case .granted: return []
    case .refused(let reason): return [reason]
    }
  }

  @Sendable private static func decideRegistered(_ context: EventContext, _ state: AssistanceState)
    -> [Refusal]
  {
    guard state.regions.contains(context.event.subject) else { return [] }
    return [
      Refusal(
        "R02", "区划\(context.event.subject)已经登记；代码变动请记区划变更",
        "region \(context.event.subject) exists already: record a change of code instead",
        path: "\(context.path).subject")
    ]
  }

  @Sendable private static func decideRecoded(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.regions[context.event.subject] else {
      return [
        Refusal(
          "R01", "区划\(context.event.subject)尚未登记", "region \(context.event.subject) is not registered",
          path: "\(context.path).subject")
      ]
    }
    if row.isAbolished {
      return [context.refuse("R03", "区划\(context.event.subject)已经撤销", "the region is abolished already")]
    }
    // Duties reach as far as the regions that they are for.
    if let new = context.text("new_code"), AreaLevel(of: new) != AreaLevel(of: row.code) {
      return [
        context.refuse(
          "R04", "新代码\(new)与原代码\(row.code)不是同一级区划；级别变动请登记新的区划",
          "the new code \(new) is not of the same level as \(row.code): register a region of its own for another level",
          field: "new_code")
      ]
    }
    if let old = context.text("old_code"), old != row.code {
      return [
        context.refuse(
          "R04", "原代码\(old)与登记的\(row.code)不符", "its code is \(row.code), not \(old)", field: "old_code")
      ]
    }
    return []
  }

  @Sendable private static func evolveRecoded(_ context: EventContext, _ state: AssistanceState) {
    state.regions.update(context.event.subject) { row in
      row.formerCodes.append(row.code)
      row.code = context.text("new_code") ?? row.code
      row.name = context.text("name") ?? row.name
      row.isAbolished = context.text("kind") == "abolish"
      row.basis = context.event.basis
    }
  }
}
