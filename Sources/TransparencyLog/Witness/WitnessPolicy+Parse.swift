extension WitnessPolicy {
  /// Reads a policy file.
  public init(parsing bytes: [UInt8]) throws(WitnessPolicyError) {
    var reader = PolicyReader()
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      do throws(PolicyReader.Fault) { try reader.read(line) } catch {
        throw WitnessPolicyError(line: index + 1, reason: error.reason)
      }
    }
    // Each line is terminated; an empty file has none.
    guard lines.last?.isEmpty == true else { throw WitnessPolicyError(line: lines.count, reason: .badCharacter) }
    guard reader.hasQuorum else { throw WitnessPolicyError(line: lines.count, reason: .noQuorum) }
    self = reader.policy
  }

  /// A policy of these logs and witnesses, each `threshold` of which make a quorum; as the bytes of a file.
  public static func bytes(logs: [(key: VerifierKey, url: String)], witnesses: [Member], threshold: Int) -> [UInt8] {
    var lines = logs.map { "log \($0.key.text)" + ($0.url.isEmpty ? "" : " \($0.url)") }
    for witness in witnesses {
      let name = String(decoding: witness.name, as: UTF8.self)
      lines.append("witness \(name) \(witness.key.text)" + (witness.url.isEmpty ? "" : " \(witness.url)"))
    }
    if threshold > 0 {
      let names = witnesses.map { String(decoding: $0.name, as: UTF8.self) }
      lines.append("group all-witnesses \(threshold) \(names.joined(separator: " "))")
    }
    lines.append("quorum \(threshold > 0 ? "all-witnesses" : "none")")
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

/// Reads a policy line by line.
private struct PolicyReader {
  struct Fault: Error {
    let reason: WitnessPolicyError.Reason
  }

  private(set) var policy = WitnessPolicy()
  private(set) var hasQuorum = false
  private var names: Set<[UInt8]> = [Array("none".utf8)]
  private var members: Set<[UInt8]> = []

  mutating func read(_ line: ArraySlice<UInt8>) throws(Fault) {
    guard line.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else { throw Fault(reason: .badCharacter) }
    let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map(Array.init)
    guard let keyword = words.first, keyword.first != UInt8(ascii: "#") else { return }
    switch String(decoding: keyword, as: UTF8.self) {
    case "log": try readLog(words)
    case "witness": try readWitness(words)
    case "group": try readGroup(words)
    case "quorum": try readQuorum(words)
    default: throw Fault(reason: .unknownKeyword)
    }
  }

  private mutating func readLog(_ words: [[UInt8]]) throws(Fault) {
    guard (2...3).contains(words.count) else { throw Fault(reason: .wrongWordCount) }
    guard let text = String(validating: words[1], as: UTF8.self), let key = try? VerifierKey(text) else {
      throw Fault(reason: .badKey)
    }
    guard !policy.logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw Fault(reason: .duplicateKey)
    }
    policy.logs.append(.init(key: key, url: Self.url(words, 2)))
  }

  private mutating func readWitness(_ words: [[UInt8]]) throws(Fault) {
    guard (3...4).contains(words.count) else { throw Fault(reason: .wrongWordCount) }
    guard let text = String(validating: words[2], as: UTF8.self), let key = try? CosignerKey(text) else {
      throw Fault(reason: .badKey)
    }
    guard !policy.witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
      throw Fault(reason: .duplicateKey)
    }
    try define(words[1])
    policy.witnesses.append(.init(name: words[1], key: key, url: Self.url(words, 3)))
  }

  private mutating func readGroup(_ words: [[UInt8]]) throws(Fault) {
    guard words.count >= 4 else { throw Fault(reason: .wrongWordCount) }
    let listed = words[3...]
    for member in listed {
      guard names.contains(member), member != Array("none".utf8) else { throw Fault(reason: .undefinedName) }
      guard members.insert(member).inserted else { throw Fault(reason: .memberTwice) }
    }
    let threshold: Int
    switch String(decoding: words[2], as: UTF8.self) {
    case "any": threshold = 1
    case "all": threshold = listed.count
    default:
      guard let number = UInt64(canonicalDecimal: words[2]), number >= 1, number <= UInt64(listed.count) else {
        throw Fault(reason: .badThreshold)
      }
      threshold = Int(number)
    }
    try define(words[1])
    policy.groups.append(.init(name: words[1], threshold: threshold, members: Array(listed)))
  }

  private mutating func readQuorum(_ words: [[UInt8]]) throws(Fault) {
    guard words.count == 2 else { throw Fault(reason: .wrongWordCount) }
    guard !hasQuorum else { throw Fault(reason: .secondQuorum) }
    guard names.contains(words[1]) else { throw Fault(reason: .undefinedName) }
    hasQuorum = true
    policy.quorum = words[1] == Array("none".utf8) ? nil : words[1]
  }

  private mutating func define(_ name: [UInt8]) throws(Fault) {
    guard names.insert(name).inserted else { throw Fault(reason: .duplicateName) }
  }

  private static func url(_ words: [[UInt8]], _ index: Int) -> String {
    index < words.count ? String(decoding: words[index], as: UTF8.self) : ""
  }
}
