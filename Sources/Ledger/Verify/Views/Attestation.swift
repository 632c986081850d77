import EventSourcing
import TransparencyLog

/// What the ledger signed about its own derived state: a digest at a position, which a replay can check.
struct Attestation: Sendable {
  enum Claim: Sendable {
    /// SHA-256 of a view, in hexadecimal.
    case view(name: String, version: Int64, sha256: String)
    /// Number of subjects and root over their lines, in base64.
    case streams(subjects: Int64, root: String)
  }

  let seq: UInt64
  let event: String
  /// The number of entries it is about.
  let asOf: UInt64
  let claim: Claim

  /// Nil for an event that attests nothing.
  init?(_ context: EventContext) {
    let data = context.event.data
    switch context.event.type {
    case "view.attested":
      claim = .view(
        name: data["view"]?.string ?? "", version: data["version"]?.integer ?? -1, sha256: data["sha256"]?.string ?? "")
    case "streams.attested":
      claim = .streams(subjects: data["subjects"]?.integer ?? -1, root: data["root"]?.string ?? "")
    default: return nil
    }
    seq = context.seq
    event = context.place
    // A position that is none cannot be reproduced: it is judged as one after the event.
    asOf = data["as_of"]?.integer.flatMap { UInt64(exactly: $0) } ?? .max
  }

  /// Whether it is about what was there when it was made.
  var isOfThePast: Bool { asOf <= seq }

  /// Compares it with the ledger as replayed to `asOf`; nil when it is true.
  func finding(_ view: LedgerView) throws(LedgerError) -> Finding? {
    switch claim {
    case .view(let name, let version, let sha256):
      guard let table = view.table(name), Int64(table.version) == version else { return unchecked(name, version) }
      return try view.digest(name).hex == sha256 ? nil : isFalse("视图“\(name)”", "the view \"\(name)\"")
    case .streams(let subjects, let root):
      let streams = try view.streams()
      let holds = Int64(clamping: streams.subjects) == subjects && streams.root.base64 == root
      return holds ? nil : isFalse("各主体事件链", "the subjects' chains")
    }
  }

  /// The finding for one that is about its own future.
  var isOfTheFuture: Finding {
    .altered(
      .views, "L06", seq: seq, event: event, "事件\(event)证明的位置在它自己之后", "event \(event) attests a position after its own")
  }

  private func isFalse(_ zh: String, _ en: String) -> Finding {
    .altered(
      .views, "L06", seq: seq, event: event, "事件\(event)所证明的\(zh)（前\(asOf)条）与重放结果不同：证明不实",
      "event \(event) attests \(en) as of \(asOf), a replay gives another: the attestation is false")
  }

  private func unchecked(_ name: String, _ version: Int64) -> Finding {
    .warning(
      .views, "L06", seq: seq, event: event, "事件\(event)证明视图“\(name)”版本\(version)，本程序没有此版本：未核对",
      "event \(event) attests version \(version) of the view \"\(name)\", which this program has not: unchecked")
  }
}
