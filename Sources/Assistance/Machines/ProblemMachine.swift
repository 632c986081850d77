import EventSourcing

/// The lawful lives of a problem. Listing and planning may be left out unless a pack asks for them.
enum ProblemMachine {
  /// The signature that fills the last open slot.
  static let lastSignature = "problem.signed:last"

  static let machine = Machine<ProblemState>(
    Bilingual("问题", "problem"),
    [
      .init(.opened, "problem.listed", .listed),
      .init(.opened, "rectification_plan.adopted", .planned),
      .init(.opened, "problem.progressed", .inProgress),
      .init(.opened, "evidence.attached", .inProgress),
      .init(.opened, "problem.signoff_requested", .signoffRequested),
      .init(.opened, "problem.signed", .deptSigned),
      .init(.opened, lastSignature, .fullySigned),

      .init(.listed, "problem.listed", .listed),
      .init(.listed, "rectification_plan.adopted", .planned),
      .init(.listed, "problem.progressed", .inProgress),
      .init(.listed, "evidence.attached", .inProgress),
      .init(.listed, "problem.signoff_requested", .signoffRequested),
      .init(.listed, "problem.signed", .deptSigned),
      .init(.listed, lastSignature, .fullySigned),

      .init(.planned, "problem.listed", .planned),
      .init(.planned, "rectification_plan.adopted", .planned),
      .init(.planned, "problem.progressed", .inProgress),
      .init(.planned, "evidence.attached", .inProgress),
      .init(.planned, "problem.signoff_requested", .signoffRequested),
      .init(.planned, "problem.signed", .deptSigned),
      .init(.planned, lastSignature, .fullySigned),

      .init(.inProgress, "problem.listed", .inProgress),
      .init(.inProgress, "rectification_plan.adopted", .inProgress),
      .init(.inProgress, "problem.progressed", .inProgress),
      .init(.inProgress, "evidence.attached", .inProgress),
      .init(.inProgress, "problem.signoff_requested", .signoffRequested),
      .init(.inProgress, "problem.signed", .deptSigned),
      .init(.inProgress, lastSignature, .fullySigned),

      .init(.signoffRequested, "evidence.attached", .signoffRequested),
      .init(.signoffRequested, "problem.signed", .deptSigned),
      .init(.signoffRequested, lastSignature, .fullySigned),
      .init(.signoffRequested, "problem.returned", .returned),

      .init(.deptSigned, "evidence.attached", .inProgress),
      .init(.deptSigned, "problem.signed", .deptSigned),
      .init(.deptSigned, lastSignature, .fullySigned),
      .init(.deptSigned, "problem.returned", .returned),

      .init(.fullySigned, "evidence.attached", .inProgress),
      .init(.fullySigned, "problem.returned", .returned),
      .init(.fullySigned, "problem.closed", .closed),

      .init(.returned, "problem.listed", .returned),
      .init(.returned, "rectification_plan.adopted", .planned),
      .init(.returned, "problem.progressed", .inProgress),
      .init(.returned, "evidence.attached", .inProgress),
      .init(.returned, "problem.signoff_requested", .signoffRequested),

      .init(.closed, "evidence.attached", .closed),
      .init(.closed, "problem.reopened", .reopened),

      .init(.reopened, "problem.listed", .listed),
      .init(.reopened, "rectification_plan.adopted", .planned),
      .init(.reopened, "problem.progressed", .inProgress),
      .init(.reopened, "evidence.attached", .inProgress),
    ] + supervision)

  /// Supervision and extensions change no state, until the problem is closed.
  private static let supervision = ProblemState.allCases.filter { $0 != .closed }.flatMap { state in
    ["problem.supervised", "problem.deadline_extended"].map {
      Machine<ProblemState>.Transition(state, $0, state)
    }
  }
}
