import EventSourcing
import Ledger
import TransparencyLog

/// `metadata.json` (format.md §10.1): what an archive keeps beside the pack, and the four properties DA/T 70 asks to be
/// checked. A pure function of the pack's other members, so that a reader recomputes it.
struct PackMetadata {
  let story: PackStory
  let openings: [Opening]
  /// Digests of the files that lie in the pack.
  let present: Set<String>

  /// A check and the member by which anyone can repeat it.
  private struct Check {
    let id: String
    let member: String
    var ok = true
  }

  /// All but the presence of evidence hold in every pack: else none is made, none accepted.
  private var properties: [(name: String, checks: [Check])] {
    let isWhole = story.evidence.allSatisfy { present.contains($0.sha256) }
    return [
      (
        "authenticity",
        [
          Check(id: "signatures", member: "keys.json"), Check(id: "inclusion", member: "proofs/"),
          Check(id: "ledger", member: "entries/000000000000.entry"),
        ]
      ),
      (
        "integrity",
        [
          Check(id: "completeness", member: "subject.proof"), Check(id: "digests", member: "SHA256SUMS"),
          Check(id: "evidence_present", member: "metadata.json", ok: isWhole),
        ]
      ),
      ("security", [Check(id: "sealed", member: "entries/"), Check(id: "disclosed", member: "openings.jsonl")]),
      (
        "usability", [Check(id: "formats", member: "metadata.json"), Check(id: "by_hand", member: "README.txt")]
      ),
    ]
  }

  var bytes: [UInt8] {
    let (verdict, history) = (story.verdict, story.history)
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("as_of", Int64(clamping: history.asOf))
      writer.member("attested_at", story.attestedAt.utcText)
      writeDisclosed(&writer)
      writer.member("entries", Int64(history.entries.count))
      writer.member("events", Int64(story.steps.count))
      writeEvidence(&writer)
      writer.member("format", "taizhang/pack/v1")
      writeProperties(&writer)
      writer.member("genesis", verdict.genesis?.base64 ?? "")
      writer.member("origin", verdict.checkpoint.origin)
      if let purpose = verdict.purpose { writer.member("purpose", purpose.rawValue) }
      writer.member("size", Int64(clamping: verdict.checkpoint.size))
      writer.member("subject", history.subject)
    }
    writer.newline()
    return writer.bytes
  }

  private func writeDisclosed(_ writer: inout JSONWriter) {
    writer.name("disclosed")
    writer.array { writer in
      for opening in openings {
        writer.object {
          $0.member("field", opening.field)
          $0.member("ref", opening.subject)
        }
      }
    }
  }

  private func writeEvidence(_ writer: inout JSONWriter) {
    writer.name("evidence")
    writer.array { writer in
      for file in story.evidence {
        writer.object {
          $0.member("kind", file.kind)
          $0.member("media", file.media)
          $0.member("present", present.contains(file.sha256))
          $0.member("sha256", file.sha256)
        }
      }
    }
  }

  private func writeProperties(_ writer: inout JSONWriter) {
    writer.name("four_properties")
    writer.object { writer in
      for (name, checks) in properties {
        writer.name(name)
        writer.object { writer in
          writer.name("checks")
          writer.array { writer in
            for check in checks {
              writer.object {
                $0.member("id", check.id)
                $0.member("member", check.member)
                $0.member("ok", check.ok)
              }
            }
          }
        }
      }
    }
  }
}
