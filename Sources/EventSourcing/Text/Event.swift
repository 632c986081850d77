/// How the record of an act came about: who typed it is not always who did it.
public enum Basis: String, CaseIterable, Sendable {
  /// The one who did it signs it.
  case own
  /// Someone enters another's act.
  case entered
  /// A signed paper form, entered before a witness, with its scan.
  case paper
  /// History from another register, inside an open migration.
  case migrated
}

/// A file that supports an event, named by its digest; the bytes are kept outside the log.
public struct Evidence: Hashable, Sendable {
  /// SHA-256 of the file, 64 lower-case hex digits.
  public let sha256: String
  /// Media type, such as `image/jpeg`.
  public let media: String
  /// What it is, a code of the catalogue's evidence kinds.
  public let kind: String
  /// When it was made; nil when unknown.
  public let captured: EventTime?
  /// Where it was made, in 10^-7 degrees.
  public let geo: GeoPoint?
  /// Who or what made it: an organisation or person reference.
  public let source: String?
}

/// A point on the earth in 10^-7 degrees (WGS 84).
public struct GeoPoint: Hashable, Sendable {
  /// Latitude, −900,000,000…900,000,000, north positive.
  public let latE7: Int64
  /// Longitude, −1,800,000,000…1,800,000,000, east positive.
  public let lonE7: Int64
}

/// The row of a sheet from which an event was made.
public struct RowSource: Hashable, Sendable {
  /// The sheet's file, by the name it came under.
  public let file: String
  /// The sheet in its workbook; nil when the file has no sheets.
  public let sheet: String?
  /// The row's number, from 1.
  public let row: Int64
  /// The natural key by which the row is known when the sheet is sent again.
  public let key: String?

  /// The source as given; `row` is not checked here.
  public init(file: String, sheet: String?, row: Int64, key: String?) {
    self.file = file
    self.sheet = sheet
    self.row = row
    self.key = key
  }
}

/// One thing that happened, as its line in a transaction says it.
///
/// A class, because an event is handed from rule to rule and its many fields should not be counted each time.
public final class Event: Sendable {
  /// A type of the catalogue, such as `visit.recorded`; not yet checked against it.
  public let type: String
  /// The thing whose story this is.
  public let subject: String
  /// When it happened.
  public let time: EventTime
  /// Who did it; nil means the transaction's actor.
  public let by: String?
  /// How the record came about; `own` when the line does not say.
  public let basis: Basis
  /// 12-digit area code, judged as of the event.
  public let place: String?
  /// Every other subject the event belongs to: ASCII, strictly ascending.
  public let refs: [String]
  /// The files that support it, in written order; empty when the line names none.
  public let evidence: [Evidence]
  /// The earlier event that this one puts right; nil unless it is a correction.
  public let corrects: EventID?
  /// The earlier event that this one annuls; nil unless it is an annulment.
  public let voids: EventID?
  /// The sheet row it was made from (`src`); nil when it came from no sheet.
  public let source: RowSource?
  /// The fields of the type, an object; the catalogue says which.
  public let data: JSONValue
  /// The whole line.
  public let line: JSONValue

  init(
    type: String, subject: String, time: EventTime, by: String?, basis: Basis, place: String?, refs: [String],
    evidence: [Evidence], corrects: EventID?, voids: EventID?, source: RowSource?, data: JSONValue, line: JSONValue
  ) {
    self.type = type
    self.subject = subject
    self.time = time
    self.by = by
    self.basis = basis
    self.place = place
    self.refs = refs
    self.evidence = evidence
    self.corrects = corrects
    self.voids = voids
    self.source = source
    self.data = data
    self.line = line
  }

  /// The same act as if another had recorded it, in his own name: to ask whether he may.
  public func again(by person: String) -> Event {
    Event(
      type: type, subject: subject, time: time, by: person, basis: basis, place: place, refs: refs, evidence: evidence,
      corrects: corrects, voids: voids, source: source, data: data, line: line)
  }

  /// An act that nobody has recorded: to ask who may. Its line is its data.
  public init(
    hypothetical type: String, subject: String, time: EventTime, by: String?, basis: Basis, place: String?,
    data: JSONValue
  ) {
    self.type = type
    self.subject = subject
    self.time = time
    self.by = by
    self.basis = basis
    self.place = place
    refs = []
    evidence = []
    corrects = nil
    voids = nil
    source = nil
    self.data = data
    line = data
  }

  /// Its subject and refs: the chains in which the event is a link, subject first.
  public var links: [String] { [subject] + refs }
}

/// A sealed personal value in the log: a commitment whose opening lies in the vault.
public enum Sealed {
  /// The commitment's base64 when the value is an object `{"c": "…"}` and nothing else.
  public static func commitment(_ value: JSONValue) -> String? {
    guard value.kind == .object, let text = value["c"]?.string, value.members.reduce(0, { n, _ in n + 1 }) == 1
    else { return nil }
    return text
  }
}
