import Testing
import TransparencyLog

@Suite struct NoteVectorTests {
  private struct PublicKeyCase: Decodable {
    let desc: String, key: Bytes, wantErr: String?
  }

  @Test func publicKeys() throws {
    for vector in try vectors("public-keys", of: PublicKeyCase.self) {
      let key = expect(vector.wantErr, vector.desc) { try Ed25519PublicKey(bytes: vector.key.value) }
      if let key { #expect(key.bytes == vector.key.value) }
    }
  }

  private struct SignatureCase: Decodable {
    let desc: String, key: Bytes, message: Bytes, signature: Bytes, want: Bool
  }

  @Test func signatures() throws {
    for vector in try vectors("signatures", of: SignatureCase.self) {
      let key = try Ed25519PublicKey(bytes: vector.key.value)
      let isValid = key.verify(signature: vector.signature.value, message: vector.message.value)
      #expect(isValid == vector.want, "\(vector.desc)")
    }
  }

  private struct KeyTextCase: Decodable {
    struct Key: Decodable {
      let name: String, keyID: String
    }

    let desc: String, verifier: String?, signer: String?, want: Key?, wantErr: String?
  }

  @Test func keyTexts() throws {
    for vector in try vectors("key-texts", of: KeyTextCase.self) {
      if let text = vector.verifier, let key = expect(vector.wantErr, vector.desc, { try VerifierKey(text) }) {
        #expect(key.name == vector.want?.name)
        #expect(key.keyID == UInt32(try #require(vector.want?.keyID), radix: 16))
        #expect(key.text == text)
      }
      if let text = vector.signer, let key = expect(vector.wantErr, vector.desc, { try SignerKey(text) }) {
        #expect(key.verifier.text == vector.verifier)
        #expect(key.secretText == text)
      }
    }
  }

  private struct NoteCase: Decodable {
    struct Note: Decodable {
      let text: Bytes, signedBy: [String]
    }

    let desc: String, note: Bytes, known: [String], want: Note?, wantErr: String?
  }

  @Test func notes() throws {
    for vector in try vectors("notes", of: NoteCase.self) {
      let known = try vector.known.map { text in try VerifierKey(text) }
      let read = expect(vector.wantErr, vector.desc) {
        let note = try SignedNote.parse(vector.note.value)
        return (note, try note.verify(known: known))
      }
      guard let (note, signers) = read else { continue }
      #expect(note.text == vector.want?.text.value, "\(vector.desc)")
      #expect(signers.map(\.name) == vector.want?.signedBy, "\(vector.desc)")
    }
  }

  /// The way of those who read many notes gives the same answer for every line.
  @Test func splitAgreesWithParse() throws {
    for vector in try vectors("notes", of: NoteCase.self) {
      guard let note = try? SignedNote.parse(vector.note.value) else { continue }
      let known = try vector.known.map { text in try VerifierKey(text) }
      try vector.note.value.withUnsafeBytes { bytes in
        let (textRange, lines) = try SignedNote.split(bytes)
        #expect(Array(bytes[textRange]) == note.text)
        #expect(lines.count == note.signatures.count)
        for (line, signature) in zip(lines, note.signatures) {
          #expect(line.signature(in: bytes) == signature.signature)
          for key in known {
            let isNamed = key.keyID == signature.keyID && key.name == signature.name
            let isValid = isNamed && key.publicKey.verify(signature: signature.signature, message: note.text)
            #expect(key.verify(line, text: textRange, in: bytes) == isValid, "\(vector.desc)")
          }
        }
      }
    }
  }

  private struct CheckpointCase: Decodable {
    struct Statement: Decodable {
      let origin: String, size: Number, root: Bytes
    }

    let desc: String, note: Bytes, key: String, want: Statement?, wantErr: String?
  }

  @Test func checkpoints() throws {
    for vector in try vectors("checkpoints", of: CheckpointCase.self) {
      let key = try VerifierKey(vector.key)
      let read = expect(vector.wantErr, vector.desc) { try Checkpoint(verifying: vector.note.value, by: key) }
      guard let checkpoint = read, let want = vector.want else { continue }
      #expect(checkpoint.origin == want.origin && checkpoint.size == want.size.value, "\(vector.desc)")
      #expect(checkpoint.root.bytes == want.root.value, "\(vector.desc)")
      #expect(try checkpoint.text == SignedNote.parse(vector.note.value).text, "\(vector.desc)")
    }
  }

  private struct ProofCase: Decodable {
    struct Place: Decodable {
      let index: Number, size: Number
    }

    let desc: String, proof: Bytes, leaf: Bytes, key: String, want: Place?, wantErr: String?
  }

  @Test func portableProofs() throws {
    for vector in try vectors("portable-proofs", of: ProofCase.self) {
      let read = expect(vector.wantErr, vector.desc) {
        let proof = try PortableProof(parsing: vector.proof.value)
        #expect(proof.bytes == vector.proof.value, "\(vector.desc)")
        return (proof, try proof.verify(leaf: vector.leaf.hash, by: VerifierKey(vector.key)))
      }
      guard let (proof, checkpoint) = read else { continue }
      #expect(proof.index == vector.want?.index.value && checkpoint.size == vector.want?.size.value)
    }
  }
}
