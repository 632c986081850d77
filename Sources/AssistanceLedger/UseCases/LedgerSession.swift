import Assistance
public import EventSourcing
public import Ledger
public import TransparencyLog

/// A ledger open for writing, with its vault: what a clerk's command works on.
public final class LedgerSession {
  /// The ledger, holding its writer's lock.
  public let ledger: Ledger
  /// The writer everything goes through: not for two threads at once.
  public let writer: Writer
  /// Where openings of sealed values are kept, or why there is none to be had: what seals nothing is recorded without it.
  private let openedVault: Result<Vault, LedgerError>
  let clock: any LedgerClock
  let composer: Composer
  /// Supplies the random part of transaction ids.
  private let random: @Sendable (Int) -> [UInt8]

  /// File name of the checkpoint key, whose own name is the origin and may hold slashes.
  public static let checkpointKeyFile = "checkpoint"

  /// - Parameters:
  ///   - ledger: opened for writing.
  ///   - checkpointKey: the key in force.
  ///   - random: gives so many bytes, for transaction ids and sealed values; fixed in tests.
  /// - Throws: `E25` for another checkpoint key, `E26` when the ledger's rules are too new for this program.
  public init(
    _ ledger: Ledger, checkpointKey: SignerKey, clock: any LedgerClock = SystemClock(),
    random: @escaping @Sendable (Int) -> [UInt8] = { secureRandomBytes($0) }
  ) throws(LedgerError) {
    self.ledger = ledger
    self.clock = clock
    self.random = random
    composer = Composer { random(32) }
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
    do throws(LedgerError) { openedVault = .success(try ledger.vaultForWriting()) } catch {
      guard error.kind == .integrity || error.code == "E78" else { throw error }
      openedVault = .failure(error)
    }
  }

  /// Where openings of sealed values are kept.
  ///
  /// - Throws: `E78` when values were sealed and their vault is not here, `L09`, `L10` when its file is damaged: whatever seals a value, or looks one up, is refused then.
  public var vault: Vault {
    get throws(LedgerError) { try openedVault.get() }
  }

  /// Why the vault cannot be used, damaged or not here; nil when it can.
  public var vaultDamage: LedgerError? {
    if case .failure(let error) = openedVault { error } else { nil }
  }

  /// Opens the ledger in a folder for writing with the checkpoint key kept there.
  ///
  /// - Parameter patience: how long it waits for another writer.
  public static func open(
    _ path: String, clock: any LedgerClock = SystemClock(), patience: Patience = .none
  ) throws(LedgerError) -> LedgerSession {
    guard !Folder(path).isReplica else {
      throw LedgerError(
        .refused, "E91", "“\(path)”是副本，不能记账；请在来源记账", "\"\(path)\" is a replica: record at its source")
    }
    let ledger = try Ledger.open(path, domain: AssistanceDomain(), access: .writing, patience: patience)
    return try LedgerSession(ledger, checkpointKey: try checkpointKey(ledger.folder), clock: clock)
  }

  private static func checkpointKey(_ folder: Folder) throws(LedgerError) -> SignerKey {
    do throws(LedgerError) { return try KeyFile.load(folder.secretKey(checkpointKeyFile)) } catch {
      guard error.code == "E14" else { throw error }
      let message = checkpointKeyMissing(folder)
      throw LedgerError(error.kind, error.code, message.zh, message.en)
    }
  }

  /// What cannot be done without the checkpoint key, and where to get it: a backup and a restored copy have none.
  static func checkpointKeyMissing(_ folder: Folder) -> Bilingual {
    let path = folder.secretKey(checkpointKeyFile)
    return Bilingual(
      "没有检查点密钥“\(path)”，本机不能记账；备份不含密钥，请从另行保管的密钥副本放回，并执行：chmod 600 \(path)",
      "there is no checkpoint key \"\(path)\": this machine cannot record. No backup holds keys: put it back from the copy of keys kept apart, then run chmod 600 \(path)"
    )
  }

  /// The time by which this session stamps.
  public func now() -> Timestamp { clock.now() }

  /// A fresh id of a transaction or batch: the session's time, then 10 random bytes.
  public func nextID() -> ULID { ULID(ms: max(0, clock.now().ms), random: random(10)) }

  /// A note ready to append, and what opens its sealed values.
  public struct ComposedNote: Sendable {
    /// The id signed text cites it by.
    public let tx: ULID
    /// The signed note, byte for byte.
    public let note: [UInt8]
    /// What opens its sealed values, for the vault; empty when nothing was sealed.
    public let openings: [Opening]
  }

