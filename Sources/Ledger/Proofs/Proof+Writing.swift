import EventSourcing
import TransparencyLog

extension Proof {
  /// First line of all proofs that are no tlog-proof.
  static let magic = "taizhang/proof/v1"
  /// First line of an event's extra data, up to its position.
  static let eventMagic = "taizhang/event/v1 "

  /// The bytes of the file.
  public var bytes: [UInt8] {
    switch self {
    case .entry(let proof, _): return proof.bytes
    case .consistency(let claim):
      return Self.file { writer in
        writer.object { $0.member("proof", "consistency") }
      } lines: { writer in
        writer.checkpoint(claim.old)
        writer.checkpoint(claim.new)
        writer.line { $0.path(claim.path) }
      }
    case .subject(let claim, let subject, let stream, let entries):
      return Self.attested(claim, "subject", ("subject", subject)) { writer in
        writer.stream(stream)
        for entry in entries { writer.entry(entry) }
      }
    case .absence(let claim, let subject, let streams):
      return Self.attested(claim, "absence", ("subject", subject)) { writer in
        for stream in streams { writer.stream(stream) }
      }
    case .view(let claim, let view): return Self.attested(claim, "view", ("view", view)) { _ in }
    }
  }

  private static func attested(
    _ claim: AttestedClaim, _ kind: String, _ what: (name: String, value: String), _ more: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    file { writer in
      writer.object {
        $0.member("attested", claim.attested.text)
        $0.member("proof", kind)
        $0.member(what.name, what.value)
      }
    } lines: { writer in
      writer.checkpoint(claim.checkpoint)
      writer.entry(claim.genesis)
      writer.entry(claim.attestation)
      more(&writer)
    }
  }

  private static func file(
    header: (inout JSONWriter) -> Void, lines: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    header(&writer)
    writer.newline()
    lines(&writer)
    return Array((magic + "\n").utf8) + writer.bytes
  }
}

extension Position {
  /// `SEQ.POS`.
  public var text: String { "\(seq).\(position)" }

  /// Reads `SEQ.POS`, both in decimal without leading zeros.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let seq = UInt64(parts[0]), let position = UInt32(parts[1]) else { return nil }
    guard "\(seq).\(position)" == text else { return nil }
    self.init(seq: seq, position: position)
  }
}

extension JSONWriter {
  fileprivate mutating func line(_ body: (inout JSONWriter) -> Void) {
    object(body)
    newline()
  }

  fileprivate mutating func path(_ hashes: [Hash]) {
    name("path")
    array { for hash in hashes { $0.string(hash.base64) } }
  }

  fileprivate mutating func checkpoint(_ note: [UInt8]) {
    line { $0.member("checkpoint", Base64.encode(note)) }
  }

  fileprivate mutating func entry(_ entry: ProvenEntry) {
    line {
      $0.member("entry", Base64.encode(entry.bytes))
      $0.path(entry.path)
      $0.member("seq", Int64(entry.seq))
    }
  }

  fileprivate mutating func stream(_ stream: StreamLine) {
    line {
      $0.member("count", Int64(stream.chain.count))
      $0.member("head", stream.chain.head.hex)
      $0.member("index", Int64(stream.index))
      $0.path(stream.path)
      $0.member("ref", stream.ref)
    }
  }
}
