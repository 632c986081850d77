/// Reads the fixed fields of header and event lines, collecting every reason for refusal.
struct FieldReader {
  enum Scope {
    case header
    case event(Int)
  }

  var scope = Scope.header
  var refusals: [Refusal] = []

  private func path(_ name: String) -> String {
    switch scope {
    case .header: "$.\(name)"
    case .event(let index): "$.events[\(index)].\(name)"
    }
  }

  mutating func refuse(_ code: String, _ name: String, _ zh: String, _ en: String) {
    refusals.append(Refusal(code, zh, en, path: path(name)))
  }

  private mutating func missing(_ name: String) {
    refuse("T05", name, "缺少字段“\(name)”", "the field \"\(name)\" is missing")
  }

  private mutating func wrong(_ name: String, _ zh: String, _ en: String) {
    refuse("T06", name, "字段“\(name)”应为\(zh)", "the field \"\(name)\" must be \(en)")
  }

  // MARK: Header

  private static let headerNames: Set = [
    "ledger", "genesis", "tx", "signers", "at", "expect", "batch", "device", "late_reason",
  ]

  mutating func header(_ line: JSONValue) -> TransactionHeader? {
    for (name, _) in line.members where !Self.headerNames.contains(name) { unknown(name) }
    let ledger = required(line, "ledger", "账本名称", "the ledger's origin") {
      $0.string.flatMap { $0.isEmpty ? nil : $0 }
    }
    let genesis = optional(line, "genesis", "创世条目的叶哈希（base64）", "the base64 leaf hash of entry 0") {
      $0.string.flatMap { $0.utf8.count == 44 ? $0 : nil }
    }
    let tx = required(line, "tx", "ULID（26个字符）", "a ULID of 26 characters") { $0.string.flatMap { ULID($0) } }
    let signers = required(
      line, "signers", "1至16个不重复的人员编号", "1 to 16 distinct person references", Self.signers)
    let at = required(line, "at", "带时区的RFC 3339时间", "an RFC 3339 date-time with offset") {
      $0.string.flatMap { Timestamp($0) }
    }
    let expect = optional(
      line, "expect", "对象 {编号: [数目, \"链头\"]}", "an object {reference: [count, \"head\"]}", Self.expectations)
    let batch = optional(
      line, "batch", "{id, part, of}，1 ≤ part ≤ of", "{id, part, of} with 1 ≤ part ≤ of", Self.batch)
    let device = optional(line, "device", "不超过100字节的文本", "text of at most 100 bytes", Self.shortText)
    let reason = optional(line, "late_reason", "非空文本", "text that is not empty") {
      $0.string.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let ledger, let tx, let signers, let at else { return nil }
    return TransactionHeader(
      ledger: ledger, genesis: genesis, tx: tx, signers: signers, at: at, expect: expect ?? [], batch: batch,
      device: device, lateReason: reason)
  }

  private static func signers(_ value: JSONValue) -> [String]? {
    guard let signers = value.strings, (1...Transaction.signerCountMax).contains(signers.count),
      Set(signers).count == signers.count, signers.allSatisfy({ Reference.isValid($0) })
    else { return nil }
    return signers
  }

  private static func expectations(_ value: JSONValue) -> [Expectation]? {
    guard value.kind == .object else { return nil }
    var result: [Expectation] = []
    for (subject, condition) in value.members {
      let parts = Array(condition.elements)
      guard Reference.isValid(subject), (1...2).contains(parts.count), let count = parts[0].integer,
        count >= 0
      else { return nil }
      var head: String?
      if parts.count == 2 {
        guard let text = parts[1].string, text.utf8.count == 44 else { return nil }
        head = text
      }
      result.append(Expectation(subject: subject, count: count, head: head))
    }
    return result
  }

  private static func batch(_ value: JSONValue) -> BatchPart? {
    guard value.kind == .object, let id = value["id"]?.string, ULID(id) != nil,
      let part = value["part"]?.integer, let of = value["of"]?.integer, 1 <= part, part <= of,
      value.members.reduce(0, { n, _ in n + 1 }) == 3
    else { return nil }
    return BatchPart(id: id, part: part, of: of)
  }

  private static func shortText(_ value: JSONValue) -> String? {
    value.string.flatMap { (1...100).contains($0.utf8.count) ? $0 : nil }
  }

  // MARK: Event

  mutating func event(_ line: JSONValue) -> Event? {
    var data: JSONValue?
    var type: String?
    var subject: String?
    var time: EventTime?
    var by: String?
    var basis = Basis.own
    var place: String?
    var refs: [String] = []
    var evidence: [Evidence] = []
    var corrects: EventID?
    var voids: EventID?
    var source: RowSource?
    let before = refusals.count
    var seen = EventFields()
    line.forEachMember { bytes, value in
      guard let field = EventField(bytes) else { return unknown(String(decoding: bytes, as: UTF8.self)) }
      seen.insert(field)
      switch field {
      case .type: type = value.string ?? fail(field, "事件类型", "an event type")
      case .subject: subject = reference(value) ?? fail(field, "编号", "a reference")
      case .time:
        time = eventTime(value) ?? fail(field, "日期或带时区的时间", "a date or a date-time with offset")
      case .data: data = value.kind == .object ? value : fail(field, "对象", "an object")
      case .by: by = reference(value) ?? fail(field, "人员编号", "a person reference")
      case .basis:
        let known = value.string.flatMap { Basis(rawValue: $0) }
        basis = known ?? fail(field, "own、entered、paper或migrated", "own, entered, paper or migrated") ?? .own
      case .place:
        place = areaCode(value) ?? fail(field, "12位区划代码", "a 12-digit area code")
      case .refs:
        refs = Self.refs(value) ?? fail(field, "严格升序的编号", "references, strictly ascending") ?? []
      case .evidence:
        evidence = Self.evidence(value) ?? fail(field, "佐证材料列表", "a list of evidence") ?? []
      case .corrects:
        corrects = value.string.flatMap { EventID($0) } ?? fail(field, "TX.POS形式的事件", "an event as TX.POS")
      case .voids:
        voids = value.string.flatMap { EventID($0) } ?? fail(field, "TX.POS形式的事件", "an event as TX.POS")
      case .src:
        source = Self.source(value) ?? fail(field, "{file, sheet, row, key}", "{file, sheet, row, key}")
      }
    }
    for field in EventField.required where !seen.contains(field) { missing(field.name) }
    guard refusals.count == before, let type, let subject, let time, let data else { return nil }
    return Event(
      type: type, subject: subject, time: time, by: by, basis: basis, place: place, refs: refs,
      evidence: evidence, corrects: corrects, voids: voids, source: source, data: data, line: line)
  }

  private mutating func fail<T>(_ field: EventField, _ zh: String, _ en: String) -> T? {
    wrong(field.name, zh, en)
    return nil
  }

  private func eventTime(_ value: JSONValue) -> EventTime? {
    value.withUTF8 { EventTime(utf8: $0) } ?? nil
  }

  private func areaCode(_ value: JSONValue) -> String? {
    value.withUTF8 { AreaCode.isValid($0) ? String(decoding: $0, as: UTF8.self) : nil } ?? nil
  }

  private func reference(_ value: JSONValue) -> String? { Self.reference(value) }

  private static func reference(_ value: JSONValue) -> String? {
    value.withUTF8 { Reference.isValid($0) ? String(decoding: $0, as: UTF8.self) : nil } ?? nil
  }

  private static func refs(_ value: JSONValue) -> [String]? {
    guard value.kind == .array else { return nil }
    var refs: [String] = []
    for element in value.elements {
      guard let ref = reference(element), refs.last.map({ $0 < ref }) ?? true else { return nil }
      refs.append(ref)
    }
    return refs
  }

  private static func evidence(_ value: JSONValue) -> [Evidence]? {
    guard value.kind == .array else { return nil }
    var result: [Evidence] = []
    for item in value.elements {
      guard let one = evidenceItem(item) else { return nil }
      result.append(one)
    }
    return result
  }

  private static let evidenceNames: Set = ["sha256", "media", "kind", "captured", "geo", "source"]

  private static func evidenceItem(_ item: JSONValue) -> Evidence? {
    guard item.kind == .object, item.members.allSatisfy({ evidenceNames.contains($0.name) }),
      let sha256 = item["sha256"]?.string, Digest.isHexSHA256(sha256),
      let media = item["media"]?.string, media.utf8.count <= 100, let kind = item["kind"]?.string
    else { return nil }
    var captured: EventTime?
    if let value = item["captured"] {
      captured = value.string.flatMap { EventTime($0) }
      if captured == nil { return nil }
    }
    var geo: GeoPoint?
    if let value = item["geo"] {
      geo = GeoPoint(value)
      if geo == nil { return nil }
    }
    var source: String?
    if let value = item["source"] {
      source = value.string.flatMap { Reference.isValid($0) ? $0 : nil }
      if source == nil { return nil }
    }
    return Evidence(sha256: sha256, media: media, kind: kind, captured: captured, geo: geo, source: source)
  }

  private static let sourceNames: Set = ["file", "sheet", "row", "key"]

  private static func source(_ value: JSONValue) -> RowSource? {
    guard value.kind == .object, value.members.allSatisfy({ sourceNames.contains($0.name) }),
      let file = value["file"]?.string, let row = value["row"]?.integer, row > 0
    else { return nil }
    if let sheet = value["sheet"], sheet.string == nil { return nil }
    if let key = value["key"], key.string == nil { return nil }
    return RowSource(file: file, sheet: value["sheet"]?.string, row: row, key: value["key"]?.string)
  }

  // MARK: Common

  private mutating func unknown(_ name: String) {
    refuse("T04", name, "未知字段“\(name)”", "unknown field \"\(name)\"")
  }

  private mutating func required<T>(
    _ line: JSONValue, _ name: String, _ zh: String, _ en: String, _ read: (JSONValue) -> T?
  ) -> T? {
    guard let value = line[name] else {
      missing(name)
      return nil
    }
    guard let result = read(value) else {
      wrong(name, zh, en)
      return nil
    }
    return result
  }

  private mutating func optional<T>(
    _ line: JSONValue, _ name: String, _ zh: String, _ en: String, _ read: (JSONValue) -> T?
  ) -> T? {
    guard let value = line[name] else { return nil }
    guard let result = read(value) else {
      wrong(name, zh, en)
      return nil
    }
    return result
  }
}

extension GeoPoint {
  /// Reads `{"lat_e7":…,"lon_e7":…}` within the earth's bounds.
  public init?(_ value: JSONValue) {
    guard value.kind == .object, let lat = value["lat_e7"]?.integer, let lon = value["lon_e7"]?.integer,
      abs(lat) <= 900_000_000, abs(lon) <= 1_800_000_000, value.members.reduce(0, { n, _ in n + 1 }) == 2
    else { return nil }
    self.init(latE7: lat, lonE7: lon)
  }
}

/// The spelling of digests in signed text.
public enum Digest {
  /// 64 lower-case hex digits.
  public static func isHexSHA256(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
