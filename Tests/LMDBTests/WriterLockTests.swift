import Foundation
import Glibc
import LMDB
import Testing

@Suite struct WriterLockTests {
  @Test func holdsOffASecondWriterOfThisProcess() throws {
    let folder = try Folder()
    let path = folder.path + "/writer"
    do {
      let first = try WriterLock(path: path)
      #expect(throws: LMDBError(.busy, .lock, path: path)) { _ = try WriterLock(path: path) }
      _ = consume first
    }
    _ = try WriterLock(path: path)
  }

  @Test func doesNotWaitForAnotherProcess() throws {
    let folder = try Folder()
    let path = folder.path + "/writer"
    let other = Process()
    other.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    other.arguments = [path, "sh", "-c", "echo held; read line"]
    let input = Pipe()
    let output = Pipe()
    other.standardInput = input
    other.standardOutput = output
    try other.run()
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    #expect(throws: LMDBError(.busy, .lock, path: path)) { _ = try WriterLock(path: path) }
    try input.fileHandleForWriting.close()
    other.waitUntilExit()
    _ = try WriterLock(path: path)
  }

  @Test func saysWhyItCannotBeMade() throws {
    let folder = try Folder()
    #expect(code { _ = try WriterLock(path: folder.path + "/none/writer") } == .noSuchFile)
    #expect(code { _ = try WriterLock(path: folder.path) } == LMDBError.Code(rawValue: EISDIR))
  }
}
