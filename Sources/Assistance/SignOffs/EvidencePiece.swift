public import EventSourcing

/// A piece of evidence as the rules count it: a file, or what somebody attests without one.
public struct EvidencePiece: Hashable, Sendable {
  /// SHA-256 of the file, 64 lower-case hex digits; nil without one.
  public let sha256: String?
  /// What it is, a code of the catalogue's evidence kinds; nil when nobody said.
  public let kind: String?

  /// The pieces that events bring, in their order, each file once.
  public static func all(in trail: [EventContext]) -> [EvidencePiece] {
    var seen: Set<String> = []
    return trail.flatMap { EvidenceRules.pieces($0) }.compactMap { piece in
      if let file = piece.file, !seen.insert(file).inserted { return nil }
      return EvidencePiece(sha256: piece.file, kind: piece.kind)
    }
  }
}
