import EventSourcing

/// What supports a subject's story. Of a problem it is counted, and it voids signatures given before it.
enum EvidenceRules {
  static let table: [String: Rule] = [
    "evidence.attached": Rule(decide: decideAttached, evolve: evolveAttached),
    "evidence.corroborated": Rule { context, state in
      guard isProblem(context) else { return }
      state.problems.update(context.event.subject) { $0.corroborations += 1 }
    },
  ]

  private static func isProblem(_ context: EventContext) -> Bool {
    ReferencePrefix(of: context.event.subject) == .problem
  }

  @Sendable private static func decideAttached(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    isProblem(context) ? ProblemRules.decideStep(context, state) : []
  }

  @Sendable private static func evolveAttached(_ context: EventContext, _ state: AssistanceState) {
    if isProblem(context) {
      count(context, state)
      ProblemRules.change(context, state) { row in
        // What was signed is no longer all there is: both sign again. A closed problem keeps its
        // signatures; evidence after closing is a finding.
        if row.state != .closed { row.signatures = [] }
      }
    }
    if let sha256 = digest(context) {
      Bookkeeping.note(sha256, kind: context.text("kind"), context, state)
    }
  }

  private static func digest(_ context: EventContext) -> String? {
    context.text("sha256") ?? context.text("digest")
  }

  /// Counts what an event brings to its problem: the files that are new to it, or the event itself when it
  /// names evidence that is no file.
  static func count(_ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    var seen: Set<String> = []
    let new = pieces(context).filter { piece in
      guard let file = piece.file else { return true }
      return seen.insert(file).inserted && state.evidence[file]?.subjects.contains(subject) != true
    }
    guard !new.isEmpty else { return }
    state.problems.update(subject) { row in
      row.evidence += Int64(new.count)
      row.lastEvidence = context.place
      for piece in new {
        if let kind = piece.kind, !row.evidenceKinds.contains(kind) { row.evidenceKinds.append(kind) }
        if let source = piece.source, !row.evidenceSources.contains(source) {
          row.evidenceSources.append(source)
        }
      }
    }
  }

  static func pieces(_ context: EventContext) -> [(file: String?, kind: String?, source: String?)] {
    var pieces: [(file: String?, kind: String?, source: String?)] = context.event.evidence.map {
      ($0.sha256, $0.kind, $0.source)
    }
    guard context.event.type == "evidence.attached" else { return pieces }
    let file = digest(context)
    if file != nil || pieces.isEmpty {
      pieces.append((file, context.text("kind"), context.text("source_org") ?? context.text("source")))
    }
    return pieces
  }
}
