public import Law
public import Assistance
public import EventSourcing
public import Ledger
public import TransparencyLog

/// Turns plain events into what is signed: personal values sealed, references gathered.
public struct Composer: Sendable {
  let catalogue: Catalogue
  /// 32 random bytes for each sealed value; fixed in tests.
  let random: @Sendable () -> [UInt8]

  /// - Parameters:
  ///   - catalogue: says which fields are personal and which references the data holds.
  ///   - random: gives 32 bytes for each sealed value; predictable bytes let anyone guess what was sealed.
  public init(catalogue: Catalogue = .current, random: @escaping @Sendable () -> [UInt8] = { secureRandomBytes(32) }) {
    self.catalogue = catalogue
    self.random = random
  }

  /// Composes one event.
  ///
  /// - Parameters:
  ///   - signers: who will sign: a `by` among them is no reference.
  ///   - changed: the links of the event this one corrects or voids.
  /// - Returns: the draft and the openings of what was sealed.
  /// - Throws: `E08` for a text that may not be recorded: what is sealed nobody could read afterwards.
  public func compose(
    _ event: PlainEvent, signers: [String], changed: [String] = []
  ) throws(LedgerError) -> (draft: EventDraft, openings: [Opening]) {
    try event.checkWritable()
    var sealer = Sealer(subject: event.subject, random: random)
    let data = sealer.seal(event.data, fields: catalogue.type(event.type)?.fields ?? [])
    var draft = EventDraft(type: event.type, subject: event.subject, time: event.time, data: data)
    draft.by = event.by == signers.first ? nil : event.by
    draft.basis = event.basis
    draft.place = event.place
    draft.evidence = event.evidence.map { Array($0.rawBytes) }
    draft.corrects = event.corrects
    draft.voids = event.voids
    draft.source = event.source
    draft.refs = refs(event, data, signers, changed)
    return (draft, sealer.openings)
  }

  private func refs(_ event: PlainEvent, _ data: [UInt8], _ signers: [String], _ changed: [String]) -> [String] {
    guard let sealed = try? JSONDocument.object(data) else { return [] }
    let own = catalogue.expectedRefs(
      type: event.type, data: sealed, by: event.by, signers: signers, subject: event.subject)
    let all = Set(own + changed + event.refs).subtracting([event.subject])
    return all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Rewrites an object's personal fields as commitments, keeping everything else byte for byte.
private struct Sealer {
  let subject: String
  let random: @Sendable () -> [UInt8]
  var openings: [Opening] = []

  mutating func seal(_ data: JSONValue, fields: [Field], path: String = "") -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      for (name, value) in data.members {
        writer.name(name)
        writer.raw(sealed(value, fields.first { $0.name == name }, path + name))
      }
    }
    return writer.bytes
  }

  private mutating func sealed(_ value: JSONValue, _ field: Field?, _ path: String) -> [UInt8] {
    guard let field else { return Array(value.rawBytes) }
    if field.isPersonal { return sealed(personal: value, path) }
    switch field.kind {
    case .object(let inner) where value.kind == .object: return seal(value, fields: inner, path: path + ".")
    case .objects(let inner) where value.kind == .array:
      var writer = JSONWriter()
      writer.array { writer in
        for (index, item) in value.elements.enumerated() {
          writer.raw(item.kind == .object ? seal(item, fields: inner, path: "\(path).\(index).") : Array(item.rawBytes))
        }
      }
      return writer.bytes
    default: return Array(value.rawBytes)
    }
  }

  /// A text is sealed; what is a commitment already stays; any other kind is left for the catalogue to refuse.
  private mutating func sealed(personal value: JSONValue, _ path: String) -> [UInt8] {
    guard let text = value.string else { return Array(value.rawBytes) }
    let opening = Opening(subject: subject, field: path, value: text, random: random())
    openings.append(opening)
    return opening.sealed
  }
}
