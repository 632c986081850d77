public import Assistance
public import EventSourcing
public import Ledger

/// Where money came from and went to, with what proves each step: who did it and whose signatures stand under it.
public struct MoneyTrail: Sendable {
  /// One station on the way and the events behind it.
  public struct Step: Sendable {
    /// The station.
    public let station: MoneyTraceStep
    /// What was done there, in the log's order: who did it, on what basis, and who signed.
    public let acts: [EventContext]
  }

  /// The way, as the tables tell it.
  public let trace: MoneyTrace
  /// Its steps, in the trace's order.
  public let steps: [Step]
}

extension LedgerView {
  /// Where the money of a payment, an allocation, a project, a fund line or an appropriation came from and went to.
  ///
  /// - Throws: `E63` when the reference is none of these or not registered.
  public func trace(_ reference: String) throws(LedgerError) -> MoneyTrail {
    var failure: LedgerError?
    let trace = MoneyTrace.trace(reference, in: assistance) { related in
      do throws(LedgerError) { return try linked(to: related) } catch {
        failure = failure ?? error
        return []
      }
    }
    if let failure { throw failure }
    guard let trace else {
      throw LedgerError(
        .refused, "E63", "“\(reference)”不是已登记的支付、分配、项目、资金或资金下达",
        "\"\(reference)\" is no registered payment, allocation, project, fund line or appropriation")
    }
    var steps: [MoneyTrail.Step] = []
    for station in trace.steps { steps.append(.init(station: station, acts: try acts(at: station))) }
    return MoneyTrail(trace: trace, steps: steps)
  }

  /// The subject and references of every event linked to a reference.
  private func linked(to reference: String) throws(LedgerError) -> [String] {
    var links: [String] = []
    try forEachEvent(of: reference) { links += $0.event.links }
    return links
  }

  /// What a step rests on. Rows do not keep the place of every event (recoveries, lines added, corrections): the subject's own
  /// events are read, so that none is missing.
  private func acts(at station: MoneyTraceStep) throws(LedgerError) -> [EventContext] {
    var acts: [EventContext] = []
    var places: Set<String> = []
    func add(_ context: EventContext) {
      if places.insert(context.place).inserted { acts.append(context) }
    }
    for place in station.places {
      let parts = place.split(separator: ".")
      guard parts.count == 2, let seq = UInt64(parts[0]), let position = UInt32(parts[1]),
        let context = try event(at: Position(seq: seq, position: position))
      else { throw Self.lost(place) }
      add(context)
    }
    if let isAct = station.kind.acts {
      let reference = station.reference
      try forEachEvent(of: reference) { context in
        if context.event.subject == reference, isAct(context.event.type) { add(context) }
      }
    }
    return acts.sorted { ($0.seq, $0.position) < ($1.seq, $1.position) }
  }

  private static func lost(_ place: String) -> LedgerError {
    LedgerError(
      .integrity, "L06", "派生状态提到的事件\(place)不在日志中，请执行 taizhang rebuild",
      "derived state names an event \(place) that the log has not: run taizhang rebuild")
  }
}
