import Foundation
import Testing

/// The cases of one file under specs/vectors, such as `json/accepted`.
func vectors<Case: Decodable>(_ name: String, of type: Case.Type = Case.self) throws -> [Case] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../specs/vectors")
  let cases = try JSONDecoder().decode(
    [Case].self, from: Data(contentsOf: folder.standardized.appending(path: "\(name).json")))
  try #require(!cases.isEmpty)
  return cases
}

/// Bytes written as base64, decoded by Foundation.
struct Bytes: Decodable {
  let value: [UInt8]

  init(from decoder: any Decoder) throws {
    value = [UInt8](try #require(Data(base64Encoded: String(from: decoder))))
  }
}
