import EventSourcing

extension JSONWriter {
  /// `"voided_by"` and `"corrected_by"`, each where there is one.
  mutating func amendments(_ amendments: [EventContext]) {
    if let annulment = amendments.first(where: { $0.event.voids != nil }) { member("voided_by", annulment.place) }
    let corrections = amendments.filter { $0.event.corrects != nil }
    guard !corrections.isEmpty else { return }
    name("corrected_by")
    array { writer in
      for correction in corrections {
        writer.object {
          $0.member("place", correction.place)
          guard let fields = correction.event.data["fields"] else { return }
          $0.name("fields")
          $0.raw(fields.rawBytes)
        }
      }
    }
  }
}
