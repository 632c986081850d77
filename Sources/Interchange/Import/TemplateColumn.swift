public import Law
import Assistance
public import EventSourcing

/// A column of a template.
public struct TemplateColumn: Sendable {
  /// What a cell says.
  enum Role: Hashable, Sendable {
    case field(FieldPath)
    /// A fact about a member of a household.
    case member(Field)
    /// A fact about an item of a list that has a sheet of its own.
    case item(Field)
    /// The row of the main sheet to which an item belongs.
    case parent
    case subject
    case subjectID
    case subjectVillage
    case subjectName
    case time
    case place
    case by
    case basis
    case rowKey
    case attachments
  }

  let role: Role
  /// The title in Chinese, without unit.
  public let zh: String
  /// The title in English.
  public let en: String
  /// What a clerk must know to fill it in.
  public let note: Bilingual?

  init(_ role: Role, _ zh: String, _ en: String, note: Bilingual? = nil) {
    self.role = role
    self.zh = zh
    self.en = en
    self.note = note
  }

  init(_ role: Role) {
    switch role {
    case .field(let path):
      self.init(role, path.field.zh, path.field.en, note: path.field.note)
    case .member(let field): self.init(role, "成员" + field.zh, "Member's \(field.en)", note: field.note)
    case .item(let field): self.init(role, field.zh, field.en, note: field.note)
    default: preconditionFailure("a column without a field needs titles")
    }
  }

  /// The field it fills in, if it does.
  public var field: Field? {
    switch role {
    case .field(let path): path.field
    case .member(let field), .item(let field): field
    default: nil
    }
  }

  /// Whether a sheet without it is refused.
  public var isRequired: Bool {
    switch role {
    case .field(let path): path.outer == nil && path.field.isRequired
    case .item(let field): field.isRequired
    case .parent: true
    default: false
    }
  }

  /// Its name among the template's columns.
  public var key: String {
    switch role {
    case .field(let path): path.name
    case .member(let field): "members.\(field.name)"
    case .item(let field): "item.\(field.name)"
    case .parent: "#parent"
    case .subject: "#subject"
    case .subjectID: "#subject_id_number"
    case .subjectVillage: "#subject_village"
    case .subjectName: "#subject_name"
    case .time: "#time"
    case .place: "#place"
    case .by: "#by"
    case .basis: "#basis"
    case .rowKey: "#key"
    case .attachments: "#attachments"
    }
  }

  /// Columns that name the subject: one of several suffices.
  var isHead: Bool {
    switch role {
    case .field, .item, .parent: false
    default: true
    }
  }

  /// Fields claim a title before the columns every template has.
  var rank: Int {
    switch role {
    case .field(let path): path.outer == nil ? 0 : 1
    case .item: 0
    case .member: 2
    default: 3
    }
  }

  /// Every title it is known by.
  var titles: [String] {
    switch role {
    case .field(let path): Self.spellings(zh, en) + Self.names(path)
    case .member(let field):
      Self.spellings(zh, en) + Self.spellings(field.zh, field.en)
        + (Self.aliases[field.name] ?? []).filter { $0 != "名称" }
    case .item(let field): Self.spellings(zh, en) + [field.name] + (Self.aliases[field.name] ?? [])
    case .parent: [zh, en, "parent", "主表行编号", "来源行编号", "对象编号", "编号"]
    case .subject: [zh, en, "subject", "编号"]
    case .subjectID: [zh, en, "身份证号", "身份证号码", "公民身份号码", "ID number"]
    case .subjectVillage: [zh, en, "行政村", "村", "村名", "village"]
    case .subjectName: [zh, en, "姓名", "户主", "户主姓名", "name"]
    case .time: [zh, en, "时间", "日期", "发生日期", "time", "date"]
    case .place: [zh, en, "地点", "区划", "place"]
    case .by: [zh, en, "by", "办理人"]
    case .basis: [zh, en, "basis"]
    case .rowKey: [zh, en, "row_key", "行编号"]
    case .attachments: [zh, en, "attachments", "佐证", "佐证文件"]
    }
  }

  private static func names(_ path: FieldPath) -> [String] {
    let aliases = Self.aliases[path.field.name] ?? []
    return [path.name] + (path.outer == nil ? aliases : [])
  }

  /// What people also call a field.
  private static let aliases: [String: [String]] = [
    "id_number": ["身份证号", "身份证号码", "身份证"], "phone": ["电话", "手机号", "联系方式"], "village": ["村", "村名", "所在村"],
    "amount_fen": ["金额", "amount"], "name": ["名称"], "head_name": ["户主"],
  ]

  /// With and without what stands in brackets: 时长（分钟） is also 时长.
  private static func spellings(_ zh: String, _ en: String) -> [String] {
    let bare = String(zh.prefix { $0 != "（" })
    return bare.isEmpty || bare == zh ? [zh, en] : [zh, bare, en]
  }
}

extension TemplateColumn {
  /// The ways to say whom or what a row is about.
  static func heads(of type: EventType, beside fields: [TemplateColumn]) -> [TemplateColumn] {
    let zh = type.subjectPrefixes.compactMap { Catalogue.current.prefix($0)?.zh }.joined(separator: "或")
    let en = type.subjectPrefixes.joined(separator: ", ")
    let subject = TemplateColumn(
      .subject, "对象编号", "Subject",
      note: Bilingual("\(zh.isEmpty ? "对象" : zh)的编号", "reference: \(en.isEmpty ? "any" : en)"))
    guard type.subjectPrefixes.contains(where: { ["hh", "p"].contains($0) }),
      !type.name.hasSuffix(".registered")
    else {
      return [subject]
    }
    return [
      subject,
      TemplateColumn(
        .subjectID, "对象身份证号", "Subject's ID number", note: Bilingual("不知编号时填写", "instead of the reference")),
      TemplateColumn(
        .subjectVillage, "对象所在村", "Subject's village", note: Bilingual("与姓名一起填写", "together with the name")),
      TemplateColumn(
        .subjectName, "对象姓名", "Subject's name", note: Bilingual("农户填户主姓名", "of a household, its head")),
    ]
  }

  /// What every event has besides its data.
  static let tails = [
    TemplateColumn(.time, "发生时间", "Time", note: Bilingual("日期，或日期加时刻", "a date, or a date with a time")),
    TemplateColumn(.place, "区划代码", "Place", note: Bilingual("12位统计用区划代码", "12-digit area code")),
    TemplateColumn(.by, "经办人员", "Done by", note: Bilingual("谁做的；留空为签名人", "who did it; blank for the signer")),
    TemplateColumn(.basis, "记录依据", "Basis"),
    TemplateColumn(
      .rowKey, "来源行编号", "Row key",
      note: Bilingual("原台账中该行的唯一编号；再次导入时据此识别", "the row's own number in the register it comes from")),
    TemplateColumn(
      .attachments, "附件", "Attachments",
      note: Bilingual(
        "佐证文件名，以“；”分隔；文件放在 --attachments 所指文件夹",
        "names of evidence files, separated by ;, in the folder of --attachments")),
  ]

  /// What ties an item to its row.
  static let parent = TemplateColumn(
    .parent, "所属行编号", "Belongs to",
    note: Bilingual("主表中该行的来源行编号，或其对象编号", "the row key of its row in the main sheet, or its reference"))
}
