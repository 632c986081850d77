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

  /// Counts what an event brings to its problem.
  static func count(_ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    let new = newPieces(context) { state.evidence[$0]?.subjects.contains(subject) == true }
    guard !new.isEmpty else { return }
    let hands = Hands.of(context, state).joined(separator: " ")
    state.problems.update(subject) { row in
      row.evidence += Int64(new.count)
      row.evidenceBy += new.map { _ in hands }
      row.lastEvidence = context.place
      for piece in new {
        if let kind = piece.kind, !row.evidenceKinds.contains(kind) { row.evidenceKinds.append(kind) }
        if let source = piece.source, !row.evidenceSources.contains(source) {
          row.evidenceSources.append(source)
        }
      }
    }
  }

  /// The types whose evidence counts for a problem. What others show (that it was listed, supervised, closed) does not prove
  /// it solved.
  private static let countedTypes: Set = ["problem.opened", "problem.progressed", "evidence.attached"]

  /// What an event brings to its subject: the files that are new to it, or the event itself when it names evidence that is
  /// no file. Of a problem only some types bring any.
  ///
  /// - Parameter isKnown: whether an earlier event of the subject named the file.
  private static func newPieces(_ context: EventContext, isKnown: (String) -> Bool) -> [Piece] {
    if isProblem(context), !countedTypes.contains(context.event.type) { return [] }
    var seen: Set<String> = []
    return pieces(context).filter { piece in
      guard let file = piece.file else { return true }
      return seen.insert(file).inserted && !isKnown(file)
    }
  }

  /// The pieces that `count` counted of a subject, from the events of its chain.
  static func counted(of subject: String, in trail: [EventContext]) -> [Piece] {
    var counted: [Piece] = []
    var known: Set<String> = []
    for context in trail where context.event.subject == subject {
      if context.event.type == ProblemRules.reopened { counted = [] }
      counted += newPieces(context, isKnown: { known.contains($0) })
      known.formUnion(pieces(context).compactMap(\.file))
    }
    return counted
  }

  typealias Piece = (file: String?, kind: String?, source: String?)

  /// All that an event names.
  private static func pieces(_ context: EventContext) -> [Piece] {
    var pieces: [Piece] = context.event.evidence.map { ($0.sha256, $0.kind, $0.source) }
    guard context.event.type == "evidence.attached" else { return pieces }
    let file = digest(context)
    if file != nil || pieces.isEmpty {
      pieces.append((file, context.text("kind"), context.text("source_org") ?? context.text("source")))
    }
    return pieces
  }
}
