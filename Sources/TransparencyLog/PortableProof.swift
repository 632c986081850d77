/// An inclusion proof in one file (C2SP tlog-proof): everything but the entry and the log's key.
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra <base64>                      ← optional
/// index <decimal>
/// <base64 hash>                       ← leaf's sibling first, zero or more lines
///
/// <signed checkpoint, verbatim>
/// ```
public struct PortableProof: Hashable, Sendable {
  /// Index of the entry in the log.
  public let index: UInt64
  /// The audit path, leaf's sibling first.
  public let path: [Hash]
  /// The signed checkpoint, byte for byte.
  public let checkpoint: [UInt8]
  /// Data for the application, covered by no signature; not empty.
  public let extra: [UInt8]?

  /// Puts a proof together.
  ///
  /// - Precondition: `extra` is nil or not empty.
  public init(index: UInt64, path: [Hash], checkpoint: [UInt8], extra: [UInt8]? = nil) {
    precondition(extra?.isEmpty != true, "no extra data is written by leaving it out")
    self.index = index
    self.path = path
    self.checkpoint = checkpoint
    self.extra = extra
  }

  /// Reads a proof. The checkpoint is only cut off, not read.
  public init(parsing bytes: [UInt8]) throws(PortableProofError) {
    var lines = Lines(rest: bytes[...])
    guard lines.next()?.elementsEqual(Self.magic.utf8) == true else { throw .unknownVersion }

    var line = lines.next()
    var extra: [UInt8]?
    if let value = line?.value(after: "extra ") {
      guard let data = Base64.decode(value), !data.isEmpty else { throw .malformedLine(2) }
      extra = data
      line = lines.next()
    }
    guard let digits = line?.value(after: "index "), let index = UInt64(canonicalDecimal: digits) else {
      throw .malformedLine(lines.number)
    }

    var path: [Hash] = []
    while true {
      guard let line = lines.next() else { throw .missingCheckpoint }
      if line.isEmpty { break }
      // No tree below 2^64 leaves has longer paths.
      guard path.count < 64, let hash = Base64.decode(Array(line)).flatMap({ Hash(bytes: $0) }) else {
        throw .malformedLine(lines.number)
      }
      path.append(hash)
    }
    guard !lines.rest.isEmpty else { throw .missingCheckpoint }
    self.init(index: index, path: path, checkpoint: Array(lines.rest), extra: extra)
  }

  /// The bytes of the file.
  public var bytes: [UInt8] {
    var lines = [Self.magic]
    if let extra { lines.append("extra \(Base64.encode(extra))") }
    lines.append("index \(index)")
    lines += path.map(\.base64)
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
  }

  /// Checks that the log of `key` has this leaf at ``index``, and returns the log's signed statement that
  /// says so.
  public func verify(leaf: Hash, by key: VerifierKey) throws(PortableProofError) -> Checkpoint {
    let statement: Checkpoint
    do throws(CheckpointError) {
      statement = try Checkpoint(verifying: checkpoint, by: key)
    } catch {
      throw .checkpoint(error)
    }
    do throws(ProofError) {
      try InclusionProof.verify(
        leaf: leaf, index: index, size: statement.size, root: statement.root, proof: path)
    } catch {
      throw .proof(error)
    }
    return statement
  }

  private static let magic = "c2sp.org/tlog-proof@v1"

  /// Complete lines from the top.
  private struct Lines {
    var rest: ArraySlice<UInt8>
    var number = 0

    mutating func next() -> ArraySlice<UInt8>? {
      number += 1
      guard let end = rest.firstIndex(of: SignedNote.lineFeed) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return rest[..<end]
    }
  }
}

extension ArraySlice<UInt8> {
  /// What follows `prefix`, or nil if the bytes do not begin with it.
  fileprivate func value(after prefix: String) -> [UInt8]? {
    starts(with: prefix.utf8) ? Array(dropFirst(prefix.utf8.count)) : nil
  }
}

/// Why bytes are not an acceptable portable proof, or do not prove what they should.
public enum PortableProofError: Error, Hashable, Sendable {
  /// The first line is not `c2sp.org/tlog-proof@v1`.
  case unknownVersion
  /// This line, from 1, is not what should stand there.
  case malformedLine(Int)
  /// There is no blank line followed by a checkpoint.
  case missingCheckpoint
  /// The checkpoint is not acceptable.
  case checkpoint(CheckpointError)
  /// The hashes do not lead from the leaf to the checkpoint's root.
  case proof(ProofError)
}

extension PortableProofError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .unknownVersion: "portableProof.unknownVersion"
    case .malformedLine: "portableProof.malformedLine"
    case .missingCheckpoint: "portableProof.missingCheckpoint"
    case .checkpoint(let error): error.code
    case .proof(let error): error.code
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .unknownVersion: ("第 1 行应为 c2sp.org/tlog-proof@v1", "line 1 must read c2sp.org/tlog-proof@v1")
    case .malformedLine(let number): ("证明文件第 \(number) 行格式不对", "line \(number) of the proof is malformed")
    case .missingCheckpoint: ("证明文件缺少检查点", "the proof has no checkpoint")
    case .checkpoint(let error): error.message
    case .proof(let error): error.message
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
