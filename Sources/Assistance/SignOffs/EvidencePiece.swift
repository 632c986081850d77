public import EventSourcing

/// A piece of evidence as the rules count it: a file, or what somebody attests without one.
public struct EvidencePiece: Hashable, Sendable {
  /// SHA-256 of the file, 64 lower-case hex digits; nil without one.
  public let sha256: String?
  /// What it is, a code of the catalogue's evidence kinds; nil when nobody said.
  public let kind: String?

  /// The pieces that count for a subject: of its own events, in their order, each file once. Of a problem only what its
  /// finding, its progress and its evidence brought, since it was last reopened, without the files it had before.
  ///
  /// - Parameter trail: the events of the subject's chain, in the log's order.
  public static func counted(of subject: String, in trail: [EventContext]) -> [EvidencePiece] {
    EvidenceRules.counted(of: subject, in: trail).map { EvidencePiece(sha256: $0.file, kind: $0.kind) }
  }
}
