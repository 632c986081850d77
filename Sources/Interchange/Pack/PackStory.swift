import EventSourcing
import Ledger
import TransparencyLog

/// What a pack is about: the subject's events as proved, and the files and sealed values they name.
struct PackStory {
  let verdict: ProofVerdict
  let history: SubjectHistory
  /// The attestation's stamp, which stands for the time of the pack.
  let attestedAt: Timestamp

  /// An event of the subject.
  struct Step {
    let entry: ParsedEntry
    let position: Int

    var event: Event { entry.transaction.events[position] }
  }

  /// - Throws: `L11` for the proof of something else.
  init(_ proof: Proof, _ pins: ProofPins) throws(LedgerError) {
    let verdict = try proof.check(pins)
    guard case .subject(let history) = verdict.shown, case .subject(let claim, _, _, _) = proof else {
      throw LedgerError(.integrity, "L11", "证据包中的证明不是对象全部事件的证明", "the pack's proof is not of all events of a subject")
    }
    let stamp = claim.attestation.bytes.withUnsafeBytes { Entry.split($0)?.stamp }
    guard let stamp else { preconditionFailure("a proven entry has a stamp") }
    self.verdict = verdict
    self.history = history
    attestedAt = stamp
  }

  /// Every event of the subject, in order. What else its notes hold is nobody's story here.
  var steps: [Step] {
    history.entries.flatMap { entry in
      entry.places(of: history.subject).map { Step(entry: entry, position: $0) }
    }
  }

  /// Everyone who signed.
  var signers: Set<String> { Set(history.entries.flatMap(\.transaction.header.signers)) }

  /// The files that the subject's events name, each once, ascending by digest.
  var evidence: [Evidence] {
    var found: [String: Evidence] = [:]
    for step in steps {
      for file in step.event.evidence where found[file.sha256] == nil { found[file.sha256] = file }
    }
    return found.values.sorted { $0.sha256 < $1.sha256 }
  }

  /// What the first event that names a file says of it.
  func evidence(_ sha256: String) -> Evidence? { evidence.first { $0.sha256 == sha256 } }

  /// Where sealed values stand in the subject's events: there alone an opening counts. The same commitment may stand in
  /// several places, some of which somebody wrote who could only copy it.
  var sealed: Set<SealedPlace> { Set(steps.flatMap(\.event.sealedPlaces)) }
}
