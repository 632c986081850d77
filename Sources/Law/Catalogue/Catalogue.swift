/// Every shape an event may have, every codelist and every prefix: the first thing an event is judged by.
///
/// A catalogue is data. A ledger carries the one it was judged by, so it can be read in twenty years.
public struct Catalogue: Sendable {
  /// In the order people read them: family by family.
  public let types: [EventType]
  /// The lists of codes, in the order people read them.
  public let codelists: [Codelist]
  /// What references may begin with.
  public let prefixes: [Prefix]
  let index: CatalogueIndex

  /// - Precondition: names are distinct and every codelist, prefix and natural key named exists. A catalogue
  ///   from outside is checked by `init(json:)` first.
  init(types: [EventType], codelists: [Codelist], prefixes: [Prefix]) {
    self.types = types
    self.codelists = codelists
    self.prefixes = prefixes
    index = CatalogueIndex(types: types, codelists: codelists, prefixes: prefixes)
  }

  /// The type of that name. O(1).
  public func type(_ name: String) -> EventType? { index.type(name)?.type }

  /// The codelist of that id.
  public func codelist(_ id: String) -> Codelist? { codelists.first { $0.id == id } }

  /// What a prefix names.
  public func prefix(_ prefix: String) -> Prefix? { prefixes.first { $0.prefix == prefix } }
}
