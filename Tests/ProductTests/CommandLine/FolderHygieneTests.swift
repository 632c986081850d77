import Foundation
import Testing

/// What lies in a ledger's folder besides what should, and who may read it.
@Suite struct FolderHygieneTests {
  /// Every file and folder below a path, with its permission bits.
  private func modes(_ root: String) throws -> [(path: String, mode: mode_t, isFolder: Bool)] {
    var found: [(String, mode_t, Bool)] = []
    for name in [""] + (try FileManager.default.subpathsOfDirectory(atPath: root)) {
      var about = stat()
      #expect(lstat("\(root)/\(name)", &about) == 0)
      found.append((name, about.st_mode & 0o777, about.st_mode & S_IFMT == S_IFDIR))
    }
    return found
  }

  /// Runs a command under a file creation mask.
  private func masked(_ taizhang: Product, _ mask: String, _ command: String...) throws {
    let answer = try taizhang.start("/bin/sh", ["-c", "umask \(mask); exec \"$0\" \"$@\"", Product.binary] + command)
    #expect(answer.status == 0, "\(command): \(answer)")
  }

  /// Under umask 000, as some daemons run, `taizhang.json`, LMDB's files and backups of the vault came out writable for everybody, and
  /// the vault's copy readable: the mode was left to the mask.
  @Test(arguments: ["000", "022", "077"]) func nothingIsForOthers(_ mask: String) throws {
    try Product.run { (taizhang) throws in
      try masked(taizhang, mask, "init", "--origin", "t.example/l", "--region", "621021", "--authority", "某局")
      try masked(
        taizhang, mask, "person", "add", "p-0001", "--name", "张三", "--role", "handler", "--org", "org-authority")
      try masked(taizhang, mask, "household", "add", "hh-0001", "--place", "621021103204", "--head-name", "李四")
      try taizhang.write("照片", "photo.jpg")
      try masked(
        taizhang, mask, "record", "visit.recorded", "--subject", "hh-0001", "minutes=5", "--attach", "photo.jpg",
        "--sign",
        "p-0001")
      try masked(taizhang, mask, "rebuild")
      try masked(taizhang, mask, "backup", "copy")
      try masked(taizhang, mask, "restore", "copy", "--into", "restored", "--checkpoint", "copy/checkpoint")
      try masked(taizhang, mask, "publish", "web")
      try masked(taizhang, mask, "follow", "web", "--into", "replica", "--once")
      try masked(taizhang, mask, "key", "generate", "w-1", "--into", "own")
      try masked(taizhang, mask, "witness", "key", "w.example/w", "--store", "witness")
      for root in ["ledger", "copy", "restored", "replica", "own", "witness"] {
        for (path, mode, isFolder) in try modes(taizhang.path(root)) {
          let isSecret =
            path.hasPrefix("vault") || path.hasPrefix("keys") || path.hasSuffix("key")
            || ["own", "witness"].contains(root) && isFolder
          let most: mode_t = isFolder ? (isSecret ? 0o700 : 0o750) : (isSecret ? 0o600 : 0o640)
          #expect(mode & ~most == 0, "\(root)/\(path): \(String(mode, radix: 8))")
        }
      }
      // What is published is for everybody to read, as far as the mask allows, and for nobody to write.
      for (path, mode, isFolder) in try modes(taizhang.path("web")) where !path.hasPrefix(".") {
        let most: mode_t = isFolder ? 0o755 : 0o644
        #expect(mode & ~most == 0, "web/\(path): \(String(mode, radix: 8))")
        if mask == "022" { #expect(mode == most, "web/\(path): \(String(mode, radix: 8))") }
      }
    }
  }

  /// Each killed writer left `NAME.PROCESS.tmp` beside what it wrote, half a secret key among them, for good.
  @Test func halfWrittenFilesAreCleared() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.write("照片", "photo.jpg")
      let visit = ["record", "visit.recorded", "--subject", "hh-0001", "minutes=5", "--sign", "p-0001"]
      #expect(try taizhang.start(Product.binary, visit + ["--attach", "photo.jpg"]).status == 0)
      let blobs = taizhang.path("ledger/blobs")
      let shelf = try #require(FileManager.default.contentsOfDirectory(atPath: blobs).first)
      let blob = try #require(FileManager.default.contentsOfDirectory(atPath: "\(blobs)/\(shelf)").first)
      // A number that no process has: the largest there can be, and one.
      let gone = 4_194_305
      let left = [
        "taizhang.json.\(gone).tmp", "keys/p-0002.skey.\(gone).tmp", "derived/CURRENT.\(gone).tmp",
        "blobs/\(shelf)/\(blob).\(gone).tmp",
      ]
      let others = [
        "taizhang.json.\(getpid()).tmp", "notes.\(gone).tmp", "keys/notes.tmp", "keys/p-0002.skey.\(gone)", "a.tmp",
        "blobs/\(shelf)/photo.\(gone).tmp", "derived/mine.\(gone).tmp",
      ]
      for name in left + others { try taizhang.write("x", "ledger/\(name)") }
      // Reading clears nothing: somebody may be writing.
      #expect(try taizhang("show", "hh-0001").status == 0)
      func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: taizhang.path("ledger/\(name)")) }
      for name in left + others { #expect(isThere(name), "\(name)") }
      #expect(try taizhang.start(Product.binary, visit).status == 0)
      for name in left { #expect(!isThere(name), "\(name)") }
      for name in others { #expect(isThere(name), "\(name)") }
    }
  }
}
