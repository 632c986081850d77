import EventSourcing

extension EventContext {
  /// The text of a field of `data`; nil when absent or no string.
  func text(_ field: String) -> String? { event.data[field]?.string }

  /// The integer of a field of `data`; nil when absent or no integer.
  func integer(_ field: String) -> Int64? { event.data[field]?.integer }

  /// The boolean of a field of `data`; nil when absent or no boolean.
  func flag(_ field: String) -> Bool? { event.data[field]?.bool }

  /// JSON path of the event.
  var path: String { "$.events[\(position)]" }

  /// JSON path of a field of `data`.
  func path(_ field: String) -> String { "$.events[\(position)].data.\(field)" }

  /// The event as signed text cites it: `TX.POS`.
  var id: String { eventID.text }

  /// The day at +08:00 on which the event happened, `YYYY-MM-DD`.
  var dayText: String { event.time.day.text }

  /// A reason against this event; placed at a field of `data` when one is named.
  func refuse(_ code: String, _ zh: String, _ en: String, field: String? = nil) -> Refusal {
    Refusal(code, zh, en, path: field.map { path($0) } ?? path)
  }
}
