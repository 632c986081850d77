import YAMLText
import EventSourcing
import Ledger

/// Organisations, places and people: what stands before the first step.
enum SetupReader {
  /// Duties and packs count from long before, so that a step may tell of an earlier day.
  static let longBefore = "2000-01-01"

  static func organisations(_ members: [YAMLItem.Member]) throws(LedgerError) -> [OrganisationSetup] {
    var result: [OrganisationSetup] = []
    for member in members {
      let fields = try Fields(member.value, ("机构", "an organisation"), known: ["kind", "name", "level", "place"])
      result.append(
        OrganisationSetup(
          reference: member.name, kind: try fields.text("kind"), name: try fields.text("name") ?? member.name,
          level: try fields.text("level"), place: try fields.text("place")))
    }
    return result
  }

  static func places(_ members: [YAMLItem.Member]) throws(LedgerError) -> [PlaceSetup] {
    var result: [PlaceSetup] = []
    for member in members {
      let isVillage = member.name.hasPrefix("v-") || member.name.hasPrefix("nv-")
      let known = isVillage ? ["name", "place", "tags"] : ["name", "level", "village", "tags"]
      let fields = try Fields(member.value, ("地点", "a place"), known: known)
      let tags = try fields.texts("tags") ?? []
      let code = isVillage ? try fields.requiredText("place") : member.name
      let village = isVillage ? member.name : try fields.text("village") ?? (tags.isEmpty ? nil : "v-\(code)")
      result.append(
        PlaceSetup(
          code: code, name: try fields.text("name"), level: try fields.text("level"), village: village, tags: tags,
          isRegion: !isVillage))
    }
    return result
  }

  static func people(_ members: [YAMLItem.Member]) throws(LedgerError) -> [PersonSetup] {
    var result: [PersonSetup] = []
    for member in members {
      guard !(Cast.registrars + [Cast.leader]).contains(member.name) else {
        throw .inFile(
          "Y04", member.place, "\(member.name)由场景自设，请换一个编号",
          "\(member.name) is the scenario's own: choose another reference")
      }
      let known = ["name", "rank", "registrars", "duties"] + dutyNames
      let fields = try Fields(member.value, ("人员", "a person"), known: known)
      var duties: [DutySetup] = []
      if fields.item("role") != nil { duties.append(try duty(fields)) }
      for item in try fields.list("duties") {
        duties.append(try duty(try Fields(item, ("职责", "a duty"), known: dutyNames)))
      }
      result.append(
        PersonSetup(
          reference: member.name, name: try fields.text("name"), rank: try fields.text("rank"),
          registrars: try fields.integer("registrars", 0...2) ?? 2, duties: duties))
    }
    return result
  }

  private static let dutyNames = ["role", "org", "target", "targets", "from", "to"]

  private static func duty(_ fields: Fields) throws(LedgerError) -> DutySetup {
    DutySetup(
      role: try fields.requiredText("role"), org: try fields.text("org"), target: try fields.text("target"),
      targets: try fields.texts("targets") ?? [], from: try fields.text("from") ?? longBefore,
      to: try fields.text("to"))
  }
}
