/// What a log sends to a witness (C2SP tlog-witness, `POST <prefix>/add-checkpoint`), and what is carried to one that has
/// no network.
///
/// ```
/// old <size>
/// <base64 hash>                       ← consistency proof from the old size, at most 63 lines
///
/// <signed checkpoint, verbatim>
/// ```
public struct AddCheckpointRequest: Hashable, Sendable {
  /// Size of the last checkpoint that the witness cosigned, as the log believes; 0 for none.
  public let oldSize: UInt64
  /// From the tree of the old size to the checkpoint's.
  public let proof: [Hash]
  /// The signed checkpoint, byte for byte.
  public let checkpoint: [UInt8]

  /// The most hashes a request may hold.
  public static let proofCountMax = 63
  /// More bytes than this are refused unread: 63 hashes and a checkpoint with a hundred signatures are less.
  public static let byteCountMax = 1 << 16

  /// Puts a request together.
  ///
  /// - Precondition: at most 63 hashes.
  public init(oldSize: UInt64, proof: [Hash], checkpoint: [UInt8]) {
    precondition(proof.count <= Self.proofCountMax, "a request holds at most 63 hashes")
    self.oldSize = oldSize
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// Reads a request. The checkpoint is only cut off, not read.
  ///
  /// - Throws: ``WitnessRefusal/malformed(line:)``.
  public init(parsing bytes: [UInt8]) throws(WitnessRefusal) {
    guard bytes.count <= Self.byteCountMax else { throw .malformed(line: 1) }
    var rest = bytes[...]
    var number = 0
    func next() -> ArraySlice<UInt8>? {
      number += 1
      guard let end = rest.firstIndex(of: SignedNote.lineFeed) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return rest[..<end]
    }
    guard let first = next(), first.starts(with: Self.old), let size = UInt64(canonicalDecimal: first.dropFirst(4))
    else { throw .malformed(line: 1) }
    var proof: [Hash] = []
    while true {
      guard let line = next() else { throw .malformed(line: number) }
      if line.isEmpty { break }
      guard proof.count < Self.proofCountMax, let hash = Base64.decode(Array(line)).flatMap({ Hash(bytes: $0) }) else {
        throw .malformed(line: number)
      }
      proof.append(hash)
    }
    guard !rest.isEmpty else { throw .malformed(line: number + 1) }
    self.init(oldSize: size, proof: proof, checkpoint: Array(rest))
  }

  /// The bytes of the request.
  public var bytes: [UInt8] {
    let lines = ["old \(oldSize)"] + proof.map(\.base64)
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
  }

  private static let old = Array("old ".utf8)
}
