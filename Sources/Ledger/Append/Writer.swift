public import EventSourcing
public import TransparencyLog

/// Appends to a ledger. Not for two threads at once: many writers share one through ``Appender``.
///
/// Every call accepts singly, in order, then commits once: all it accepted is durable before it returns.
public final class Writer {
  /// The ledger appended to; it holds the writer's lock.
  public let ledger: Ledger
  /// The key that signs checkpoints.
  private var checkpointKey: SignerKey
  private let clock: any LedgerClock
  private let jobs: Int
  private var fold: Fold
  /// Stores what the fold gains; nil while there is no stored state for it to stand on.
  private var flushing: Flushing?
  private var edge: TreeEdge
  private var pending: [PendingEntry] = []
  private let outside: OutsideCheckpoint?
  private var newestCheckpoint: [UInt8]
  /// What is in memory is not what is stored: nothing may be decided on it before it has been read again.
  private var isStale = false
  /// Events after which storing begins beside appending.
  var flushEventCount = Ledger.flushEventCount
  /// Why derived state could not be stored beside appending; the log is whole all the same.
  private var flushFailure: LedgerError?
  /// Why the newest checkpoint could not be kept outside the folder by the last ``flush()``; nil when it was, or there is no home
  /// to keep it in. Recording goes on, and this machine would not notice a rollback: whoever called says so.
  public private(set) var memoryFailure: LedgerError?
  /// Told, while the notes of one unit are judged, how many of them have been: a batch of a county takes minutes.
  public var progress: ((_ judged: Int, _ total: Int) -> Void)?

  struct PendingEntry {
    let parsed: ParsedEntry
    let bytes: [UInt8]
    let leaf: Hash
  }

  /// - Parameter checkpointKey: the key in force; the key of another time or ledger is refused.
  public init(
    _ ledger: Ledger, checkpointKey: SignerKey, clock: any LedgerClock = SystemClock(), jobs: Int = 2
  ) throws(LedgerError) {
    precondition(ledger.lock != nil, "open the ledger for writing")
    self.ledger = ledger
    self.checkpointKey = checkpointKey
    self.clock = clock
    self.jobs = jobs
    (fold, flushing) = try ledger.foldToStore(jobs: jobs)
    let snapshot = try ledger.log.snapshot()
    edge = try snapshot.edge()
    newestCheckpoint = try snapshot.newestCheckpoint() ?? []
    outside = ledger.outside
    try checkRules()
    try checkKey(forSize: edge.size + 1)
  }

  /// The checkpoint over `size` entries must be signed by the key in force at the last of them: after a rotation nothing
  /// more can be committed with the old one.
  private func checkKey(forSize size: UInt64) throws(LedgerError) {
    guard fold.registry.checkpointKey(forSize: size)?.text == checkpointKey.verifier.text else {
      throw LedgerError(
        .refused, "E25", "“\(checkpointKey.name)”不是本账本现用的检查点密钥",
        "\"\(checkpointKey.name)\" is not the ledger's checkpoint key in force")
    }
  }

  private func checkRules() throws(LedgerError) {
    guard let about = fold.registry.about else { return }
    // Between the genesis and the first adoption no rules number is in force: only that adoption may follow.
    if about.rules == 0 { return }
    guard ledger.domain.canJudge(rules: about.rules, catalogueSHA256: about.catalogueSHA256) else {
      throw LedgerError(
        .malformed, "E26", "账本采用规则\(about.rules)，本程序不能判断；请升级程序",
        "the ledger goes by rules \(about.rules), which this program cannot judge: use a newer one")
    }
  }

  /// Whether the ledger accepts a supplied clock and says so everywhere.
  public var isTest: Bool { fold.registry.isTest }

  /// How many entries there are, all durable.
  public var size: UInt64 { edge.size }

  /// The chain of a subject now: what an `expect` binds.
  public func chain(_ subject: String) throws(LedgerError) -> SubjectChain { try fold.chain(subject) }

  /// The domain's state now, for use cases that look before they write.
  public var state: any DomainState { fold.state }

  /// Appends notes: each alone, or, for parts of a batch, whole batches. Answers in order.
  ///
  /// - Parameter keeping: stores what must be durable before the notes are, told of each note whether it will stand; called
  ///   only when one does. What it throws, the call throws, and nothing was written.
  /// - Throws: `E30` when the clock went back, `E31` when it leapt ahead, `E15`… when the commit failed: then nothing of
  ///   this call was written.
  public func append(
    _ notes: [[UInt8]], keeping: (_ isAccepted: [Bool]) throws(LedgerError) -> Void = { _ in }
  ) throws(LedgerError) -> [Outcome] {
    try makeReady()
    let stamp = try nextStamp()
    var outcomes: [Draft] = []
    do throws(LedgerError) {
      outcomes = try acceptAll(notes, stamp)
      let isAccepted = outcomes.map { $0.refusals == nil }
      if isAccepted.contains(true) { try keeping(isAccepted) }
      try commit()
    } catch {
      isStale = true
      // If reading it again fails too, the next call tries first.
      do throws(LedgerError) { try makeReady() } catch {}
      throw error
    }
    let answers = try outcomes.map { (draft) throws(LedgerError) in try finish(draft) }
    if fold.pendingEventCount >= flushEventCount { beginFlush() }
    return answers
  }

