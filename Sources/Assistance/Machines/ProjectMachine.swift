import EventSourcing

/// Where the work on a project stands. Its place in the library is another fact: `ProjectLibraryState`.
enum ProjectPhase: String, MachineState {
  case proposed
  case townshipReviewed = "township_reviewed"
  case argued
  case approved
  case implementing
  case suspended
  case completed
  case accepted
  case settled
  case transferred
  case closed
  case rejected
  case cancelled

  var label: Bilingual {
    switch self {
    case .proposed: Bilingual("已申报", "proposed")
    case .townshipReviewed: Bilingual("乡镇已审核", "reviewed by the township")
    case .argued: Bilingual("部门已论证", "argued by departments")
    case .approved: Bilingual("县级已审定", "approved by the county")
    case .implementing: Bilingual("实施中", "being implemented")
    case .suspended: Bilingual("已停工", "suspended")
    case .completed: Bilingual("已完工", "completed")
    case .accepted: Bilingual("已验收", "accepted")
    case .settled: Bilingual("已结算", "settled")
    case .transferred: Bilingual("资产已移交", "asset transferred")
    case .closed: Bilingual("已销号", "closed")
    case .rejected: Bilingual("未通过", "rejected")
    case .cancelled: Bilingual("已取消", "cancelled")
    }
  }
}

/// A project's place in the project library (项目库).
enum ProjectLibraryState: String, MachineState {
  case outside = "none"
  case reserve
  case planned
  case removed

  var label: Bilingual {
    switch self {
    case .outside: Bilingual("未入库", "not in the library")
    case .reserve: Bilingual("已入库", "in the library")
    case .planned: Bilingual("已列入年度计划", "in the yearly plan")
    case .removed: Bilingual("已出库", "removed from the library")
    }
  }

  /// Whether money may be given to it and paid for it.
  var isInside: Bool { self == .reserve || self == .planned }
}

/// The lawful lives of a project, as two machines.
enum ProjectMachine {
  /// A review that ends in refusal is its own way out.
  static func failed(_ event: String) -> String { "\(event) (fail)" }

  /// The work. Reviews may be left out unless a pack asks for `strict`.
  static let phase = Machine<ProjectPhase>(
    Bilingual("项目", "project"),
    reviews(from: [.proposed, .townshipReviewed, .argued], strictly: false) + works)

  /// The work where every review must have come before the next.
  static let strict = Machine<ProjectPhase>(
    Bilingual("项目", "project"),
    reviews(from: [.proposed, .townshipReviewed, .argued], strictly: true)
      + works.filter {
        $0.event != "project.started" || $0.from == .approved
      })

  private typealias Step = Machine<ProjectPhase>.Transition

  private static func reviews(
    from phases: [ProjectPhase], strictly: Bool
  ) -> [Machine<ProjectPhase>.Transition] {
    let chain: [(event: String, to: ProjectPhase)] = [
      ("project.township_reviewed", .townshipReviewed), ("project.dept_argued", .argued),
      ("project.county_approved", .approved),
    ]
    var steps: [Step] = []
    for (index, review) in chain.enumerated() {
      for from in strictly ? phases[index...index] : phases[...index] {
        steps.append(Step(from, review.event, review.to))
        steps.append(Step(from, failed(review.event), .rejected))
      }
    }
    return steps
  }

  private static let works: [Machine<ProjectPhase>.Transition] =
    stays([.proposed, .townshipReviewed, .argued, .approved], "project.tendered")
    + [.proposed, .townshipReviewed, .argued, .approved].map { Step($0, "project.started", .implementing) }
    + stays([.implementing, .suspended], "project.progress_reported")
    + stays([.implementing], "project.milestone_met")
    + stays(Self.live, "project.changed")
    + stays(Self.live, "contract.signed")
    + stays(Self.live, "project.beneficiary_linked")
    + stays(Self.live, "project.beneficiary_participation.recorded")
    + stays(Self.live + [.closed], "project.benefit_delivered")
    + stays(Self.live + [.closed], "project.performance_evaluated")
    + Self.live.map { Step($0, "project.cancelled", .cancelled) }
    + [
      Step(.implementing, "project.suspended", .suspended),
      Step(.suspended, "project.resumed", .implementing),
      Step(.implementing, "project.completed", .completed),
      Step(.completed, "project.accepted", .accepted),
      Step(.completed, failed("project.accepted"), .implementing),
      Step(.accepted, "project.settled", .settled),
      Step(.accepted, "project.asset_transferred", .accepted),
      Step(.settled, "project.asset_transferred", .transferred),
      Step(.transferred, "project.asset_transferred", .transferred),
      Step(.settled, "project.closed", .closed),
      Step(.transferred, "project.closed", .closed),
    ]

  private static let live: [ProjectPhase] = [
    .proposed, .townshipReviewed, .argued, .approved, .implementing, .suspended, .completed, .accepted,
    .settled,
    .transferred,
  ]

  private static func stays(_ phases: [ProjectPhase], _ event: String) -> [Machine<ProjectPhase>.Transition] {
    phases.map { Step($0, event, $0) }
  }

  /// The library.
  static let library = Machine<ProjectLibraryState>(
    Bilingual("项目", "project"),
    [
      .init(.outside, "project.library_admitted", .reserve),
      .init(.outside, "project.library_rejected", .outside),
      .init(.outside, "project.cancelled", .outside),
      .init(.reserve, "project.library_updated", .reserve),
      .init(.reserve, "project.planned", .planned),
      .init(.reserve, "project.library_removed", .removed),
      .init(.reserve, "project.cancelled", .removed),
      .init(.planned, "project.library_updated", .planned),
      .init(.planned, "project.planned", .planned),
      .init(.planned, "project.library_removed", .removed),
      .init(.planned, "project.cancelled", .removed),
      .init(.removed, "project.cancelled", .removed),
    ])
}
