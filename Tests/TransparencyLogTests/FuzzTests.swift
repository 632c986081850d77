import TestSupport
import Testing
import TransparencyLog

/// Bytes from outside are hostile: any change of them ends in an answer, and never in a belief nobody signed.
@Suite struct FuzzTests {
  private let person: SignerKey
  private let log: SignerKey
  private let text = Array("事由：走访\n\n饮水不稳定。\n".utf8)

  init() throws {
    person = try SignerKey(name: "p-0042", privateKey: Ed25519PrivateKey(seed: repeatElement(1, count: 32)))
    log = try SignerKey(
      name: "qingcheng.example/ledger", privateKey: Ed25519PrivateKey(seed: repeatElement(2, count: 32)))
  }

  @Test func mutatedNotes() throws {
    let note = try SignedNote.sign(text: text, with: [person, log])
    let known = [person.verifier, log.verifier]
    let signed = try SignedNote.parse(note).signatures
    var random = SplitMix64(seed: 8)
    var verified = 0
    for _ in 0..<8_000 {
      let mutant = random.mutate(note)
      guard mutant != note, let parsed = try? SignedNote.parse(mutant) else { continue }
      #expect(rebuilt(parsed) == mutant)
      guard let signers = try? parsed.verify(known: known) else { continue }
      // Ed25519 signatures have one spelling, so what still verifies is the same text, and each signer's line
      // with it.
      verified += 1
      #expect(parsed.text == text)
      for signer in signers {
        let line = parsed.signatures.first { $0.keyID == signer.keyID && $0.name == signer.name }
        let original = signed.first { $0.keyID == signer.keyID }
        #expect(line?.signature == original?.signature)
      }
    }
    // A line can become an unknown one, or be taken away whole: some mutants must verify, or nothing was
    // tested.
    #expect(verified > 100)
  }

  /// The only reading of a note is the one that gives the same bytes back.
  private func rebuilt(_ note: SignedNote) -> [UInt8] {
    var bytes = note.text + [0x0A]
    for line in note.signatures {
      let keyID = (0..<4).map { UInt8(truncatingIfNeeded: line.keyID >> (24 - 8 * $0)) }
      bytes += Array("\u{2014} \(line.name) \(Base64.encode(keyID + line.signature))\n".utf8)
    }
    return bytes
  }

  @Test func mutatedCheckpoints() throws {
    let checkpoint = try Checkpoint(origin: log.name, size: 109_482, root: SHA256.hash(text))
    let note = try checkpoint.signed(by: log)
    var random = SplitMix64(seed: 9)
    for _ in 0..<8_000 {
      let mutant = random.mutate(note)
      if let believed = try? Checkpoint(verifying: mutant, by: log.verifier) {
        #expect(believed == checkpoint)
      }
      let unsigned = random.mutate(checkpoint.text)
      if let read = try? Checkpoint(parsing: unsigned, extensionLines: .accept) {
        #expect(read.text == unsigned)
      }
    }
  }

  @Test func mutatedPortableProofs() throws {
    let tree = SmallTree(size: 20)
    let checkpoint = try Checkpoint(origin: log.name, size: 20, root: tree.root(0..<20))
    let proof = try PortableProof(
      index: 13, path: InclusionProof.prove(index: 13, size: 20, reader: tree),
      checkpoint: checkpoint.signed(by: log),
      extra: [1, 2, 3])
    var random = SplitMix64(seed: 10)
    for _ in 0..<8_000 {
      let mutant = random.mutate(proof.bytes)
      guard let read = try? PortableProof(parsing: mutant) else { continue }
      #expect(read.bytes == mutant)
      guard let believed = try? read.verify(leaf: tree.leaves[13], by: log.verifier) else { continue }
      #expect(believed == checkpoint && read.index == 13 && read.path == proof.path)
    }
  }

  @Test func mutatedKeyTexts() throws {
    var random = SplitMix64(seed: 11)
    let verifier = log.verifier.text
    for _ in 0..<8_000 {
      let mutant = String(decoding: random.mutate(Array(verifier.utf8)), as: UTF8.self)
      if let key = try? VerifierKey(mutant) { #expect(Array(key.text.utf8) == Array(mutant.utf8)) }
      let secret = String(decoding: random.mutate(Array(person.secretText.utf8)), as: UTF8.self)
      if let key = try? SignerKey(secret) { #expect(Array(key.secretText.utf8) == Array(secret.utf8)) }
    }
  }

  @Test func noiseIsNoNote() {
    var random = SplitMix64(seed: 12)
    let pieces = [
      "\n", "\n\n", "\u{2014} ", "— p-0042 ", "AAAAAAAA", " ", "台", "a", "index ", "0", "\u{3000}",
    ]
    for _ in 0..<8_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        bytes += pieces.randomElement(using: &random)!.utf8
      }
      if Int.random(in: 0..<8, using: &random) == 0 { bytes += random.bytes(3) }
      if let note = try? SignedNote.parse(bytes) {
        #expect(rebuilt(note) == bytes)
        #expect(throws: NoteError.self) { try note.verify(known: [person.verifier]) }
      }
      #expect(throws: PortableProofError.self) { try PortableProof(parsing: bytes) }
      _ = try? Checkpoint(parsing: bytes, extensionLines: .accept)
      _ = Tile(path: String(decoding: bytes, as: UTF8.self))
    }
  }
}

extension SplitMix64 {
  /// One to three small changes: a bit, a byte, a piece left out, doubled or moved.
  mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let start = bytes.indices.randomElement(using: &self)!
      let end = min(
        bytes.count, start + Int.random(in: 1...(Bool.random(using: &self) ? 3 : 120), using: &self))
      let piece = Array(bytes[start..<end])
      switch Int.random(in: 0..<7, using: &self) {
      case 0: bytes[start] ^= 1 << UInt8.random(in: 0...7, using: &self)
      case 1: bytes[start] = UInt8.random(in: 0...255, using: &self)
      case 2: bytes[start] = Array("\n +/=0A\u{2014}".utf8).randomElement(using: &self)!
      case 3: bytes.removeSubrange(start..<end)
      case 4: bytes.insert(contentsOf: piece, at: start)
      case 5: removeLine(of: start, in: &bytes)
      default:
        bytes.removeSubrange(start..<end)
        bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &self))
      }
    }
    return bytes
  }

  private func removeLine(of place: Int, in bytes: inout [UInt8]) {
    let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    bytes.removeSubrange(start..<max(start, end))
  }
}
