import Foundation
import Glibc
import LMDB

/// A folder of its own for one test, removed with the value.
final class Folder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("lmdb-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var dataFile: String { path + "/data.mdb" }

  func data() throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: dataFile))) }

  func setData(_ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: dataFile))
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ buffer: UnsafeRawBufferPointer?) -> String? { buffer.map { String(decoding: $0, as: UTF8.self) } }

/// Fast settings: what these tests prove does not hang on the disk.
func testOptions(readOnly: Bool = false) -> Environment.Options {
  var options = Environment.Options(readOnly: readOnly)
  options.durability = .noSync
  options.mapSizeBytes = 1 << 30
  return options
}

/// The code a piece of work fails with; `nil` when it does not.
func code(of work: () throws -> Void) -> LMDBError.Code? {
  do {
    try work()
    return nil
  } catch let error as LMDBError {
    return error.code
  } catch {
    return LMDBError.Code(rawValue: .max)
  }
}

/// The code a commit fails with; a closure cannot consume what it captures.
func commitCode(_ transaction: consuming WriteTransaction) -> LMDBError.Code? {
  do throws(LMDBError) {
    try transaction.commit()
    return nil
  } catch {
    return error.code
  }
}

extension Environment {
  /// Makes the database, and puts records.
  func fill(_ name: String, _ records: [(String, String)]) throws {
    try write { transaction in
      let database = try transaction.database(named: name, create: true)
      for (key, value) in records { try transaction.put(bytes(key), bytes(value), database) }
    }
  }

  /// All records of a database as text, in order.
  func contents(_ name: String) throws -> [String] {
    try read { transaction in
      let database = try transaction.database(named: name)
      var lines: [String] = []
      try transaction.scan(database) { key, value in
        lines.append("\(String(decoding: key, as: UTF8.self))=\(String(decoding: value, as: UTF8.self))")
        return .continue
      }
      return lines
    }
  }
}
