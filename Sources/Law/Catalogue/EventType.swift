/// The shape of one kind of event: which subjects it belongs to and what its data holds.
public struct EventType: Hashable, Sendable {
  /// `family.happened`, lower case.
  public let name: String
  /// Label in Chinese.
  public let zh: String
  /// Label in English.
  public let en: String
  /// Prefixes its subject may have; empty means any known prefix.
  public let subjectPrefixes: [String]
  /// What its data holds, in the order of a form.
  public let fields: [Field]
  /// Whether its time may lie in the future.
  public let isPlanned: Bool
  /// Whether it moves money, and so can only be reversed by an event of its own.
  public let isMoney: Bool
  /// Names (of data, or `subject`, `time`, `place`) by which a row of a sheet is known when it is sent again.
  public let naturalKey: [String]
  /// Fields whose day counts as when it happened.
  package let countedFields: [String]

  /// What sets a type apart from the usual.
  public enum Trait: Sendable {
    case planned
    case money
  }

  /// A type as the families declare it.
  public init(
    _ name: String, _ zh: String, _ en: String, on subjectPrefixes: [String], _ traits: Trait...,
    key naturalKey: [String] = [], fields: [Field]
  ) {
    self.init(
      name: name, zh: zh, en: en, subjectPrefixes: subjectPrefixes, fields: fields,
      isPlanned: traits.contains(.planned), isMoney: traits.contains(.money), naturalKey: naturalKey)
  }

  init(
    name: String, zh: String, en: String, subjectPrefixes: [String], fields: [Field], isPlanned: Bool,
    isMoney: Bool, naturalKey: [String]
  ) {
    self.name = name
    self.zh = zh
    self.en = en
    self.subjectPrefixes = subjectPrefixes
    self.fields = fields
    self.isPlanned = isPlanned
    self.isMoney = isMoney
    self.naturalKey = naturalKey
    countedFields = fields.filter { $0.marks.contains(.counts) }.map(\.name)
  }

  /// The part of the name before its first dot.
  public var family: Substring { name.prefix { $0 != "." } }

  /// The field of that name.
  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}
