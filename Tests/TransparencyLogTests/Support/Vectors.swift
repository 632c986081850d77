import Foundation
import Testing
import TransparencyLog

/// The cases of one file under specs/vectors/transparency-log.
func vectors<Case: Decodable>(_ name: String, of type: Case.Type = Case.self) throws -> [Case] {
  let folder = URL(filePath: #filePath).appending(path: "../../../../specs/vectors/transparency-log")
    .standardized
  let cases = try JSONDecoder().decode(
    [Case].self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
  try #require(!cases.isEmpty)
  return cases
}

/// Bytes written as base64, decoded by Foundation and not by the code under test.
struct Bytes: Decodable {
  let value: [UInt8]

  init(from decoder: any Decoder) throws {
    value = [UInt8](try #require(Data(base64Encoded: String(from: decoder))))
  }

  var hash: Hash { get throws { try #require(Hash(bytes: value)) } }
}

/// A number written as decimal text.
struct Number: Decodable {
  let value: UInt64

  init(from decoder: any Decoder) throws {
    value = try #require(UInt64(String(from: decoder)))
  }
}

/// Checks that `body` is refused with `code`, or not at all if `code` is nil; returns what it returned.
@discardableResult
func expect<R>(
  _ code: String?, _ desc: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> R
) -> R? {
  do {
    let result = try body()
    #expect(code == nil, "not refused: \(desc)", sourceLocation: sourceLocation)
    return result
  } catch {
    #expect(stableCode(of: error) == code, "\(desc): \(error)", sourceLocation: sourceLocation)
    return nil
  }
}

private func stableCode(of error: any Error) -> String {
  switch error {
  case let error as ProofError: error.code
  case let error as KeyError: error.code
  case let error as NoteError: error.code
  case let error as CheckpointError: error.code
  case let error as PortableProofError: error.code
  case let error as TileError: error.code
  case let error as WitnessRefusal: error.code
  case let error as WitnessPolicyError: error.code
  default: "unexpected: \(error)"
  }
}
