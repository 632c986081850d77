public import Law
import Assistance
public import EventSourcing

/// The shape of a sheet that becomes events: derived from the catalogue, so that a field is described once.
public struct ImportTemplate: Sendable {
  /// The event type's name, or the name of a sheet that clerks know (`household`).
  public let id: String
  /// What people call it.
  public let label: Bilingual
  /// What its rows become.
  public let type: EventType
  /// In the order of the form.
  public let columns: [TemplateColumn]
  /// Whether consecutive rows are members of one household.
  let isByMember: Bool
  /// The list that its rows fill in, for a sheet beside another.
  let list: Field?

  /// Recorded with each batch; raised whenever a column's meaning changes.
  public static let version = "1"

  /// Every template: one per event type a person may record, and the sheets clerks keep.
  public static let all: [ImportTemplate] = [household] + types.map(ImportTemplate.init)

  /// The template of that id or label.
  public static func named(_ name: String) -> ImportTemplate? {
    let key = TextFolding.key(name)
    return all.first { $0.id == name }
      ?? all.first { TextFolding.key($0.label.zh) == key || TextFolding.key($0.label.en) == key }
  }

  /// The ledger's own events, keys and amendments are nobody's rows.
  private static var types: [EventType] {
    let own: Set<Substring> = [
      "ledger", "key", "record", "import", "anchor", "streams", "view", "policy", "codelist",
    ]
    return Catalogue.current.types.filter { !own.contains($0.family) }
  }

  init(_ type: EventType) {
    id = type.name
    label = Bilingual(type.zh, type.en)
    self.type = type
    isByMember = false
    list = nil
    let fields = FieldPath.flat(type.fields).map { TemplateColumn(.field($0)) }
    columns = TemplateColumn.heads(of: type, beside: fields) + fields + TemplateColumn.tails
  }

  /// A register of households as villages keep it: one row per person.
  private static let household: ImportTemplate = {
    guard let type = Catalogue.current.type("household.registered"), let members = type.field("members")
    else {
      preconditionFailure("the catalogue has no households")
    }
    let left: Set = ["members", "head"]
    let fields = FieldPath.flat(type.fields).filter { !left.contains($0.name) }.map {
      TemplateColumn(.field($0))
    }
    let own = members.fields.filter { $0.name != "person" }.map { TemplateColumn(.member($0)) }
    return ImportTemplate(
      id: "household", label: Bilingual("农户花名册", "Register of households"), type: type,
      columns: [
        TemplateColumn(.subject, "户编号", "Household no.", note: Bilingual("可留空，由系统编号", "may be left blank"))
      ]
        + fields + own + TemplateColumn.tails, isByMember: true)
  }()

  private init(id: String, label: Bilingual, type: EventType, columns: [TemplateColumn], isByMember: Bool) {
    self.id = id
    self.label = label
    self.type = type
    self.columns = columns
    self.isByMember = isByMember
    list = nil
  }

  /// The sheet of a list: one row per item, each naming the row of the main sheet to which it belongs.
  private init(_ type: EventType, list: Field) {
    id = "\(type.name).\(list.name)"
    label = Bilingual("\(type.zh)·\(list.zh)", "\(type.en), \(list.en)")
    self.type = type
    self.list = list
    columns = [TemplateColumn.parent] + list.fields.map { TemplateColumn(.item($0)) }
    isByMember = false
  }

  /// The sheets that may lie beside this one in a workbook, one for each list of the type.
  public var lists: [ImportTemplate] {
    guard !isByMember, list == nil else { return [] }
    return type.fields.filter { if case .objects = $0.kind { true } else { false } }.map {
      ImportTemplate(type, list: $0)
    }
  }

  /// Whether its events register what they are about, so that a reference may be made for it.
  var registers: Bool { Self.registering.contains(type.name) && type.subjectPrefixes.count == 1 }

  /// Whether its rows are people, whom only the vault's names tell apart.
  var isOfPeople: Bool { ["household.registered", "person.registered"].contains(type.name) }

  /// Whether it is a register that offices keep and send again, its date that of the copy.
  var isRegister: Bool {
    ["household.registered", "person.registered", "org.registered", "region.registered", "village.tagged"].contains(
      type.name)
  }

  private static let registering: Set = [
    "org.registered", "person.registered", "household.registered", "region.registered", "duty.assigned",
    "delegation.granted", "project.proposed", "contract.signed", "fund.source_registered",
    "fund.appropriated",
    "fund.allocated", "disbursement.requested", "advance.paid", "donation.made", "problem.opened",
    "disclosure.posted", "stationing.started",
  ]

  /// What a reader looks for in a sheet's header.
  var expected: [ExpectedColumn] {
    var taken: Set<String> = []
    let ranked = columns.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
    return ranked.map(\.element).map { column in
      let titles = column.titles.filter { taken.insert(TextFolding.key($0)).inserted }
      return ExpectedColumn(key: column.key, titles: titles, isRequired: column.isRequired && !column.isHead)
    }
  }
}
