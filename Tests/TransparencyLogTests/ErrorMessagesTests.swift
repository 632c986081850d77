import Testing
import TransparencyLog

/// Both languages stood in each half of a message, because an error that says itself in both was put into both halves:
/// `不是签名文书：没有签名… / no signatures: … not a signed note: 没有签名… / no signatures: …`.
@Suite struct ErrorMessagesTests {
  private static let tile = Tile(.hashes(level: 0), index: 0, width: 1)
  private static let key = KeyError.badChecksum(stated: 1, computed: 2)
  private static let note = NoteError.unverified(name: "a", keyID: 1)
  private static let proof = ProofError.wrongLength(expected: 1, actual: 2)
  private static let checkpoint = CheckpointError.note(note)

  private static let messages: [(zh: String, en: String)] =
    [
      NoteError.notUTF8(offset: 1), .controlCharacter(offset: 1), .missingSignatureBlock,
      .malformedSignatureLine(number: 1), .tooManySignatures, .unterminatedText, note,
      .ambiguousKey(name: "a", keyID: 1), .noKnownSignature,
    ].map(\.message)
    + [
      KeyError.wrongLength(actual: 1), .nonCanonical, .smallOrder, .notOnCurve, .malformed, .badName,
      .unknownAlgorithm(2), key,
    ].map(\.message)
    + [
      ProofError.indexOutOfRange(index: 1, size: 1), .sizesOutOfOrder(oldSize: 2, newSize: 1), proof, .rootMismatch,
      .oldRootMismatch,
    ].map(\.message)
    + [
      TileError.wrongLength(tile, byteCount: 1), .wrongBundle(tile, offset: 1), .notOfThisTree(tile),
      .outOfRange(level: 1, index: 1, size: 1),
    ].map(\.message)
    + [TimeStampError.malformed, .otherHash, .badAuthority, .notByAuthority].map(\.message)
    + [
      checkpoint, .malformed, .badOrigin, .badSize, .badRoot, .extensionLines, .otherOrigin("a"),
    ].map(\.message)
    + [
      PortableProofError.unknownVersion, .malformedLine(1), .missingCheckpoint, .checkpoint(checkpoint), .proof(proof),
    ].map(\.message)
    + [
      WitnessRefusal.malformed(line: 1), .badCheckpoint(checkpoint), .unknownLog("a"), .untrusted(note),
      .oldSizeBeyond(oldSize: 2, size: 1), .otherSize(1), .otherRoot(1), .inconsistent(proof),
    ].map(\.message)
    + [
      WitnessPolicyError.Reason.badCharacter, .unknownKeyword, .wrongWordCount, .badKey, .duplicateKey, .duplicateName,
      .undefinedName, .memberTwice, .badThreshold, .secondQuorum, .noQuorum,
    ].map { WitnessPolicyError(line: 1, reason: $0).message }

  @Test(arguments: messages.indices)
  func eachHalfIsInItsLanguage(_ index: Int) {
    let (zh, en) = Self.messages[index]
    #expect(zh.contains(where: Self.isChinese) && !zh.contains(" / "), "\(zh)")
    #expect(!en.isEmpty && !en.contains(" / "), "\(en)")
    #expect(!en.contains(where: Self.isChinese), "\(en)")
    // Three English words in a row are a sentence.
    #expect(zh.firstMatch(of: /[a-z]{2,} [a-z]{2,} [a-z]{2,}/) == nil, "\(zh)")
  }

  private static func isChinese(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test func aDescriptionHasBoth() {
    #expect("\(NoteError.noKnownSignature)" == "没有任何已知密钥的签名 / no signature by a known key")
  }
}
