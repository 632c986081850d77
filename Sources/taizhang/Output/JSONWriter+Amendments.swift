import AssistanceLedger
import EventSourcing

extension JSONWriter {
  /// What became of an event: `"voided_by"`, `"corrected_by"` and, of one corrected, `"effective"`, its data as it holds by now;
  /// each where there is one.
  mutating func amendments(_ amended: AmendedEvent) {
    if let annulment = amended.annulment { member("voided_by", annulment.place) }
    let corrections = amended.corrections
    guard !corrections.isEmpty else { return }
    name("corrected_by")
    array { writer in
      for correction in corrections {
        writer.object {
          $0.member("place", correction.context.place)
          guard let fields = correction.context.event.data["fields"] else { return }
          $0.name("fields")
          $0.raw(fields.rawBytes)
        }
      }
    }
    name("effective")
    object {
      for (name, value) in amended.fields {
        $0.name(name)
        $0.raw(value.rawBytes)
      }
    }
  }
}
