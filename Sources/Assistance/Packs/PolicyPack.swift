public import EventSourcing

/// A region's rules as data: which parameters hold where, and from which text they come.
///
/// A ledger carries every pack it was judged by, inline in `policy.pack_activated`.
public struct PolicyPack: Hashable, Sendable {
  /// Lower-case letters, digits and hyphens.
  public let id: String
  /// `MAJOR.MINOR.PATCH`.
  public let version: String
  /// What people call it.
  public let title: Bilingual
  /// The beginning of the area codes it is written for.
  public let region: String
  /// The text it is drawn from.
  public let source: String
  /// What it decides.
  public let parameters: PackParameters

  init(
    _ id: String, version: String, title: Bilingual, region: String, source: String,
    parameters: (inout PackParameters) -> Void
  ) {
    var values = PackParameters()
    parameters(&values)
    self.init(id: id, version: version, title: title, region: region, source: source, parameters: values)
  }

  init(
    id: String, version: String, title: Bilingual, region: String, source: String, parameters: PackParameters
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.region = region
    self.source = source
    self.parameters = parameters
  }

  /// The packs that come with the product, by id.
  public static let all: [PolicyPack] = [
    gansuShuanglian, guangyuanJingzhun, qingchengBaxiang, qiuxianWuriLiulian, yunnanGuabaobang,
  ]

  /// The built-in pack of that id.
  public static func builtIn(_ id: String) -> PolicyPack? { all.first { $0.id == id } }
}

extension PolicyPack {
  /// The pack as it is written in a file and in the log: names ascending, no spaces.
  public var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// Writes `jsonBytes` into a larger document.
  public func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("pack", id)
      writer.name("parameters")
      parameters.write(to: &writer)
      writer.member("region", region)
      writer.member("source", source)
      writer.name("title")
      writer.object { writer in
        writer.member("en", title.en)
        writer.member("zh", title.zh)
      }
      writer.member("version", version)
    }
  }
}

extension PackParameters {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.group(
        "advance",
        [("allowed", advanceAllowed.map(Value.bool)), ("max_days", advanceMaxDays.map(Value.integer))])
      writer.group("contract", [("prepay_bp_max", prepayBpMax.map(Value.integer))])
      if let lateDays { writer.member("late_days", lateDays) }
      if let libraryChain { writer.member("library_chain", libraryChain.rawValue) }
      if let libraryRequired { writer.member("library_required_for_allocation", libraryRequired) }
      if !negativeList.isEmpty {
        writer.name("negative_list")
        writer.array { writer in for code in negativeList { writer.string(code) } }
      }
      writer.group(
        "problem",
        [
          ("evidence_min", evidenceMin.map(Value.integer)),
          ("listing_required", listingRequired.map(Value.bool)),
          ("opener_may_sign", openerMaySign.map(Value.bool)), ("slots", slots.isEmpty ? nil : .slots(slots)),
          ("sources_min", sourcesMin.map(Value.integer)),
        ])
    }
  }

  fileprivate enum Value {
    case bool(Bool)
    case integer(Int64)
    case slots([Slot])
  }
}

extension JSONWriter {
  /// An object of the values that are there; nothing when none is.
  fileprivate mutating func group(_ name: String, _ members: [(name: String, value: PackParameters.Value?)]) {
    guard members.contains(where: { $0.value != nil }) else { return }
    self.name(name)
    object { writer in
      for (name, value) in members {
        switch value {
        case .none: continue
        case .bool(let bool): writer.member(name, bool)
        case .integer(let integer): writer.member(name, integer)
        case .slots(let slots):
          writer.name(name)
          writer.array { writer in for slot in slots { writer.slot(slot) } }
        }
      }
    }
  }

  private mutating func slot(_ slot: PackParameters.Slot) {
    object { writer in
      writer.member("role", slot.role)
      writer.member("slot", slot.slot)
    }
  }
}
