import EventSourcing

/// One event of a test, with what most tests leave out left out.
struct E: Sendable {
  var type: String
  var subject: String
  /// JSON text of `data`.
  var data: String
  var by: String?
  var basis: String?
  var refs: [String] = []
  /// Defaults to the note's own time.
  var time: String?
  var place: String?
  /// Digests of evidence, 64 hex digits each.
  var evidence: [String] = []
  var evidenceKind = "photo"
  var corrects: String?
  var voids: String?
  var key: String?

  init(
    _ type: String, _ subject: String, _ data: String = "{}", by: String? = nil, basis: String? = nil,
    refs: [String] = [], time: String? = nil, place: String? = nil, evidence: [String] = [],
    evidenceKind: String = "photo", corrects: String? = nil, voids: String? = nil, key: String? = nil
  ) {
    self.type = type
    self.subject = subject
    self.data = data
    self.by = by
    self.basis = basis
    self.refs = refs
    self.time = time
    self.place = place
    self.evidence = evidence
    self.evidenceKind = evidenceKind
    self.corrects = corrects
    self.voids = voids
    self.key = key
  }

  func line(at: String) -> String {
    var parts = [#""type":"\#(type)""#, #""subject":"\#(subject)""#, #""time":"\#(time ?? at)""#]
    if let by { parts.append(#""by":"\#(by)""#) }
    if let basis { parts.append(#""basis":"\#(basis)""#) }
    if let place { parts.append(#""place":"\#(place)""#) }
    if !refs.isEmpty { parts.append(#""refs":[\#(refs.map { "\"\($0)\"" }.joined(separator: ","))]"#) }
    if !evidence.isEmpty {
      let pieces = evidence.map { #"{"sha256":"\#($0)","media":"image/jpeg","kind":"\#(evidenceKind)"}"# }
      parts.append(#""evidence":[\#(pieces.joined(separator: ","))]"#)
    }
    if let corrects { parts.append(#""corrects":"\#(corrects)""#) }
    if let voids { parts.append(#""voids":"\#(voids)""#) }
    if let key { parts.append(#""src":{"file":"a.csv","row":1,"key":"\#(key)"}"#) }
    parts.append(#""data":\#(data)"#)
    return "{\(parts.joined(separator: ","))}"
  }
}

/// One note of a test: when, who signs, what they saw, what happened.
struct Note: Sendable {
  /// RFC 3339, both of the note and of its recording.
  var at: String
  var signers: [String]
  /// Subjects whose chain head the note binds.
  var seen: [String] = []
  var lateReason: String?
  var events: [E]

  /// - Parameter day: of 2026, as `06-10`; the hour is nine in the morning in Beijing.
  init(_ day: String, _ signers: [String], seen: [String] = [], late: String? = nil, _ events: E...) {
    at = "2026-\(day)T09:00:00+08:00"
    self.signers = signers
    self.seen = seen
    lateReason = late
    self.events = events
  }

  func text(tx: ULID) -> String {
    let head = String(repeating: "A", count: 43) + "="
    var header = [
      #""ledger":"test.example/ledger""#, #""tx":"\#(tx.text)""#,
      #""signers":[\#(signers.map { "\"\($0)\"" }.joined(separator: ","))]"#, #""at":"\#(at)""#,
    ]
    if !seen.isEmpty {
      header.append(#""expect":{\#(seen.map { #""\#($0)":[1,"\#(head)"]"# }.joined(separator: ","))}"#)
    }
    if let lateReason { header.append(#""late_reason":"\#(lateReason)""#) }
    let lines = ["{\(header.joined(separator: ","))}"] + events.map { $0.line(at: at) }
    return ([Transaction.magic] + lines).joined(separator: "\n") + "\n"
  }
}
