import AssistanceLedger
import EventSourcing
import TransparencyLog

/// Names in a pack.
enum PackName {
  static let sums = "SHA256SUMS"
  /// Members there is one of, by whether a pack may lack them.
  static let required = [
    "README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "keys.json", sums,
  ]

  /// The order of members; those of a folder stand together, ascending by name.
  private static let order = [
    "README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries/", "proofs/", "keys.json",
    "openings.jsonl", "evidence/", sums,
  ]

  /// Members in the order in which they stand in a pack.
  static func sorted(_ members: [PackMember]) -> [PackMember] {
    func place(_ name: String) -> Int {
      let folder = name.firstIndex(of: "/").map { String(name[...$0]) }
      return order.firstIndex(of: folder ?? name) ?? order.count
    }
    return members.sorted { first, second in
      let (one, other) = (place(first.name), place(second.name))
      return one == other ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8) : one < other
    }
  }

  /// A sequence number as it stands in a name: at least 12 digits, so that names ascend as numbers do.
  static func number(_ seq: UInt64) -> String {
    let digits = String(seq)
    return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
  }

  /// The number in `FOLDER/NUMBER.ENDING`, of 12 to 19 digits; nil for another name.
  static func number(in name: String, folder: String, ending: String) -> UInt64? {
    guard name.hasPrefix(folder + "/"), name.hasSuffix("." + ending) else { return nil }
    let digits = name.dropFirst(folder.utf8.count + 1).dropLast(ending.utf8.count + 1)
    guard digits.utf8.count < 20, let seq = UInt64(digits), number(seq) == digits else { return nil }
    return seq
  }

  /// `evidence/SHA256.jpg`: its digest, with the ending of its media type so that a double click opens it.
  static func evidence(_ file: Evidence) -> String {
    "evidence/\(file.sha256)\(EvidenceFiles.ending(ofMedia: file.media))"
  }

  /// The digest in the name of an evidence file, `evidence/`, 64 hex digits, an ending of letters and digits; nil for another name.
  static func digest(in name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "evidence" else { return nil }
    let (digest, ending) = (parts[1].prefix(64), parts[1].dropFirst(64))
    let isDigest =
      digest.utf8.count == 64 && digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    let isEnding =
      ending.first == "." && (2...6).contains(ending.utf8.count)
      && ending.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    return isDigest && isEnding ? String(digest) : nil
  }

  /// `hex  name LF` for every member, ascending by name: what `sha256sum -c` reads.
  static func sums(of members: [PackMember]) -> [UInt8] {
    let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return Array(sorted.map { "\(SHA256.hash($0.bytes).hex)  \($0.name)\n" }.joined().utf8)
  }

  /// Whether a field's path is meant by a pattern in which `*` stands for a place in a list.
  static func matches(_ field: String, pattern: String) -> Bool {
    let (path, parts) = (field.split(separator: "."), pattern.split(separator: "."))
    guard path.count == parts.count else { return false }
    return zip(path, parts).allSatisfy { $0 == $1 || $1 == "*" && UInt($0) != nil }
  }
}
