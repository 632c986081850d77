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
