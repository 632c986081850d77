import Testing
import TransparencyLog

@Suite struct KeyTests {
  /// The example of golang.org/x/mod/sumdb/note, checked by many other implementations.
  private let published = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

  @Test func readsThePublishedKey() throws {
    let key = try VerifierKey(published)
    #expect(key.name == "example.com/foo")
    #expect(key.keyID == 0x530d_903a)
    #expect(key.text == published)
  }

  @Test func signsAndVerifies() throws {
    let signer = try SignerKey.generate(name: "p-0042")
    let again = try SignerKey(signer.secretText)
    #expect(again.verifier == signer.verifier)
    let note = try SignedNote.sign(text: Array("你好\n\n再见\n".utf8), with: [again])
    let parsed = try SignedNote.parse(note)
    #expect(parsed.text == Array("你好\n\n再见\n".utf8))
    #expect(try parsed.verify(known: [signer.verifier]) == [signer.verifier])
    #expect(throws: NoteError.noKnownSignature) { try parsed.verify(known: [VerifierKey(published)]) }
  }

  /// Swift's `==` takes é and e + accent for the same string. To a signature they are different names, and
  /// whoever registers the second must not become the first.
  @Test func namesAreBytes() throws {
    let privateKey = Ed25519PrivateKey.generate()
    let composed = try SignerKey(name: "caf\u{E9}", privateKey: privateKey)
    let decomposed = try SignerKey(name: "cafe\u{301}", privateKey: privateKey)
    #expect(composed.name == decomposed.name)
    #expect(composed.verifier != decomposed.verifier)
    let checkpoint = try Checkpoint(origin: composed.name, size: 0, root: MerkleTree.emptyRoot)
    #expect(try checkpoint != Checkpoint(origin: decomposed.name, size: 0, root: MerkleTree.emptyRoot))
    #expect(throws: CheckpointError.otherOrigin(composed.name)) { try checkpoint.signed(by: decomposed) }
    let note = try SignedNote.parse(checkpoint.signed(by: composed))
    #expect(throws: NoteError.noKnownSignature) { try note.verify(known: [decomposed.verifier]) }
  }

  @Test func signingRefusesWhatReadingWould() throws {
    let signer = try SignerKey.generate(name: "p-0042")
    let cases: [(String, NoteError)] = [
      ("", .unterminatedText), ("a", .unterminatedText), ("a\t\n", .controlCharacter(offset: 1)),
      ("a\r\n", .controlCharacter(offset: 1)),
    ]
    for (text, error) in cases {
      #expect(throws: error) { try SignedNote.sign(text: Array(text.utf8), with: [signer]) }
    }
    #expect(throws: NoteError.notUTF8(offset: 1)) {
      try SignedNote.sign(text: [0x61, 0xFF, 0x0A], with: [signer])
    }
    #expect(throws: NoteError.missingSignatureBlock) { try SignedNote.sign(text: [0x0A], with: []) }
    #expect(throws: NoteError.tooManySignatures) {
      try SignedNote.sign(text: [0x0A], with: Array(repeating: signer, count: 101))
    }
    #expect(throws: KeyError.badName) { try SignerKey.generate(name: "p 42") }
    #expect(throws: CheckpointError.badOrigin) { try Checkpoint(origin: "a\nb", size: 0, root: .zero) }
    #expect(throws: CheckpointError.badOrigin) { try Checkpoint(origin: "", size: 0, root: .zero) }
  }

  @Test func aSecondSignerAddsALine() throws {
    let (first, second) = (try SignerKey.generate(name: "p-1"), try SignerKey.generate(name: "p-2"))
    let text = Array("同意\n".utf8)
    let note =
      try SignedNote.sign(text: text, with: [first]) + SignedNote.signatureLine(for: text, by: second)
    #expect(try note == SignedNote.sign(text: text, with: [first, second]))
    let parsed = try SignedNote.parse(note)
    let known = [second.verifier, first.verifier]
    #expect(try parsed.verify(known: known) == [first.verifier, second.verifier])
    #expect(parsed.signatures.map { Array(note[$0.line]) }.reduce(text + [0x0A], +) == note)
  }

  @Test func neverPrintsASecret() throws {
    let key = Ed25519PrivateKey.generate()
    let signer = try SignerKey(name: "p-1", privateKey: key)
    var dumped = "\(key)\(signer)\(String(reflecting: key))\(String(reflecting: signer))"
    dump(key, to: &dumped)
    dump(signer, to: &dumped)
    let seed = Hash(bytes: key.seed)
    #expect(seed != nil)
    #expect(!dumped.contains(Base64.encode(key.seed)) && !dumped.contains(seed?.hex ?? ""))
    #expect(!dumped.contains("\(key.seed[0]), \(key.seed[1])"))
    #expect(dumped.contains("Ed25519PrivateKey(secret)"))
  }
}
