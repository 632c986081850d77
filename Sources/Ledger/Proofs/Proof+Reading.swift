import EventSourcing
import TransparencyLog

extension Proof {
  /// The largest file read.
  public static let byteCountMax = 1 << 30

  /// Reads a proof of any kind. Nothing is believed yet.
  ///
  /// - Throws: `E64` for bytes that are no proof file, saying which line.
  public init(parsing bytes: [UInt8]) throws(LedgerError) {
    if bytes.starts(with: Array((Self.magic + "\n").utf8)) {
      var lines = try ProofLines(bytes)
      self = try Self.read(&lines)
      try lines.end()
    } else {
      self = try Self.portable(bytes)
    }
  }

  private static func portable(_ bytes: [UInt8]) throws(LedgerError) -> Proof {
    let proof: PortableProof
    do { proof = try PortableProof(parsing: bytes) } catch {
      throw ProofFailure.malformed(error.message.zh, error.message.en)
    }
    guard let extra = proof.extra else {
      throw ProofFailure.malformed("文件中没有条目原文", "it does not carry the entry")
    }
    guard extra.starts(with: eventMagic.utf8) else { return .entry(proof, position: nil) }
    let digits = extra.dropFirst(eventMagic.utf8.count).prefix { $0 != 0x0A }
    let text = String(decoding: digits, as: UTF8.self)
    guard let position = Int(text), position >= 0, "\(position)" == text,
      extra.count > eventMagic.utf8.count + digits.count
    else { throw ProofFailure.malformed("事件位置不合格式", "the event's position is malformed") }
    return .entry(proof, position: position)
  }

  private static func read(_ lines: inout ProofLines) throws(LedgerError) -> Proof {
    let header = try lines.next(nil)
    switch header["proof"]?.string {
    case "consistency":
      try lines.expect(header, ["proof"])
      let (old, new) = (try lines.checkpoint(), try lines.checkpoint())
      let growth = try lines.next(["path"])
      return .consistency(ConsistencyClaim(old: old, new: new, path: try lines.path(growth)))
    case "subject":
      let subject = try subject(header, &lines)
      let claim = try claim(header, &lines)
      let stream = try lines.stream(lines.next(["count", "head", "index", "path", "ref"]))
      var entries: [ProvenEntry] = []
      while lines.hasMore { entries.append(try lines.entry()) }
      return .subject(claim, subject: subject, stream, entries)
    case "absence":
      let subject = try subject(header, &lines)
      let claim = try claim(header, &lines)
      var streams: [StreamLine] = []
      while lines.hasMore { streams.append(try lines.stream(lines.next(["count", "head", "index", "path", "ref"]))) }
      guard streams.count <= 2 else { throw lines.malformed }
      return .absence(claim, subject: subject, streams)
    case "view":
      try lines.expect(header, ["attested", "proof", "view"])
      guard let view = header["view"]?.string else { throw lines.malformed }
      return .view(try claim(header, &lines), view: view)
    default:
      throw ProofFailure.malformed("本程序不认识这种证明", "a kind of proof this program does not know")
    }
  }

  private static func subject(_ header: JSONValue, _ lines: inout ProofLines) throws(LedgerError) -> String {
    try lines.expect(header, ["attested", "proof", "subject"])
    guard let subject = header["subject"]?.string, Reference.isValid(subject) else { throw lines.malformed }
    return subject
  }

  private static func claim(_ header: JSONValue, _ lines: inout ProofLines) throws(LedgerError) -> AttestedClaim {
    guard let attested = header["attested"]?.string.flatMap({ Position($0) }) else { throw lines.malformed }
    return AttestedClaim(
      checkpoint: try lines.checkpoint(), genesis: try lines.entry(), attestation: try lines.entry(),
      attested: attested)
  }
}

/// The lines of a proof file after its magic, each one JSON object of exactly the names expected.
struct ProofLines {
  private let bytes: [UInt8]
  private var offset: Int
  private var number = 1

  init(_ bytes: [UInt8]) throws(LedgerError) {
    guard bytes.last == 0x0A else { throw ProofFailure.malformed("文件末尾不完整", "its end is missing") }
    self.bytes = bytes
    offset = Proof.magic.utf8.count + 1
  }

  var hasMore: Bool { offset < bytes.count }

  var malformed: LedgerError {
    ProofFailure.malformed("第\(number)行不合格式", "line \(number) is malformed")
  }

  /// The next line, which must have exactly these names; nil for any.
  mutating func next(_ names: Set<String>?) throws(LedgerError) -> JSONValue {
    number += 1
    guard hasMore, let end = bytes[offset...].firstIndex(of: 0x0A) else { throw malformed }
    let line = [UInt8](bytes[offset..<end])
    offset = end + 1
    guard let value = try? JSONDocument.object(line) else { throw malformed }
    if let names { try expect(value, names) }
    return value
  }

  func expect(_ value: JSONValue, _ names: Set<String>) throws(LedgerError) {
    guard Set(value.members.map(\.name)) == names else { throw malformed }
  }

  func end() throws(LedgerError) {
    if hasMore { throw ProofFailure.malformed("第\(number)行之后有多余内容", "there is more after line \(number)") }
  }

  mutating func checkpoint() throws(LedgerError) -> [UInt8] {
    guard let note = try next(["checkpoint"])["checkpoint"]?.string.flatMap({ Base64.decode($0) }) else {
      throw malformed
    }
    return note
  }

  mutating func entry() throws(LedgerError) -> ProvenEntry {
    let line = try next(["entry", "path", "seq"])
    guard let bytes = line["entry"]?.string.flatMap({ Base64.decode($0) }), let seq = natural(line["seq"]) else {
      throw malformed
    }
    return ProvenEntry(seq: seq, bytes: bytes, path: try path(line))
  }

  func stream(_ line: JSONValue) throws(LedgerError) -> StreamLine {
    guard let ref = line["ref"]?.string, Reference.isValid(ref), let count = natural(line["count"]),
      let index = natural(line["index"]), let head = line["head"]?.string.flatMap({ Hash(hex: $0) })
    else { throw malformed }
    return StreamLine(ref: ref, chain: SubjectChain(count: count, head: head), index: index, path: try path(line))
  }

  func path(_ line: JSONValue) throws(LedgerError) -> [Hash] {
    guard let texts = line["path"]?.strings, texts.count <= 63 else { throw malformed }
    let hashes = texts.compactMap { Hash(base64: $0) }
    guard hashes.count == texts.count else { throw malformed }
    return hashes
  }

  private func natural(_ value: JSONValue?) -> UInt64? { value?.integer.flatMap { UInt64(exactly: $0) } }
}
