import EventSourcing
public import Ledger
public import Assistance
import TransparencyLog

/// The making of a county's ledger: keys, genesis, the authority's registration, policy packs.
public struct LedgerSetup: Sendable {
  /// The folder to make: empty, or not there yet.
  public var path: String
  /// Name of the ledger, such as `qingcheng.gs.example/ledger`; it names the checkpoint key too.
  public var origin: String
  /// Area code of the region: 2, 4, 6, 9 or 12 digits.
  public var region: String
  /// Name of the organisation that answers for the ledger; registered as `org-authority`.
  public var authority: String
  /// Reference of whoever makes it, the first registrar, for whom a key is made.
  public var founder: String
  /// `test` accepts a supplied clock, and everything printed says so.
  public var purpose: GenesisPlan.Purpose
  /// Ids of built-in packs, or paths of pack files.
  public var packs: [String]

  /// Nothing is checked or made yet.
  public init(
    path: String, origin: String, region: String, authority: String, founder: String = "p-founder",
    purpose: GenesisPlan.Purpose = .production, packs: [String] = []
  ) {
    self.path = path
    self.origin = origin
    self.region = region
    self.authority = authority
    self.founder = founder
    self.purpose = purpose
    self.packs = packs
  }

  /// The authority's reference.
  public static let authorityReference = "org-authority"

  /// Makes it. Nothing is left of a ledger that could not be made.
  public func make(clock: any LedgerClock = SystemClock()) throws(LedgerError) -> Ledger {
    guard AreaCode.isPrefix(region), !region.isEmpty else {
      throw LedgerError(
        .usage, "E43", "区划代码“\(region)”应为2、4、6、9或12位数字",
        "the area code \"\(region)\" must have 2, 4, 6, 9 or 12 digits")
    }
    let loaded = try packs.map { (name) throws(LedgerError) in try PackSource.load(name) }
    if Files.exists(path), try !Files.names(in: path).isEmpty {
      throw LedgerError(
        .cannotCreate, "E40", "“\(path)”已有内容，请换一个空文件夹", "\"\(path)\" is not empty: choose another folder")
    }
    try Files.makeFolder(path)
    do throws(LedgerError) {
      return try fill(loaded, clock)
    } catch {
      try Files.remove(path)
      throw error
    }
  }

  private func fill(_ packs: [PolicyPack], _ clock: any LedgerClock) throws(LedgerError) -> Ledger {
    let folder = Folder(path)
    try Files.makeFolder(folder.keys, mode: 0o700)
    let founderKey = try KeyFile.generate(name: founder, folder: folder.keys)
    let ledgerKey = try KeyFile.generate(name: Reference.ledger, folder: folder.keys)
    let checkpointKey = try KeyFile.generate(name: origin, folder: folder.keys, file: LedgerSession.checkpointKeyFile)
    let plan = GenesisPlan(
      origin: origin, region: region, authority: authority, purpose: purpose, founder: founderKey,
      ledgerKey: ledgerKey, checkpointKey: checkpointKey)
    let ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      ULID(ms: max(0, clock.now().ms), random: secureRandomBytes(10))
    }
    let session = try LedgerSession(ledger, checkpointKey: checkpointKey, clock: clock)
    let now = clock.now()
    for events in [[authorityEvent(now)]]
      + packs.map({ [$0.activation(time: now.beijingText, from: now.beijingDay.text)] })
    {
      let outcome = try session.submit(events, keys: [founderKey])
      guard outcome.refusals.isEmpty else { throw Self.refused(outcome.refusals) }
    }
    try session.close()
    return ledger
  }

  /// The authority: a public organisation at the region's own level, so that duties held in it reach the region.
  private func authorityEvent(_ now: Timestamp) -> PlainEvent {
    Self.authorityEvent(authority, region: region, time: now.beijingText)
  }

  /// The registration of the authority, whose place is the whole region.
  public static func authorityEvent(_ name: String, region: String, time: String) -> PlainEvent {
    let levels: [Int: (kind: String, level: String)] = [
      2: ("provincial_government", "province"), 4: ("prefecture_government", "prefecture"),
      6: ("county_government", "county"),
      9: ("township_government", "township"), 12: ("village_committee", "village"),
    ]
    let level = levels[region.utf8.count]
    var event = PlainEvent("org.registered", authorityReference, time: time) {
      $0.member("kind", level?.kind ?? "government")
      if let level { $0.member("level", level.level) }
      $0.member("name", name)
    }
    event.place = region + String(repeating: "0", count: max(0, 12 - region.utf8.count))
    return event
  }

  static func refused(_ reasons: [Refusal]) -> LedgerError {
    let zh = reasons.map { "\($0.code) \($0.message.zh)（\($0.path)）" }.joined(separator: "；")
    let en = reasons.map { "\($0.code) \($0.message.en) (\($0.path))" }.joined(separator: "; ")
    return LedgerError(.refused, "E44", "账本未建成：\(zh)", "the ledger was not made: \(en)")
  }
}

/// Where a pack comes from.
public enum PackSource {
  /// A built-in pack by its id, or a pack file by its path.
  public static func load(_ name: String) throws(LedgerError) -> PolicyPack {
    if let builtIn = PolicyPack.builtIn(name) { return builtIn }
    guard Files.exists(name) else {
      throw LedgerError(
        .missing, "E45", "没有政策包“\(name)”；可用：\(PolicyPack.all.map(\.id).joined(separator: "、"))",
        "there is no pack \"\(name)\"; there are: \(PolicyPack.all.map(\.id).joined(separator: ", "))")
    }
    let bytes = try Files.read(name, limit: 1 << 20)
    do { return try PolicyPack(file: bytes) } catch {
      let zh = error.reasons.map { "\($0.path) \($0.message.zh)" }.joined(separator: "；")
      let en = error.reasons.map { "\($0.path) \($0.message.en)" }.joined(separator: "; ")
      throw LedgerError(.malformed, "E46", "“\(name)”不是政策包：\(zh)", "\"\(name)\" is not a policy pack: \(en)")
    }
  }
}

extension PolicyPack {
  /// The event that puts the pack in force, carrying it inline.
  public func activation(time: String, from day: String) -> PlainEvent {
    PlainEvent("policy.pack_activated", Reference.ledger, time: time) {
      $0.member("pack", id)
      $0.member("version", version)
      $0.member("effective_from", day)
      $0.name("content")
      $0.raw(jsonBytes)
    }
  }
}
