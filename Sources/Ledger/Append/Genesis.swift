public import EventSourcing
public import TransparencyLog

/// What a new ledger says of itself, once and for ever.
public struct GenesisPlan: Sendable {
  /// What the ledger is for, once and for ever (`purpose`, specs/format.md §3).
  public enum Purpose: String, Sendable {
    /// Takes no supplied clock (specs/format.md §2).
    case production
    /// Accepts a supplied clock; everything printed says so.
    case test
  }

  /// Name of the ledger, such as `qingcheng.gs.example/ledger`; it names the checkpoint key too.
  public var origin: String
  /// Area code of the region, or the beginning of one.
  public var region: String
  /// The organisation that answers for it.
  public var authority: String
  /// Production or test; nothing changes it later.
  public var purpose: Purpose
  /// Who makes it: the first registrar.
  public var founder: SignerKey
  /// The key of the actor `ledger`.
  public var ledgerKey: SignerKey
  /// The first key that signs checkpoints; its name must be `origin`.
  public var checkpointKey: SignerKey

  /// A plan as given: ``Ledger/create(_:plan:domain:clock:ids:)`` judges it.
  public init(
    origin: String, region: String, authority: String, purpose: Purpose, founder: SignerKey, ledgerKey: SignerKey,
    checkpointKey: SignerKey
  ) {
    self.origin = origin
    self.region = region
    self.authority = authority
    self.purpose = purpose
    self.founder = founder
    self.ledgerKey = ledgerKey
    self.checkpointKey = checkpointKey
  }
}

