import EventSourcing
public import Ledger
public import TransparencyLog

/// The ledger signs what it derives, so that whoever holds a proof or a report need not take it on trust: a false
/// attestation stays in the log, with the ledger's signature.
public struct Attesting {
  /// What to attest; everything unless something is named.
  public struct Scope: Sendable {
    /// Whether the root over all subjects' chains is attested (`streams.attested`).
    public var streams: Bool
    /// The views whose digests are attested, by name: one `view.attested` each.
    public var views: [String]

    /// Names are checked when it is attested.
    public init(streams: Bool, views: [String]) {
      self.streams = streams
      self.views = views
    }
  }

  /// What was attested.
  public struct Attested: Sendable {
    /// The first so many entries.
    public let asOf: UInt64
    /// Where the attesting transaction stands.
    public let receipt: Receipt
    /// The attestations as submitted: of the chains first, then of each view.
    public let events: [PlainEvent]
  }

  private let session: LedgerSession

  /// Attests the session's ledger; its clock stamps the attestations.
  public init(_ session: LedgerSession) { self.session = session }

  /// Attests the state after everything that is in the log now, in one transaction of the ledger's own.
  ///
  /// What is signed comes from a replay of the log, since an attestation cannot be taken back; stored state that says something
  /// else was changed, and is told before anything is signed.
  ///
  /// - Parameters:
  ///   - scope: nil for the subjects' chains and every view.
  ///   - hours: nothing is attested when the newest attestation of the same is younger, or nothing was recorded since.
  ///   - progress: told entries replayed and entries in all.
  /// - Returns: nil when that was so.
  /// - Throws: `E51` for a view there is not; `L06` when stored state is not what the log gives.
  public func attest(
    _ scope: Scope?, keys: [SignerKey], unlessWithinHours hours: Int64? = nil, jobs: Int = 2,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Attested? {
    try session.writer.flush()
    let view = try session.ledger.view()
    if let hours, try isRecent(view, hours) { return nil }
    let scope = scope ?? Scope(streams: true, views: view.tables.map(\.name))
    let time = session.now().beijingText
    let events = try session.ledger.withReplay(jobs: jobs, progress: progress) { (replay) throws(LedgerError) in
      try statements(scope, replay, stored: view, time)
    }
    let outcome = try session.submit(events, keys: keys)
    guard let receipt = outcome.receipt else {
      let reason = outcome.refusals[0]
      throw LedgerError(.refused, reason.code, reason.message.zh, reason.message.en)
    }
    return Attested(asOf: view.size, receipt: receipt, events: events)
  }

  private func statements(
    _ scope: Scope, _ replay: LedgerView, stored: LedgerView, _ time: String
  ) throws(LedgerError) -> [PlainEvent] {
    var events: [PlainEvent] = []
    if scope.streams {
      let (own, other) = (try replay.streams(), try stored.streams())
      guard own.subjects == other.subjects, own.root == other.root else {
        throw Self.changed("各主体的事件链", "the subjects' chains")
      }
      events.append(try streams(replay, time))
    }
    for name in scope.views {
      events.append(try digest(name, replay, time))
      guard try replay.digest(name) == stored.digest(name) else {
        throw Self.changed("视图“\(name)”", "the view \"\(name)\"")
      }
    }
    return events
  }

  private static func changed(_ zh: String, _ en: String) -> LedgerError {
    LedgerError(
      .integrity, "L06", "\(zh)与日志重放结果不同：派生状态被改动，没有签署任何认证；请执行 taizhang verify 查明，再执行 taizhang rebuild",
      "\(en) differ from a replay of the log: derived state was changed, nothing was attested; see taizhang verify, then run taizhang rebuild"
    )
  }

  private func streams(_ view: LedgerView, _ time: String) throws(LedgerError) -> PlainEvent {
    let streams = try view.streams()
    return PlainEvent("streams.attested", Reference.ledger, time: time) {
      $0.member("as_of", Int64(view.size))
      $0.member("subjects", Int64(streams.subjects))
      $0.member("root", streams.root.base64)
    }
  }

  private func digest(_ name: String, _ view: LedgerView, _ time: String) throws(LedgerError) -> PlainEvent {
    guard let table = view.table(name) else {
      throw LedgerError(
        .usage, "E51", "没有视图“\(name)”；有：\(view.tables.map(\.name).joined(separator: "、"))",
        "there is no view \"\(name)\"; there are: \(view.tables.map(\.name).joined(separator: ", "))")
    }
    let sha256 = try view.digest(name).hex
    return PlainEvent("view.attested", Reference.ledger, time: time) {
      $0.member("view", name)
      $0.member("version", Int64(table.version))
      $0.member("as_of", Int64(view.size))
      $0.member("sha256", sha256)
    }
  }

  /// Whether the last entry attests all there is, or the newest attestation was made within so many hours.
  private func isRecent(_ view: LedgerView, _ hours: Int64) throws(LedgerError) -> Bool {
    guard let last = try view.positions(.type("streams.attested")).last, let entry = try view.entry(last.seq) else {
      return false
    }
    return last.seq + 1 == view.size || session.now().ms - entry.recorded.ms < hours * 3_600_000
  }
}
