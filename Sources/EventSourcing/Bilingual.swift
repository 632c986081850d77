/// A sentence in the two languages every message has; Chinese first.
public struct Bilingual: Hashable, Sendable {
  /// The sentence in Chinese.
  public let zh: String
  /// The same sentence in English.
  public let en: String

  /// A sentence from its two texts, Chinese first.
  public init(_ zh: String, _ en: String) {
    self.zh = zh
    self.en = en
  }
}

/// The language in which a message is shown.
public enum Language: String, Sendable {
  /// Chinese, the language of the programme's clerks.
  case zh
  /// English.
  case en
}

extension Bilingual {
  /// The sentence in one language.
  public func text(_ language: Language) -> String {
    switch language {
    case .zh: zh
    case .en: en
    }
  }
}
