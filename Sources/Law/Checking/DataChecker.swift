import EventSourcing

/// Walks an event's data beside its shape, collecting reasons and the references met.
struct DataChecker {
  let knownPrefixes: [[UInt8]]
  /// The refs of the event, ascending.
  let refs: [String]
  let asksRefs: Bool
  /// The event's subject, which stands outside its refs.
  var own = ""
  var refusals: [Refusal] = []
  /// Whether the data holds a reference that the refs lack.
  private(set) var lacksRef = false
  /// One bit for each of the first 64 refs met in the data, and a list for the rest.
  private var metBits: UInt64 = 0
  private var metMore: Set<Int> = []

  init(knownPrefixes: [[UInt8]], refs: [String], asksRefs: Bool) {
    self.knownPrefixes = knownPrefixes
    self.refs = refs
    self.asksRefs = asksRefs
  }

  /// Whether the refs hold one that the data lacks.
  var hasSurplus: Bool { metBits.nonzeroBitCount + metMore.count < refs.count }

  mutating func check(_ value: JSONValue, _ shape: ObjectShape, asksRequired: Bool) {
    var seen: UInt64 = 0
    value.forEachMember { name, value in
      guard let index = shape.index(of: name) else {
        refusals.append(.unknownField(String(decoding: name, as: UTF8.self)))
        return
      }
      seen |= 1 << UInt64(index)
      let before = refusals.count
      check(value, shape.fields[index])
      if refusals.count > before { place(from: before, "$.\(shape.fields[index].field.name)") }
    }
    let missing = asksRequired ? shape.required & ~seen : 0
    guard missing != 0 else { return }
    for (index, field) in shape.fields.enumerated() where missing >> UInt64(index) & 1 == 1 {
      refusals.append(.missingField(field))
    }
  }

  private mutating func place(from first: Int, _ path: String) {
    for index in first..<refusals.count { refusals[index] = refusals[index].at(path) }
  }

  private mutating func check(_ value: JSONValue, _ shape: FieldShape) {
    if shape.field.isPersonal {
      if !Self.isSealed(value) { refusals.append(.clearPersonal(shape.field)) }
      return
    }
    if !isRight(value, shape) {
      let isSealed = value.kind == .object && Self.isSealed(value)
      refusals.append(isSealed ? .sealedClear(shape.field) : .wrongKind(shape))
    }
  }

  /// Whether the value is of the field's kind; reasons more exact than that are added as they are found.
  private mutating func isRight(_ value: JSONValue, _ shape: FieldShape) -> Bool {
    switch shape.field.kind {
    case .text(let max): return isText(value, max)
    case .machine(let max): return value.withUTF8 { (1...max).contains($0.count) } ?? false
    case .digest: return value.withUTF8(Self.isDigest) ?? false
    case .code: return isCode(value, shape)
    case .codes: return Self.isList(value) { isCode($0, shape) }
    case .reference: return isReference(value, shape)
    case .references: return Self.isList(value) { isReference($0, shape) }
    case .integer(let range), .fen(let range), .bp(let range):
      return value.integer.map(range.contains) ?? false
    case .bool: return value.bool != nil
    case .date: return value.string.flatMap { CivilDate($0) } != nil
    case .time: return value.string.flatMap { EventTime($0) } != nil
    case .geo: return GeoPoint(value) != nil
    case .event: return value.string.flatMap { EventID($0) } != nil
    case .area: return isArea(value)
    case .areas: return Self.isList(value) { isArea($0) }
    case .strings(let max): return Self.isList(value) { isText($0, max) }
    case .object:
      guard value.kind == .object else { return false }
      check(value, shape.object, asksRequired: true)
      return true
    case .objects: return isObjects(value, shape.object)
    case .json:
      guard value.kind == .object else { return false }
      scan(value)
      return true
    }
  }

  private static func isList(_ value: JSONValue, _ isRight: (JSONValue) -> Bool) -> Bool {
    guard value.kind == .array else { return false }
    for element in value.elements where !isRight(element) { return false }
    return true
  }

  private mutating func isObjects(_ value: JSONValue, _ shape: ObjectShape) -> Bool {
    guard value.kind == .array else { return false }
    for (position, element) in value.elements.enumerated() {
      guard element.kind == .object else { return false }
      let before = refusals.count
      check(element, shape, asksRequired: true)
      if refusals.count > before { place(from: before, "$[\(position)]") }
    }
    return true
  }

  /// Notes a reference that the refs must hold.
  mutating func note(_ reference: String) {
    guard asksRefs, reference != own else { return }
    guard let index = position(of: reference) else {
      lacksRef = true
      return
    }
    if index < 64 { metBits |= 1 << UInt64(index) } else { metMore.insert(index) }
  }

  /// The reference's place in the ascending refs. O(log n).
  private func position(of reference: String) -> Int? {
    var low = 0
    var high = refs.count
    while low < high {
      let middle = (low + high) / 2
      if refs[middle].utf8.lexicographicallyPrecedes(reference.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < refs.count && refs[low] == reference ? low : nil
  }
}