  /// Checks notes as `append` would and writes nothing.
  public func dryRun(_ notes: [[UInt8]]) throws(LedgerError) -> [[Refusal]] {
    try makeReady()
    isStale = true
    let reasons = try acceptAll(notes, try nextStamp()).map { $0.refusals ?? [] }
    try makeReady()
    return reasons
  }

  // MARK: Accepting

  private enum Draft {
    case accepted(Int)
    case repeated(UInt64)
    case refused([Refusal])

    var refusals: [Refusal]? {
      if case .refused(let reasons) = self { return reasons }
      return nil
    }
  }

  private func acceptAll(_ notes: [[UInt8]], _ stamp: Timestamp) throws(LedgerError) -> [Draft] {
    let pipeline = NotePipeline(
      work: NotePipeline.Work(notes: notes, stamp: stamp, seq: edge.size, domain: ledger.domain),
      registry: fold.registry, jobs: jobs)
    var drafts: [Draft] = []
    /// Parts of a batch whose end may be among the notes to come.
    var held: [NotePipeline.Prepared] = []
    try pipeline.forEach { (prepared, isLast) throws(LedgerError) in
      var units = BatchUnits.split(held + prepared)
      held = []
      if !isLast, let last = units.last, last.isBatch {
        held = last.notes
        units.removeLast()
      }
      for unit in units { drafts += try accept(unit) }
    }
    return drafts
  }

  private func accept(_ unit: BatchUnits.Unit) throws(LedgerError) -> [Draft] {
    var notes: [PreparedNote] = []
    var drafts: [Draft] = []
    var isRefused = unit.refusal != nil
    for item in unit.notes {
      switch item {
      case .failure(let refusals):
        drafts.append(.refused(refusals.reasons))
        isRefused = true
      case .success(let note):
        if let known = try repetition(note.note) {
          drafts.append(known)
          if case .refused = known { isRefused = true }
        } else {
          drafts.append(.accepted(notes.count))
          notes.append(note)
        }
      }
    }
    if notes.isEmpty && !isRefused { return drafts }
    return try judge(unit, notes, drafts, isRefused)
  }

  /// Judges the new notes of a unit in one scope: all are folded or none.
  private func judge(
    _ unit: BatchUnits.Unit, _ notes: [PreparedNote], _ drafts: [Draft], _ isAlreadyRefused: Bool
  ) throws(LedgerError) -> [Draft] {
    let judge = Judge(
      domain: ledger.domain, fold: fold, origin: ledger.about.origin, entry: { [unowned self] in entry($0) })
    let before = pending.count
    var reasons: [[Refusal]] = []
    fold.begin()
    for note in notes {
      progress?(reasons.count, notes.count)
      let entry = note.entry(seq: edge.size + UInt64(pending.count))
      // Once more, since a part before this one may have brought the same id.
      var found = try repetition(note.note)?.refusals ?? []
      if found.isEmpty { found = try judge.accept(entry, leaf: note.leaf) }
      reasons.append(found)
      if found.isEmpty { pending.append(PendingEntry(parsed: entry, bytes: note.bytes, leaf: note.leaf)) }
    }
    if !isAlreadyRefused, reasons.allSatisfy(\.isEmpty) {
      fold.commit()
      return drafts.map { draft in
        if case .accepted(let index) = draft { return .accepted(before + index) }
        return draft
      }
    }
    fold.rollBack()
    pending.removeLast(pending.count - before)
    return drafts.map { draft in
      guard case .accepted(let index) = draft else { return draft }
      return .refused(reasons[index] + (reasons[index].isEmpty ? [unit.refusal ?? BatchUnits.brother] : []))
    }
  }

  /// A transaction accepted before: the same bytes are answered with the first receipt, others are a conflict.
  private func repetition(_ note: ParsedNote) throws(LedgerError) -> Draft? {
    guard let seq = fold.sequence(of: note.transaction.header.tx), let entry = entry(seq) else { return nil }
    if entry.note == note.bytes { return .repeated(seq) }
    return .refused([
      Refusal(
        "I01", "事务号\(note.transaction.header.tx.text)已用于第\(seq)条且内容不同：请换用新的事务号",
        "transaction \(note.transaction.header.tx.text) is entry \(seq) with other bytes: use a new id", path: "$.tx")
    ])
  }

  private func entry(_ seq: UInt64) -> ParsedEntry? {
    if seq >= edge.size {
      let offset = Int(seq - edge.size)
      return offset < pending.count ? pending[offset].parsed : nil
    }
    return ledger.log.parsedEntry(seq)
  }

  /// An accepted event by the name signed text gives it.
  public func event(_ id: EventID) -> EventContext? {
    guard let seq = fold.sequence(of: id.tx), let entry = entry(seq),
      entry.transaction.events.indices.contains(id.position)
    else {
      return nil
    }
    return entry.context(id.position)
  }

