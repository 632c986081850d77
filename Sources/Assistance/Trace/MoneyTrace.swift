public import Law
import EventSourcing

/// One station on the way of money.
public struct MoneyTraceStep: Hashable, Sendable {
  /// What stands at the station.
  public enum Kind: String, Sendable {
    case appropriation
    /// Money of one fund line moved into another, a pool.
    case integration
    case fund
    case allocation
    case reallocation
    case project
    case contract
    case payment
  }

  /// What stands there.
  public let kind: Kind
  /// The subject; of an integration, the line that gave.
  public let reference: String
  /// The line that received, of an integration; the allocation it was split from, of a reallocation.
  public let counterpart: String?
  /// What the station holds of the money, in fen: given, moved or asked for; for a project, allocated.
  public let amountFen: Int64
  /// What of it is still there, in fen. Of a payment: what was paid and did not come back, so nothing of one that was
  /// withdrawn, reversed, or is yet to be paid. Of an allocation: less what was returned or moved on. Of a fund line: less what
  /// was integrated into others. Of a contract: what was paid under it and did not come back.
  public let netFen: Int64
  /// Where the station stands, a code of its view's column for it; nil where it has none.
  public let state: Codelist.Item?
  /// The events its amount rests on as `SEQ.POS`, in the order of the station's life.
  public let places: [String]
  /// Document, voucher or bank numbers by which the station is found in other books.
  public let documents: [String]

  init(
    _ kind: Kind, _ reference: String, _ amountFen: Int64, net netFen: Int64? = nil, state: Codelist.Item? = nil,
    counterpart: String? = nil, at places: [String?], documents: [String?] = []
  ) {
    self.kind = kind
    self.reference = reference
    self.amountFen = amountFen
    self.netFen = netFen ?? amountFen
    self.state = state
    self.counterpart = counterpart
    self.places = places.compactMap { $0 }
    self.documents = documents.compactMap { $0 }
  }
}

extension MoneyTraceStep.Kind {
  /// Which types, of the events of a station's subject, are of the money's way; nil where none is.
  ///
  /// A line's other dealings are steps of their own; of a project, who let it into the library is told, not its works.
  public var acts: (@Sendable (_ type: String) -> Bool)? {
    switch self {
    case .project: { Self.projectActs.contains($0) }
    case .fund, .integration: nil
    case .appropriation, .allocation, .reallocation, .contract, .payment: { _ in true }
    }
  }

  private static let projectActs: Set = [
    "project.proposed", "project.township_reviewed", "project.dept_argued", "project.county_approved",
    "project.library_admitted", "project.library_removed", "project.cancelled",
  ]
}

/// Where money came from and where it went to, from any point of its way.
public struct MoneyTrace: Sendable {
  /// Where the walk began.
  public let reference: String
  /// The money asked about, in fen: of a payment, an allocation, an appropriation the amount; of a project what
  /// is allocated; of a fund line what was appropriated to it and integrated into it.
  public let amountFen: Int64
  /// What of it is still there: ``MoneyTraceStep/netFen`` of the point.
  public let netFen: Int64
  /// Where the point stands; nil where it has no state.
  public let state: Codelist.Item?
  /// What was paid at the end of the way and did not come back, all payments together.
  public let paidFen: Int64
  /// From the sources to the payees: appropriations, integrations, fund lines, allocations, projects, contracts,
  /// payments; within each in the order in which they were reached, which is that of their names.
  public let steps: [MoneyTraceStep]
  /// Fund lines that the money comes from, pools among them, ascending.
  public let sources: [String]
  /// Projects that it goes to, ascending; none for a payment whose money went nowhere: withdrawn, reversed, or recovered whole.
  public let projects: [String]

  /// Follows the money of a payment, allocation, project, fund line or appropriation both ways.
  ///
  /// Upward from the point to its fund line, the lines integrated into it and every appropriation of these;
  /// downward to every payment made of it. Money in a pool is one: an amount of the pool cannot be told apart by
  /// source, so a pool's sources are all named, each with what it gave.
  ///
  /// - Parameter related: the subject and `refs` of every event linked to a reference, in any order, repeated or
  ///   not: how the engine's index answers. Rows know their parents; this is how children are found.
  /// - Returns: nil when the reference is none of these or is not registered.
  public static func trace(
    _ reference: String, in state: AssistanceState, related: (String) -> [String]
  ) -> MoneyTrace? {
    var walk = MoneyWalk(money: state.money)
    guard let amountFen = walk.start(reference, related) else { return nil }
    let steps = walk.steps()
    let own = steps.last { $0.reference == reference && $0.kind != .integration }
    let paidFen = steps.filter { $0.kind == .payment }.reduce(Int64(0)) { Fen.sum($0, $1.netFen) ?? $0 }
    let wentNowhere = state.money.payments[reference]?.wentNowhere == true
    return MoneyTrace(
      reference: reference, amountFen: amountFen, netFen: own?.netFen ?? amountFen, state: own?.state,
      paidFen: paidFen, steps: steps, sources: walk.funds.sorted(),
      projects: wentNowhere ? [] : walk.projects.sorted())
  }
}
