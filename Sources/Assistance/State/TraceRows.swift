import EventSourcing

/// How many events happened on a day; the table's key is `DAY/TYPE`.
struct ActivityRow: Row {
  var events: Int64 = 0

  static let columns = Columns<ActivityRow>([
    Column("events", \.events, .integer, zh: "事件数", en: "events")
  ])
}

/// Where a file is used; the table's key is its SHA-256.
struct EvidenceRow: Row {
  /// Different subjects, in order of first use.
  var subjects: [String] = []
  /// Different occasions: events that carry it.
  var uses: Int64 = 0
  var kind: String?
  var first = ""

  static let columns = Columns<EvidenceRow>([
    Column("subjects", \.subjects, .list, zh: "用于", en: "used for"),
    Column("uses", \.uses, .integer, zh: "使用次数", en: "uses"),
    Column("kind", \.kind, .code, zh: "种类", en: "kind"),
    Column("first", \.first, .text, zh: "首次出现", en: "first seen at"),
  ])
}

/// A row of somebody's sheet that became an event; the table's key is the row's natural key.
struct ImportRow: Row {
  /// `TX.POS` of the event that says what the row last said.
  var event = ""
  var subject = ""
  /// `RowDigest` of that event; nil when the last word was a correction.
  var digest: String?

  static let columns = Columns<ImportRow>([
    Column("event", \.event, .text, zh: "事件", en: "event"),
    Column("subject", \.subject, .reference, zh: "对象", en: "subject"),
    Column("digest", \.digest, .text, zh: "内容摘要", en: "digest"),
  ])
}

/// What became of an accepted event; the table's key is that event, `TX.POS`. The event itself never changes.
struct AmendmentRow: Row {
  var corrections: Int64 = 0
  /// The event that annulled it, `TX.POS`.
  var voided: String?
  /// Where who did it confirmed what another had entered for him, `TX.POS`.
  var confirmed: String?
  /// The last correction or annulment, `TX.POS`.
  var last = ""
  var subject = ""

  static let columns = Columns<AmendmentRow>([
    Column("corrections", \.corrections, .integer, zh: "更正次数", en: "corrections"),
    Column("voided", \.voided, .text, zh: "作废事件", en: "voided by"),
    Column("confirmed", \.confirmed, .text, zh: "本人确认", en: "confirmed by"),
    Column("last", \.last, .text, zh: "最近更正", en: "last amended by"),
    Column("subject", \.subject, .reference, zh: "对象", en: "subject"),
  ])
}
