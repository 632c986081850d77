public import EventSourcing

// Codes for machines, labels for people: the way from one to the other.
extension Codelist {
  /// The label of a code; the text itself when the list has no such code.
  public func label(_ code: String, _ language: Language) -> String { item(code)?.label.text(language) ?? code }

  /// The code that a person means: itself, or by its label in either language. Nil when there is none, or more than one by
  /// such a label.
  public func code(meaning text: String) -> String? { named.name(meaning: text) }

  /// Every code with its label, for a message.
  public func offered(_ language: Language) -> String {
    switch language {
    case .zh: items.map { "\($0.zh)（\($0.code)）" }.joined(separator: "、")
    case .en: items.map { "\($0.code) (\($0.en))" }.joined(separator: ", ")
    }
  }

  /// The same list with the items of another behind, those left out whose code it has.
  public func adding(_ other: Codelist) -> Codelist {
    Codelist(id, zh, en, source, items + other.items.filter { item($0.code) == nil })
  }
}

extension Codelist.Item {
  /// What people read.
  public var label: Bilingual { Bilingual(zh, en) }
}
