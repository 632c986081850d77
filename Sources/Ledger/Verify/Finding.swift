public import EventSourcing

/// One thing that verification could not reproduce, or found missing.
///
/// | code | says |
/// |---|---|
/// | `L01` | an entry is missing, or its bytes do not hash to its leaf |
/// | `L03` | the genesis is not the one the folder names |
/// | `L04` | a tile or a checkpoint does not agree with the entries |
/// | `L05` | a stamp goes back |
/// | `L06` | derived state or an attested digest differs from a replay; as a warning: it is stale, absent or unchecked |
/// | `L07` | an anchor is not of this log, its token not of its checkpoint, or its time beyond the years 0001 to 9999 |
/// | `L08` | the file of an evidence was altered; as a warning: it is absent |
/// | `L09` | the log is shorter than what was signed or seen |
/// | `L10` | a database file is damaged |
/// | `L12` | as a warning: entries have waited too long for an anchor |
/// | `L13` | a cosignature, or the signature of a followed checkpoint, is false; or the quorum of a policy is missing |
/// | others | the refusal an entry would meet today: `T…`, `K…`, `S14`, `E01`, `B01`, `I01`, those of the domain |
public struct Finding: Sendable, Hashable {
  /// Whether something could not be reproduced (`error`) or is stale, absent or unchecked (`warning`).
  public enum Severity: String, Sendable {
    /// Something that could not be reproduced.
    case error
    /// Something stale, absent or unchecked: nobody's forgery.
    case warning
  }

  /// The permanent code of the table above.
  public let code: String
  /// Error or warning.
  public let severity: Severity
  /// The entry it is about; nil when it is about no one entry.
  public let seq: UInt64?
  /// `SEQ.POS` of the event it is about.
  public let event: String?
  /// What was found, in Chinese and English.
  public let message: Bilingual
  /// Something altered, truncated, rolled back or forged: exit status 2. Otherwise 1.
  public let isIntegrity: Bool
  /// The level that found it.
  public let level: VerificationLevel
}

extension Finding {
  /// Something that cannot be reproduced.
  static func altered(
    _ level: VerificationLevel, _ code: String, seq: UInt64? = nil, event: String? = nil, _ zh: String, _ en: String
  ) -> Finding {
    Finding(
      code: code, severity: .error, seq: seq, event: event, message: Bilingual(zh, en), isIntegrity: true, level: level)
  }

  /// Something stale, absent or beyond this program: to be looked at, but nobody's forgery.
  static func warning(
    _ level: VerificationLevel, _ code: String, seq: UInt64? = nil, event: String? = nil, _ zh: String, _ en: String
  ) -> Finding {
    Finding(
      code: code, severity: .warning, seq: seq, event: event, message: Bilingual(zh, en), isIntegrity: false,
      level: level)
  }

  /// An entry that would be refused today.
  static func refused(_ level: VerificationLevel, seq: UInt64, _ reason: Refusal) -> Finding {
    altered(
      level, reason.code, seq: seq, event: eventPosition(reason.path).map { "\(seq).\($0)" },
      "第\(seq)条：\(reason.message.zh)（\(reason.path)）", "entry \(seq): \(reason.message.en) (\(reason.path))")
  }

  /// An error met while looking, as a finding.
  static func failure(_ level: VerificationLevel, _ error: LedgerError) -> Finding {
    altered(level, error.code, error.message.zh, error.message.en)
  }

  /// The number in `$.events[3]…`.
  private static func eventPosition(_ path: String) -> Int? {
    let prefix = "$.events["
    guard path.hasPrefix(prefix) else { return nil }
    return Int(path.dropFirst(prefix.count).prefix { $0 != "]" })
  }
}

/// Findings as they are made, in bounds: a log that is garbage throughout must not fill the memory with complaints.
struct Findings {
  /// Findings kept of one code at one level.
  static let countMax = 100

  private struct Kind: Hashable {
    let level: VerificationLevel
    let code: String
    let severity: Finding.Severity
  }

  private var kept: [Finding] = []
  private var counts: [Kind: Int] = [:]

  var isEmpty: Bool { kept.isEmpty }
  /// How many things were found altered so far.
  private(set) var integrityFailureCount = 0
  var hasIntegrityFailure: Bool { integrityFailureCount > 0 }

  mutating func add(_ finding: Finding) {
    if finding.isIntegrity { integrityFailureCount += 1 }
    let kind = Kind(level: finding.level, code: finding.code, severity: finding.severity)
    counts[kind, default: 0] += 1
    if counts[kind, default: 0] <= Self.countMax { kept.append(finding) }
  }

  mutating func add(contentsOf other: Findings) {
    for finding in other.kept { add(finding) }
  }

  /// By level, then by entry, those about no one entry last; what was left out is counted at the end.
  var sorted: [Finding] {
    let rest = counts.filter { $0.value > Self.countMax }.map { kind, count in
      let more = count - Self.countMax
      return Finding(
        code: kind.code, severity: kind.severity, seq: nil, event: nil,
        message: Bilingual("另有\(more)处同类问题未列出", "\(more) more of this kind are not listed"),
        isIntegrity: kind.severity == .error, level: kind.level)
    }
    return (kept + rest).enumerated().sorted { Self.rank($0) < Self.rank($1) }.map(\.element)
  }

  private static func rank(_ item: (offset: Int, element: Finding)) -> (VerificationLevel, UInt64, String, Int) {
    (item.element.level, item.element.seq ?? .max, item.element.code, item.offset)
  }
}
