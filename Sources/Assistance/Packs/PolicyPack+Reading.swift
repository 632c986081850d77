import Law
public import EventSourcing

/// Why a pack is no pack: every reason found, each with its place in the file.
public struct PackErrors: Error, Equatable, Sendable {
  /// Never empty; the path of each is a place in the file.
  public let reasons: [Refusal]
}

extension PolicyPack {
  /// Reads a pack file: JSON that may be laid out with spaces and line ends.
  ///
  /// - Throws: every reason against it (code `P02`).
  public init(file: [UInt8]) throws(PackErrors) {
    let value: JSONValue
    do {
      value = try JSONDocument.object(Self.compacted(file))
    } catch {
      throw PackErrors(reasons: [Refusal("P02", error.message.zh, error.message.en)])
    }
    try self.init(json: value)
  }

  /// Reads a pack as it stands in `policy.pack_activated`.
  ///
  /// - Throws: every reason against it (code `P02`).
  public init(json value: JSONValue) throws(PackErrors) {
    var reader = PackReader()
    let pack = reader.pack(value)
    guard let pack, reader.reasons.isEmpty else { throw PackErrors(reasons: reader.reasons) }
    self = pack
  }

  /// The text without the white space that stands outside strings.
  private static func compacted(_ file: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(file.count)
    var isInString = false
    var isEscaped = false
    for byte in file {
      if !isInString, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
      result.append(byte)
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isInString
      } else if byte == UInt8(ascii: "\"") {
        isInString.toggle()
      }
    }
    return result
  }
}

/// Reads member after member, noting what is missing, unknown or of another kind.
private struct PackReader {
  var reasons: [Refusal] = []

  mutating func pack(_ value: JSONValue) -> PolicyPack? {
    refuseUnknown(value, ["pack", "version", "title", "region", "source", "parameters"], "$")
    let id = text(value, "pack", "$") { Self.isID($0) }
    let version = text(value, "version", "$") { Self.isVersion($0) }
    let region = text(value, "region", "$") { AreaCode.isPrefix($0) }
    let source = text(value, "source", "$") { !$0.isEmpty }
    var title: Bilingual?
    if let labels = object(value, "title", "$", isRequired: true) {
      refuseUnknown(labels, ["zh", "en"], "$.title")
      let zh = text(labels, "zh", "$.title") { !$0.isEmpty }
      let en = text(labels, "en", "$.title") { !$0.isEmpty }
      if let zh, let en { title = Bilingual(zh, en) }
    }
    var parameters = PackParameters()
    if let values = object(value, "parameters", "$", isRequired: true) { read(values, &parameters) }
    guard let id, let version, let region, let source, let title else { return nil }
    return PolicyPack(
      id: id, version: version, title: title, region: region, source: source, parameters: parameters)
  }

  private mutating func read(_ value: JSONValue, _ result: inout PackParameters) {
    let path = "$.parameters"
    refuseUnknown(
      value,
      [
        "late_days", "problem", "advance", "negative_list", "library_required_for_allocation",
        "library_chain",
        "contract",
      ], path)
    result.lateDays = integer(value, "late_days", 0...3650, path)
    result.libraryRequired = bool(value, "library_required_for_allocation", path)
    if let chain = value["library_chain"] {
      result.libraryChain = chain.string.flatMap { PackParameters.LibraryChain(rawValue: $0) }
      if result.libraryChain == nil {
        refuse("\(path).library_chain", "应为strict或audited", "must be strict or audited")
      }
    }
    result.negativeList = codes(value, "negative_list", Codelist.projectCategory, path)
    if let advance = object(value, "advance", path) { readAdvance(advance, &result) }
    if let contract = object(value, "contract", path) {
      refuseUnknown(contract, ["prepay_bp_max"], "\(path).contract")
      result.prepayBpMax = integer(contract, "prepay_bp_max", 0...10_000, "\(path).contract")
    }
    if let problem = object(value, "problem", path) { readProblem(problem, &result) }
  }

  private mutating func readAdvance(_ value: JSONValue, _ result: inout PackParameters) {
    let path = "$.parameters.advance"
    refuseUnknown(value, ["allowed", "max_days"], path)
    result.advanceAllowed = bool(value, "allowed", path)
    result.advanceMaxDays = integer(value, "max_days", 1...3650, path)
  }

