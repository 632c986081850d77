/// Which logs are believed, and whose cosignatures make a checkpoint acceptable (C2SP tlog-policy).
///
/// ```
/// log <vkey> [<url>]
/// witness <name> <vkey> [<url>]
/// group <name> <k>|any|all <name>…
/// quorum <name>|none
/// ```
///
/// Names are octets, compared as such. What C2SP says of duplicates holds: the same public key twice among logs or among
/// witnesses, a name defined twice, or one that is a member twice is refused.
public struct WitnessPolicy: Hashable, Sendable {
  /// A log that is believed.
  public struct Log: Hashable, Sendable {
    /// Its key, named like the log.
    public let key: VerifierKey
    /// Where it is published; empty when not said.
    public let url: String
  }

  /// A witness.
  public struct Member: Hashable, Sendable {
    /// What the file calls it.
    public let name: [UInt8]
    /// Its key.
    public let key: CosignerKey
    /// Where requests go to; empty when not said, as for a witness without a network.
    public let url: String

    /// A line of a policy.
    public init(name: [UInt8], key: CosignerKey, url: String) {
      self.name = name
      self.key = key
      self.url = url
    }
  }

  /// A rule over names defined before it.
  struct Group: Hashable, Sendable {
    let name: [UInt8]
    let threshold: Int
    let members: [[UInt8]]
  }

  /// The logs; empty when that is said elsewhere.
  public internal(set) var logs: [Log] = []
  /// The witnesses.
  public internal(set) var witnesses: [Member] = []
  var groups: [Group] = []
  /// Nil for `none`.
  var quorum: [UInt8]?

  /// Lists no log and no witness, and asks for no quorum.
  public static let listingNobody = WitnessPolicy()

  /// Whether a checkpoint cosigned by these keys is acceptable.
  public func isQuorum(_ keys: [CosignerKey]) -> Bool {
    guard let quorum else { return true }
    var hold = Set<[UInt8]>()
    // The same public key under another name is another cosigner only in name: compared whole.
    for witness in witnesses where keys.contains(witness.key) { hold.insert(witness.name) }
    for group in groups where group.members.count(where: { hold.contains($0) }) >= group.threshold {
      hold.insert(group.name)
    }
    return hold.contains(quorum)
  }

  /// Whether any cosignature is asked for.
  public var asksForWitnesses: Bool { quorum != nil }
}

/// Why a policy file is refused: a line, from 1, and what is wrong with it.
public struct WitnessPolicyError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: String, Hashable, Sendable {
    /// An octet that is not allowed, or no line feed at the end.
    case badCharacter
    /// The first word is none of `log`, `witness`, `group`, `quorum`.
    case unknownKeyword
    /// Too few or too many words.
    case wrongWordCount
    /// The key is none, or of a type that does not belong there.
    case badKey
    /// The same public key was listed before.
    case duplicateKey
    /// The name was defined before, or is `none`.
    case duplicateName
    /// The name was not defined on a line before.
    case undefinedName
    /// The name is a member already.
    case memberTwice
    /// The threshold is not 1 to the number of members.
    case badThreshold
    /// There is a quorum already.
    case secondQuorum
    /// There is no quorum; the line is the one after the last.
    case noQuorum
  }

  /// The line, from 1.
  public let line: Int
  /// What is wrong with it.
  public let reason: Reason

  /// A reason at a line.
  public init(line: Int, reason: Reason) {
    self.line = line
    self.reason = reason
  }
}

extension WitnessPolicyError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String { "policy.\(reason.rawValue)" }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    let words: (zh: String, en: String) =
      switch reason {
      case .badCharacter: ("含不允许的字符，或末行没有换行", "a character that is not allowed, or no line end")
      case .unknownKeyword: ("应以 log、witness、group 或 quorum 开头", "it must begin with log, witness, group or quorum")
      case .wrongWordCount: ("词数不对", "too few or too many words")
      case .badKey: ("公钥不合格", "the key is not acceptable")
      case .duplicateKey: ("同一公钥列了两次", "the same public key is listed twice")
      case .duplicateName: ("名称已用过", "the name is taken")
      case .undefinedName: ("名称在前面没有定义", "the name is not defined before")
      case .memberTwice: ("同一名称只能作一次成员", "a name is a member once only")
      case .badThreshold: ("门槛应为 1 到成员数", "the threshold is 1 to the number of members")
      case .secondQuorum: ("quorum 只能有一行", "there is one quorum line only")
      case .noQuorum: ("缺少 quorum 行", "there is no quorum line")
      }
    return ("第 \(line) 行：\(words.zh)", "line \(line): \(words.en)")
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