  // MARK: Committing

  private func nextStamp() throws(LedgerError) -> Timestamp {
    let now = clock.now()
    let last = fold.stamp
    if now >= last {
      if now.ms - last.ms > 7 * Timestamp.dayMs, edge.size > 0, !clock.isLeapConfirmed {
        throw LedgerError(
          .tryAgain, "E31", "系统时间比上一条记录晚7天以上（\(last.beijingText) → \(now.beijingText)）；核对无误后加 --clock-confirmed",
          "the clock is more than 7 days after the last entry (\(last.beijingText) → \(now.beijingText)); if it is right, add --clock-confirmed"
        )
      }
      return now
    }
    if last.ms - now.ms <= 2000 { return last }
    throw LedgerError(
      .tryAgain, "E30", "系统时间早于上一条记录（\(now.beijingText) < \(last.beijingText)），请校准时钟后重试",
      "the clock is before the last entry (\(now.beijingText) < \(last.beijingText)): set it right and try again")
  }

  private func commit() throws(LedgerError) {
    try refuseDamage()
    guard !pending.isEmpty else { return }
    for entry in pending { edge.append(entry.leaf) }
    let first = edge.size - UInt64(pending.count)
    try checkKey(forSize: edge.size)
    let note = try signCheckpoint()
    try ledger.log.append(pending.map(\.bytes), from: first, tiles: edge.changedTiles(), checkpoint: note)
    edge.didStore()
    newestCheckpoint = note
  }

  /// What was decided on damaged rows was not decided on the facts.
  private func refuseDamage() throws(LedgerError) {
    guard let table = fold.tables.first(where: { $0.damage != nil }), let damage = table.damage else { return }
    throw LedgerError(
      .integrity, "L06", "派生数据“\(table.name)”损坏（\(damage)），未写入；请执行 taizhang rebuild",
      "derived state \"\(table.name)\" is damaged (\(damage)), nothing was written: run taizhang rebuild")
  }

  private func signCheckpoint() throws(LedgerError) -> [UInt8] {
    do {
      return try Checkpoint(origin: ledger.about.origin, size: edge.size, root: edge.root).signed(by: checkpointKey)
    } catch {
      throw LedgerError(
        .refused, "E25", "检查点无法签署：\(error.message.zh)", "the checkpoint cannot be signed: \(error.message.en)")
    }
  }

  private func finish(_ draft: Draft) throws(LedgerError) -> Outcome {
    defer {
      if case .accepted(let index) = draft, index == pending.count - 1 { pending.removeAll(keepingCapacity: true) }
    }
    switch draft {
    case .refused(let reasons): return .refused(reasons)
    case .accepted(let index):
      let entry = pending[index]
      return .accepted(receipt(entry.parsed, entry.leaf, newestCheckpoint))
    case .repeated(let seq):
      let snapshot = try ledger.log.snapshot()
      guard let parsed = entry(seq) else { throw LogError.missingEntry(seq) }
      let checkpoint = try snapshot.checkpoint(covering: seq) ?? newestCheckpoint
      return .repeated(receipt(parsed, try snapshot.leafHash(seq), checkpoint))
    }
  }

  private func receipt(_ entry: ParsedEntry, _ leaf: Hash, _ checkpoint: [UInt8]) -> Receipt {
    Receipt(
      tx: entry.transaction.header.tx, seq: entry.seq, recorded: entry.recorded, leaf: leaf, checkpoint: checkpoint)
  }

  /// Forgets all that is not in the log, if need be: after a failed commit, what was folded never happened.
  private func makeReady() throws(LedgerError) {
    if isStale {
      pending.removeAll()
      flushing = nil  // waits for what it writes, which the fold may then stand on
      (fold, flushing) = try ledger.foldToStore(jobs: jobs)
      edge = try ledger.log.snapshot().edge()
      isStale = false
    }
    try checkRules()
  }

  // MARK: Flushing

  /// Keeps the newest checkpoint outside the folder, then stores derived state up to the log's end: the first must not wait for
  /// the second, which may fail.
  public func flush() throws(LedgerError) {
    try makeReady()
    flushFailure = nil
    memoryFailure = nil
    do throws(LedgerError) { try outside?.keep(newestCheckpoint) } catch { memoryFailure = error }
    if let flushing {
      isStale = true  // until it is stored, part of what the fold holds is nowhere else
      try flushing.run()
      isStale = false
    } else {
      try ledger.rebuild(jobs: jobs)
      (fold, flushing) = try ledger.foldToStore(jobs: jobs)
    }
  }

  /// Begins to store derived state beside appending, so that memory stays bounded. When that fails (a full disk), what was
  /// appended stands nevertheless; it is not tried again before ``flush()``, which says why.
  private func beginFlush() {
    guard let flushing, flushFailure == nil else { return }
    do throws(LedgerError) { try flushing.begin() } catch {
      flushFailure = error
      isStale = true
    }
  }

  /// Events accepted since the last flush.
  public var pendingEventCount: Int { fold.pendingEventCount }
}
