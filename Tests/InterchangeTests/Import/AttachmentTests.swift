import AssistanceLedger
import EventSourcing
import Ledger
import Testing
import TransparencyLog

@testable import Interchange

/// Photographs that lie in a folder beside the sheet become evidence of the rows that name them.
struct AttachmentTests {
  private static let header = "对象编号,问题来源,问题类别,严重程度,问题描述,附件,发生时间\n"

  private func ledger(_ files: [String], _ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    try Files.makeFolder(ledger.path + "/photos")
    for file in files { try Files.write("\(ledger.path)/photos/\(file)", Array("content of \(file)".utf8)) }
    return ledger
  }

  private func run(_ ledger: ImportLedger, _ rows: String, dryRun: Bool = false, folder: Bool = true) throws
    -> ImportReport
  {
    try ledger.run("problem.opened", Self.header + rows) {
      $0.attachments = folder ? ledger.path + "/photos" : nil
      $0.isDryRun = dryRun
    }
  }

  private static let rows = """
    pb-1,inspection,water,2,饮水不稳定,井口.jpg；现场.mp4,2026-05-10
    pb-2,inspection,water,2,水压不足,井口.jpg,2026-05-11
    pb-3,inspection,water,2,管道老化,,2026-05-12

    """

  @Test func filesBecomeEvidence() throws {
    let ledger = try ledger(["井口.jpg", "现场.mp4", "多余.txt"])
    let trial = try run(ledger, Self.rows, dryRun: true)
    #expect(trial.problems.map(\.message.en) == [] && !Files.exists(ledger.session.ledger.folder.blobs))
    let report = try run(ledger, Self.rows)
    #expect(report.problems.map(\.message.en) == [])
    #expect(report.unusedAttachments == ["多余.txt"] && report.attachments == 2)
    let photo = SHA256.hash(Array("content of 井口.jpg".utf8)).hex
    let video = SHA256.hash(Array("content of 现场.mp4".utf8)).hex
    for digest in [photo, video] {
      #expect(SHA256.hash(try Files.read(ledger.session.ledger.folder.blob(digest))).hex == digest)
    }
    #expect(try ledger.row("evidence", photo)?["subjects"]?.strings == ["pb-1", "pb-2"])
    #expect(try ledger.row("evidence", video)?["kind"]?.string == "video")
    // Files that come with a row recorded before are named, not dropped in silence.
    let again = try run(ledger, Self.rows.replacing("管道老化,", with: "管道老化,多余.txt"))
    #expect(again.skipped == 3 && again.unusedAttachments == [])
    #expect(again.lateAttachments.map { "\($0.row) \($0.names)" } == ["4 [\"多余.txt\"]"])
  }

  @Test func missingFilesRefuseTheSheet() throws {
    let ledger = try ledger(["井口.jpg"])
    let size = ledger.session.writer.size
    let report = try run(ledger, Self.rows)
    #expect(report.problems.map { "\($0.row) \($0.column ?? 0) \($0.code) \($0.value ?? "")" } == ["2 6 X169 现场.mp4"])
    // A name is a name in the folder and leads nowhere else.
    let escape = try run(ledger, "pb-1,inspection,water,2,饮水不稳定,../ledger/taizhang.json,2026-05-10\n")
    #expect(escape.problems.map(\.code) == ["X169"])
    let none = try run(ledger, Self.rows, folder: false)
    #expect(none.problems.map(\.code) == ["X170", "X170", "X170"])
    #expect(ledger.session.writer.size == size && !Files.exists(ledger.session.ledger.folder.blobs))
    #expect(throws: LedgerError(.missing, "E14", "", "")) {
      _ = try ledger.run("problem.opened", Self.header + Self.rows) { $0.attachments = ledger.path + "/nowhere" }
    }
  }
}
