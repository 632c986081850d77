public import EventSourcing
public import TransparencyLog

/// What verification looked at and what it found.
public struct VerificationReport: Sendable {
  /// The level asked for.
  public let level: VerificationLevel
  /// The level at which it ended: a log that is not whole is not replayed, since every consequence of one altered entry
  /// would be reported as a fault of its own. Nil when not even the first could be run.
  public let completed: VerificationLevel?
  /// The log's name, as its folder or its checkpoint states it; empty when not even that could be read.
  public let origin: String
  /// What the genesis says the ledger is for; nil when the genesis could not be read or does not say.
  public var purpose: GenesisPlan.Purpose?
  /// Whether the genesis was compared with one known from elsewhere; nil where nobody could have given one.
  public var isGenesisChecked: Bool?
  /// Entries in the log.
  public let size: UInt64
  /// The root over them, computed from their bytes.
  public let root: Hash
  /// Entries whose bytes were hashed and compared: all there are, since a checkpoint those added, of a log published without its
  /// entries none.
  public var entries: UInt64 = 0
  /// Events read; 0 at level `hashes`, which reads none.
  public let events: Int
  /// Signatures on entries verified.
  public let signatures: Int
  /// How long it took. The engine reads no clock for it: the caller says.
  public var seconds: Double = 0
  /// By level, then by entry.
  public let findings: [Finding]
  /// What is worth looking after and is nothing wrong with the ledger: it changes no exit status.
  public var advice: [Advice] = []

  /// A piece of advice about what lies beside the log.
  public struct Advice: Sendable {
    /// Stable: `memory` (nothing could be remembered), and of what `doctor` looks at `vault`, `keys`, `derived`, `outside`.
    public let id: String
    /// What it is, and what to do.
    public let message: Bilingual

    /// A piece of advice as given.
    public init(id: String, message: Bilingual) {
      self.id = id
      self.message = message
    }

    /// That this machine does not remember what was just verified.
    init(unkept error: LedgerError) {
      let words = LedgerError.unkept(error)
      self.init(id: "memory", message: words)
    }
  }

  /// Whether nothing at all was found.
  public var ok: Bool { findings.isEmpty }
  /// Whether anything was found, warnings included.
  public var hasFindings: Bool { !findings.isEmpty }
  /// Whether something was altered, truncated, rolled back or forged.
  public var isIntegrityFailure: Bool { findings.contains(where: \.isIntegrity) }
  /// 0 nothing found, 1 findings, 2 integrity failure.
  public var exitStatus: Int32 { isIntegrityFailure ? 2 : hasFindings ? 1 : 0 }
}

extension VerificationReport {
  /// The report of a verification that nobody lived to write: its one finding is the failure.
  public init(level: VerificationLevel, failure: LedgerError) {
    self.init(
      level: level, completed: nil, origin: "", size: 0, root: .zero, events: 0, signatures: 0,
      findings: [.failure(.hashes, failure)])
  }
}