  /// Composes and signs one transaction.
  ///
  /// - Parameters:
  ///   - keys: the signers in order; the first is the actor.
  ///   - seen: subjects whose chain the signature shall bind as it is now.
  ///   - expect: chains it shall bind as they were read before.
  ///   - sealed: what opens values that the events hold sealed already.
  public func compose(
    _ events: [PlainEvent], keys: [SignerKey], seen: [String] = [], expect: [Expectation] = [],
    batch: BatchPart? = nil, lateReason: String? = nil, sealed: [Opening] = []
  ) throws(LedgerError) -> ComposedNote {
    let signers = keys.map(\.name)
    var draft = TransactionDraft(
      ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: nextID(), signers: signers, at: clock.now()
    )
    if let fault = lateReason.flatMap({ TextFault(in: $0) }) {
      throw LedgerError(fault, in: Bilingual("补录原因", "the reason for the delay"))
    }
    draft.batch = batch
    draft.lateReason = lateReason
    draft.expect = expect
    var openings = sealed
    for var event in events {
      if event.by == nil, event.basis == .own { event.by = doer(of: event, signers) }
      let (composed, opened) = try composer.compose(event, signers: signers, changed: try changedLinks(event))
      draft.events.append(composed)
      openings += opened
    }
    for subject in seen {
      let chain = try writer.chain(subject)
      draft.expect.append(Expectation(subject: subject, count: Int64(chain.count), head: chain.head.base64))
    }
    return ComposedNote(tx: draft.tx, note: try Ledger.signed(draft, keys), openings: openings)
  }

  /// Who of several signers does an event that does not say: the first who may, so that one note can hold what a leader appoints and
  /// what a registrar vouches for.
  private func doer(of event: PlainEvent, _ signers: [String]) -> String? {
    guard signers.count > 1, !signers.contains(Reference.ledger) else { return nil }
    let chosen = writer.assistance.doer(of: intention(event, signers), on: clock.now().beijingDay)
    return chosen == signers[0] ? nil : chosen
  }

  func intention(_ event: PlainEvent, _ signers: [String]) -> AssistanceState.Intention {
    var intention = AssistanceState.Intention(event.type, event.subject, by: event.by ?? signers[0])
    intention.signers = signers
    intention.basis = event.basis
    intention.place = event.place
    intention.data = event.data
    return intention
  }

  /// Which of some persons could sign events alone, as far as authority goes: whoever may record every one of them.
  public func able(_ persons: [String], toRecord events: [PlainEvent]) -> [String] {
    let day = clock.now().beijingDay
    return persons.filter { person in
      events.allSatisfy { event in
        var asked = intention(event, [person])
        if event.basis == .own { asked.by = person }
        return writer.assistance.authorityRefusals(of: asked, on: day).isEmpty
      }
    }
  }

  /// The ledger's region as a 12-digit area code.
  public var regionPlace: String { writer.assistance.regionPlace }

  /// Whether duties in organisations of that kind reach whole areas.
  public func isPublicKind(_ kind: String?) -> Bool { writer.assistance.isPublicKind(kind) }

  private func changedLinks(_ event: PlainEvent) throws(LedgerError) -> [String] {
    guard let id = event.corrects ?? event.voids else { return [] }
    return writer.event(id)?.event.links ?? []
  }

  /// Keeps openings, then appends: all durable before it returns.
  public func append(_ notes: [ComposedNote]) throws(LedgerError) -> [Outcome] {
    try append(notes.map { ($0.note, $0.openings) })
  }

  /// Appends, keeping what opens the sealed values of the notes that stand, and the files that they name, just before they
  /// are durable. Of a note that is refused nothing is kept, and of a failed call nothing is left behind.
  public func append(
    _ notes: [(note: [UInt8], openings: [Opening])], files: [EvidenceFiles.Description] = []
  ) throws(LedgerError) -> [Outcome] {
    var kept: [Opening] = []
    var copied: [String] = []
    let size = writer.size
    do throws(LedgerError) {
      return try writer.append(notes.map(\.note)) { (isAccepted) throws(LedgerError) in
        // What is no reference has no place in the vault.
        let openings = zip(notes, isAccepted).flatMap { $1 ? $0.openings : [] }.filter { Reference.isValid($0.subject) }
        if !openings.isEmpty { kept = try vault.keep(openings) }
        try EvidenceFiles.keep(files, ledger.folder, copied: &copied)
      }
    } catch {
      // Once notes are durable, an opening too few loses a name: then one too many is the lesser evil.
      if writer.size == size { forget(kept, copied) }
      throw error
    }
  }

  /// Frees what a failed call took. That it could not, on a full disk for one, is not the failure to tell: what is left is
  /// believed by nobody (``Vault/keep(_:)``).
  private func forget(_ openings: [Opening], _ files: [String]) {
    do throws(LedgerError) { if !openings.isEmpty { try vault.drop(openings) } } catch {}
    for file in files { do throws(LedgerError) { try Files.remove(file) } catch {} }
  }

  /// Composes, signs and appends one transaction.
  public func submit(
    _ events: [PlainEvent], keys: [SignerKey], seen: [String] = [], lateReason: String? = nil
  ) throws(LedgerError) -> Outcome {
    try append([try compose(events, keys: keys, seen: seen, lateReason: lateReason)])[0]
  }

  /// Stores derived state; the next command need not replay.
  public func close() throws(LedgerError) { try writer.flush() }
}