  private mutating func readProblem(_ value: JSONValue, _ result: inout PackParameters) {
    let path = "$.parameters.problem"
    refuseUnknown(
      value, ["slots", "evidence_min", "sources_min", "opener_may_sign", "listing_required"], path)
    result.evidenceMin = integer(value, "evidence_min", 0...1000, path)
    result.sourcesMin = integer(value, "sources_min", 0...1000, path)
    result.openerMaySign = bool(value, "opener_may_sign", path)
    result.listingRequired = bool(value, "listing_required", path)
    guard let slots = value["slots"] else { return }
    guard slots.kind == .array, slots.elements.contains(where: { _ in true }) else {
      refuse("\(path).slots", "应为非空的列表", "must be a list that is not empty")
      return
    }
    for (position, slot) in slots.elements.enumerated() {
      readSlot(slot, "\(path).slots[\(position)]", &result)
    }
  }

  private mutating func readSlot(_ value: JSONValue, _ path: String, _ result: inout PackParameters) {
    guard value.kind == .object else {
      refuse(path, "应为对象", "must be an object")
      return
    }
    refuseUnknown(value, ["slot", "role"], path)
    guard let slot = text(value, "slot", path, { Self.isID($0) }),
      let role = text(value, "role", path, { _ in true })
    else { return }
    if Codelist.signOffSlot.item(slot) == nil {
      refuse("\(path).slot", "签字岗位“\(slot)”不在代码表signoff_slot中", "\"\(slot)\" is no code of signoff_slot")
    }
    if Codelist.role.item(role) == nil {
      refuse("\(path).role", "岗位“\(role)”不在代码表role中", "\"\(role)\" is no code of the codelist role")
    }
    if result.slots.contains(where: { $0.slot == slot }) {
      refuse("\(path).slot", "签字岗位“\(slot)”重复", "the slot \"\(slot)\" occurs twice")
    }
    result.slots.append(PackParameters.Slot(slot, role: role))
  }
}

// MARK: Values

extension PackReader {
  private mutating func refuse(_ path: String, _ zh: String, _ en: String) {
    reasons.append(Refusal("P02", zh, en, path: path))
  }

  private mutating func refuseUnknown(_ value: JSONValue, _ known: [String], _ path: String) {
    for (name, _) in value.members where !known.contains(name) {
      refuse("\(path).\(name)", "未知参数“\(name)”", "unknown parameter \"\(name)\"")
    }
  }

  private mutating func text(
    _ value: JSONValue, _ name: String, _ path: String, _ isRight: (String) -> Bool
  ) -> String? {
    guard let text = value[name]?.string, isRight(text) else {
      refuse("\(path).\(name)", "“\(name)”缺失或写法不对", "\"\(name)\" is missing or not well formed")
      return nil
    }
    return text
  }

  private mutating func object(
    _ value: JSONValue, _ name: String, _ path: String, isRequired: Bool = false
  ) -> JSONValue? {
    guard let inner = value[name] else {
      if isRequired { refuse("\(path).\(name)", "缺少“\(name)”", "\"\(name)\" is missing") }
      return nil
    }
    guard inner.kind == .object else {
      refuse("\(path).\(name)", "“\(name)”应为对象", "\"\(name)\" must be an object")
      return nil
    }
    return inner
  }

  private mutating func integer(
    _ value: JSONValue, _ name: String, _ range: ClosedRange<Int64>, _ path: String
  ) -> Int64? {
    guard let inner = value[name] else { return nil }
    guard let integer = inner.integer, range.contains(integer) else {
      refuse(
        "\(path).\(name)", "“\(name)”应为\(range.lowerBound)至\(range.upperBound)的整数",
        "\"\(name)\" must be an integer from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return integer
  }

  private mutating func bool(_ value: JSONValue, _ name: String, _ path: String) -> Bool? {
    guard let inner = value[name] else { return nil }
    guard let bool = inner.bool else {
      refuse("\(path).\(name)", "“\(name)”应为true或false", "\"\(name)\" must be true or false")
      return nil
    }
    return bool
  }

  private mutating func codes(
    _ value: JSONValue, _ name: String, _ list: Codelist, _ path: String
  ) -> [String] {
    guard let inner = value[name] else { return [] }
    guard let codes = inner.strings else {
      refuse("\(path).\(name)", "“\(name)”应为代码的列表", "\"\(name)\" must be a list of codes")
      return []
    }
    for code in codes where list.item(code) == nil {
      refuse(
        "\(path).\(name)", "代码“\(code)”不在代码表\(list.id)中", "\"\(code)\" is no code of the codelist \(list.id)")
    }
    return Set(codes).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isID(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      }
  }

  private static func isVersion(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 3 && parts.allSatisfy { Int($0).map { $0 >= 0 } ?? false && $0.first != "+" }
  }
}
