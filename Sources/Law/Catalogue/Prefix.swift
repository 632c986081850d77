/// What a reference's first letters say: the kind of thing it names.
public struct Prefix: Hashable, Sendable {
  /// The letters before a reference's first hyphen.
  public let prefix: String
  /// Label in Chinese.
  public let zh: String
  /// Label in English.
  public let en: String

  init(_ prefix: String, _ zh: String, _ en: String) {
    self.prefix = prefix
    self.zh = zh
    self.en = en
  }
}