extension Ledger {
  /// Makes a ledger in a folder that does not exist or is empty: genesis, the catalogue in parts, the adoption of rules.
  ///
  /// - Parameter ids: supplies transaction ids; a test supplies fixed ones.
  /// - Throws: `E40` when the folder holds something, `E41` with the reasons when the plan is not acceptable.
  public static func create(
    _ path: String, plan: GenesisPlan, domain: any LedgerDomain, clock: any LedgerClock = SystemClock(),
    ids: () -> ULID
  ) throws(LedgerError) -> Ledger {
    // What this machine cannot remember as it is told to is said before anything is made.
    _ = try OutsideState.folder()
    let folder = Folder(path)
    if Files.exists(path), try !Files.names(in: path).allSatisfy({ $0 == "keys" }) {
      throw LedgerError(
        .cannotCreate, "E40", "“\(path)”已有内容，请换一个空文件夹", "\"\(path)\" is not empty: choose another folder")
    }
    try Files.makeFolder(path)
    try Files.makeFolder(folder.keys, mode: 0o700)
    let lock = try LockBox(folder.lock)
    let entry = try genesisEntry(plan, domain, clock.now(), ids())
    let about = FolderDescription(origin: plan.origin, genesis: MerkleTree.leafHash(entry))
    try Files.makeFolder(folder.log)
    let log = try Log(path: folder.log, isWriter: true, create: true)
    var edge = TreeEdge()
    edge.append(about.genesis)
    let checkpoint = try sign(Checkpoint.self, plan, edge)
    try log.append([entry], from: 0, tiles: edge.changedTiles(), checkpoint: checkpoint)
    try Files.write(folder.description, about.bytes)
    let derived = DerivedGenerations(folder: folder, domain: domain, isWriter: true)
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: log, derived: derived, lock: lock,
      outside: try OutsideCheckpoint(about, of: folder))
    try ledger.adoptRules(plan, clock, ids)
    return ledger
  }

  private static func sign(
    _: Checkpoint.Type, _ plan: GenesisPlan, _ edge: TreeEdge
  ) throws(LedgerError) -> [UInt8] {
    do {
      return try Checkpoint(origin: plan.origin, size: edge.size, root: edge.root).signed(by: plan.checkpointKey)
    } catch {
      throw LedgerError(.usage, "E41", "账本名称不合规定：\(error.message.zh)", "the origin is not allowed: \(error.message.en)")
    }
  }

  private static func genesisEntry(
    _ plan: GenesisPlan, _ domain: any LedgerDomain, _ now: Timestamp, _ tx: ULID
  ) throws(LedgerError) -> [UInt8] {
    let event = EventDraft(type: "ledger.genesis", subject: Reference.ledger, time: now.beijingText) {
      $0.member("authority", plan.authority)
      $0.member("founder", plan.founder.name)
      $0.member("founder_vkey", plan.founder.verifier.text)
      $0.member("ledger_vkey", plan.ledgerKey.verifier.text)
      $0.member("origin", plan.origin)
      $0.member("purpose", plan.purpose.rawValue)
      $0.member("region", plan.region)
      $0.member("vkey", plan.checkpointKey.verifier.text)
      $0.member("vkey_proof", KeyProof.make(scope: plan.origin, key: plan.checkpointKey))
    }
    var founding = event
    founding.refs = [plan.founder.name]
    let draft = TransactionDraft(
      ledger: plan.origin, genesis: nil, tx: tx, signers: [plan.founder.name, Reference.ledger], at: now,
      events: [founding])
    let note = try signed(draft, [plan.founder, plan.ledgerKey])
    let bytes = Entry.compose(stamp: now, note: note)
    try judgeGenesis(note, bytes, now, plan, domain)
    return bytes
  }

  private static func judgeGenesis(
    _ note: [UInt8], _ bytes: [UInt8], _ now: Timestamp, _ plan: GenesisPlan, _ domain: any LedgerDomain
  ) throws(LedgerError) {
    let parsed: ParsedNote
    do { parsed = try ParsedNote(note) } catch { throw refused(error.reasons) }
    let judge = Judge(
      domain: domain, fold: Fold(domain), origin: plan.origin, entry: { _ in nil })
    let reasons = try judge.accept(
      ParsedEntry(seq: 0, recorded: now, note: parsed), leaf: MerkleTree.leafHash(bytes))
    if !reasons.isEmpty { throw refused(reasons) }
  }

  private static func refused(_ reasons: [Refusal]) -> LedgerError {
    let zh = reasons.map { "\($0.code) \($0.message.zh)（\($0.path)）" }.joined(separator: "；")
    let en = reasons.map { "\($0.code) \($0.message.en) (\($0.path))" }.joined(separator: "; ")
    return LedgerError(.usage, "E41", "账本不能这样创建：\(zh)", "the ledger cannot be made like this: \(en)")
  }

  /// Signs a draft by every signer it names, in order.
  public static func signed(_ draft: TransactionDraft, _ keys: [SignerKey]) throws(LedgerError) -> [UInt8] {
    do { return try SignedNote.sign(text: draft.text, with: keys) } catch {
      throw LedgerError(.refused, "E42", "无法签名：\(error.message.zh)", "the text cannot be signed: \(error.message.en)")
    }
  }

  /// The catalogue travels inside the ledger, so that the folder is enough to replay in twenty years.
  private func adoptRules(_ plan: GenesisPlan, _ clock: any LedgerClock, _ ids: () -> ULID) throws(LedgerError) {
    let writer = try Writer(self, checkpointKey: plan.checkpointKey, clock: clock)
    let parts = CataloguePart.split(domain.catalogue)
    var notes: [[UInt8]] = []
    for (index, part) in parts.enumerated() {
      notes.append(
        try ledgerNote(plan, clock, ids(), "ledger.catalogue_part") {
          $0.member("of", Int64(parts.count))
          $0.member("part", Int64(index + 1))
          $0.member("rules", self.domain.rules)
          $0.member("text", part)
        })
    }
    notes.append(
      try ledgerNote(plan, clock, ids(), "ledger.rules_adopted") {
        $0.member("catalogue_sha256", SHA256.hash(self.domain.catalogue).hex)
        $0.member("rules", self.domain.rules)
      })
    let reasons = try writer.append(notes).flatMap(\.refusals)
    guard reasons.isEmpty else { throw Self.refused(reasons) }
    try writer.flush()
  }

  private func ledgerNote(
    _ plan: GenesisPlan, _ clock: any LedgerClock, _ tx: ULID, _ type: String, _ body: (inout JSONWriter) -> Void
  ) throws(LedgerError) -> [UInt8] {
    let now = clock.now()
    let event = EventDraft(type: type, subject: Reference.ledger, time: now.beijingText, body)
    let draft = TransactionDraft(
      ledger: about.origin, genesis: about.genesis.base64, tx: tx, signers: [Reference.ledger], at: now, events: [event]
    )
    return try Self.signed(draft, [plan.ledgerKey])
  }
}

/// The catalogue cut where no character is broken, small enough for a transaction each.
enum CataloguePart {
  static let byteCountMax = 16_000

  static func split(_ catalogue: [UInt8]) -> [String] {
    var parts: [String] = []
    var start = 0
    while start < catalogue.count {
      var end = min(start + byteCountMax, catalogue.count)
      while end < catalogue.count, catalogue[end] & 0xC0 == 0x80 { end -= 1 }
      parts.append(String(decoding: catalogue[start..<end], as: UTF8.self))
      start = end
    }
    return parts
  }
}
