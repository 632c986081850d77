import EventSourcing

/// The words in which the families are written: one line per field, each saying its kind first.
extension Field {
  /// Ten thousand billion yuan: more than any ledger will see, far from overflow in sums.
  static let fenMax: Int64 = 1_000_000_000_000_000

  static func text(_ name: String, _ zh: String, _ en: String, _ byteCountMax: Int = 300) -> Field {
    Field(name, zh, en, .text(byteCountMax: byteCountMax))
  }

  /// Free text, which people fill with anything: sealed.
  static func prose(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .text(byteCountMax: 6000)).sealed
  }

  static func machine(_ name: String, _ zh: String, _ en: String, _ byteCountMax: Int) -> Field {
    Field(name, zh, en, .machine(byteCountMax: byteCountMax))
  }

  static func digest(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .digest) }

  static func code(_ name: String, _ zh: String, _ en: String, _ codelist: String) -> Field {
    Field(name, zh, en, .code(codelist))
  }

  static func codes(_ name: String, _ zh: String, _ en: String, _ codelist: String) -> Field {
    Field(name, zh, en, .codes(codelist))
  }

  static func ref(_ name: String, _ zh: String, _ en: String, _ prefixes: String...) -> Field {
    Field(name, zh, en, .reference(prefixes))
  }

  static func refs(_ name: String, _ zh: String, _ en: String, _ prefixes: String...) -> Field {
    Field(name, zh, en, .references(prefixes))
  }

  static func integer(_ name: String, _ zh: String, _ en: String, _ range: ClosedRange<Int64>) -> Field {
    Field(name, zh, en, .integer(range))
  }

  /// A count of things: zero or more.
  static func count(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .integer(0...1_000_000_000))
  }

  static func year(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .integer(1949...2200))
  }

  /// An amount that moves: at least one fen.
  static func fen(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .fen(1...fenMax))
  }

  /// A balance or a computed amount, which may be nothing or less.
  static func balance(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .fen(-fenMax...fenMax))
  }

  static func bp(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .bp(0...10_000)) }

  static func flag(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .bool) }

  static func date(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .date) }

  static func time(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .time) }

  static func geo(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .geo) }

  static func event(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .event) }

  static func area(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .area) }

  static func areas(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .areas) }

  static func strings(_ name: String, _ zh: String, _ en: String) -> Field {
    Field(name, zh, en, .strings(byteCountMax: 300))
  }

  static func object(_ name: String, _ zh: String, _ en: String, _ fields: [Field]) -> Field {
    Field(name, zh, en, .object(fields))
  }

  static func list(_ name: String, _ zh: String, _ en: String, _ fields: [Field]) -> Field {
    Field(name, zh, en, .objects(fields))
  }

  static func json(_ name: String, _ zh: String, _ en: String) -> Field { Field(name, zh, en, .json) }

  /// The event is refused without it.
  var required: Field {
    var field = self
    field.isRequired = true
    return field
  }

  /// Personal: the log holds a commitment, the vault the value.
  var sealed: Field {
    var field = self
    field.isPersonal = true
    return field
  }

  var doer: Field { marked(.doer) }
  var party: Field { marked(.party) }
  var seat: Field { marked(.seat) }
  var counts: Field { marked(.counts) }

  private func marked(_ mark: Mark) -> Field {
    var field = self
    field.marks.insert(mark)
    return field
  }

  func noted(_ zh: String, _ en: String) -> Field {
    var field = self
    field.note = Bilingual(zh, en)
    return field
  }
}
