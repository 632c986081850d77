import Foundation
import Testing

/// Evidence files that were lost or damaged.
@Suite struct EvidenceFilesTests {
  private func attach(_ taizhang: Product) throws -> Product.Answer {
    try taizhang(
      "record", "visit.recorded", "--subject", "hh-0001", "minutes=5", "--attach", "photo.jpg", "--sign", "p-0001")
  }

  /// A file cut short in `blobs/` (a full disk, a copy that broke off) stayed so when the good one was attached again, and the
  /// attachment was acknowledged: a file of the right name was there. The same for one that is gone, or is no file.
  @Test func attachingAgainPutsThemRight() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.write(String(repeating: "照片", count: 1000), "photo.jpg")
      #expect(try attach(taizhang).status == 0)
      let blobs = taizhang.path("ledger/blobs")
      let shelf = try #require(FileManager.default.contentsOfDirectory(atPath: blobs).first)
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: "\(blobs)/\(shelf)").first)
      let blob = "\(blobs)/\(shelf)/\(name)"
      let damages: [(String, Int32, () throws -> Void)] = [
        ("cut short", 2, { #expect(truncate(blob, 100) == 0) }), ("empty", 2, { #expect(truncate(blob, 0) == 0) }),
        ("gone", 1, { #expect(unlink(blob) == 0) }),
        ("a pipe", 2, { #expect(unlink(blob) == 0 && mkfifo(blob, 0o600) == 0) }),
        ("altered", 2, { try Data("x".utf8).write(to: URL(fileURLWithPath: blob)) }),
        ("a link to nothing", 1, { #expect(unlink(blob) == 0 && symlink("/nowhere", blob) == 0) }),
      ]
      for (what, status, damage) in damages {
        try damage()
        #expect(try taizhang("verify").status == status, "\(what)")
        let again = try attach(taizhang)
        #expect(again.status == 0, "\(what): \(again)")
        #expect(try taizhang("verify").status == 0, "\(what)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: blob)).count == 6000, "\(what)")
      }
      // What cannot be put right is not acknowledged.
      #expect(unlink(blob) == 0 && mkdir(blob, 0o700) == 0)
      let size = try taizhang("verify", "--level", "hashes", "--json").json["size"] as? Int
      let refused = try attach(taizhang)
      #expect(refused.status == 73 && refused.err.contains("E39"), "\(refused)")
      #expect(try taizhang("verify", "--level", "hashes", "--json").json["size"] as? Int == size)
    }
  }
}
