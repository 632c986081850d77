import Law
import Assistance
public import EventSourcing
public import Ledger
import TransparencyLog

/// Files that support events: kept in the ledger's folder under their SHA-256.
public enum EvidenceFiles {
  /// The largest file taken.
  public static let byteCountMax = 1 << 28

  /// What evidence says of a file.
  public struct Description: Hashable, Sendable {
    /// Where the file lies, as given.
    public let path: String
    /// SHA-256 of its bytes, 64 lower-case hex digits.
    public let sha256: String
    /// Media type by the name's ending; `application/octet-stream` for an unknown one.
    public let media: String
    /// What it is, a code of the codelist of kinds.
    public let kind: String
  }

  /// Reads a file and describes it, without keeping it.
  ///
  /// - Parameter kind: a code of the codelist of kinds; nil to judge by the file's name.
  public static func describe(_ path: String, kind: String? = nil) throws(LedgerError) -> Description {
    let bytes = try Files.read(path, limit: byteCountMax)
    let media = media(of: path)
    return Description(path: path, sha256: SHA256.hash(bytes).hex, media: media, kind: kind ?? Self.kind(media))
  }

  /// Copies files into `blobs/`; one that lies there damaged is put right.
  ///
  /// - Throws: `E35` when a file is no longer the one described.
  public static func keep(_ files: [Description], _ folder: Folder) throws(LedgerError) {
    var copied: [String] = []
    try keep(files, folder, copied: &copied)
  }

  /// - Parameter copied: gains the paths of those that were not there before, as far as it got.
  static func keep(_ files: [Description], _ folder: Folder, copied: inout [String]) throws(LedgerError) {
    for file in files {
      let bytes = try Files.read(file.path, limit: byteCountMax)
      guard SHA256.hash(bytes).hex == file.sha256 else {
        throw LedgerError(
          .inputOutput, "E35", "文件“\(file.path)”正在被改动，请稍后再试", "the file \"\(file.path)\" is being changed: try again")
      }
      let path = folder.blob(file.sha256)
      if !Files.exists(path) { copied.append(path) }
      try folder.keepBlob(bytes, file.sha256)
    }
  }

  /// What an event says itself that its evidence is, a code of the codelist of kinds; nil when it does not say.
  public static func kind(statedBy event: PlainEvent) -> String? {
    let field = Catalogue.current.type(event.type)?.fields.first { $0.codelist == "evidence_kind" }
    return field.flatMap { event.data[$0.name]?.string }
  }

  /// The evidence that names files, as an event holds it.
  ///
  /// - Parameter kind: what all of them are; nil for what each is described as.
  public static func evidence(_ files: [Description], kind: String? = nil) -> JSONValue {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("evidence")
      writer.array { writer in
        for file in files {
          writer.object {
            $0.member("sha256", file.sha256)
            $0.member("media", file.media)
            $0.member("kind", kind ?? file.kind)
          }
        }
      }
    }
    guard let value = try? JSONDocument.object(writer.bytes), let list = value["evidence"] else {
      preconditionFailure("not the log's JSON: \(writer.text)")
    }
    return list
  }

  /// Copies files into `blobs/` and gives the evidence that names them.
  ///
  /// - Parameter kind: a code of the codelist of kinds; nil to judge by the file's name.
  public static func keep(_ paths: [String], kind: String?, _ folder: Folder) throws(LedgerError) -> JSONValue {
    let files = try paths.map { (path) throws(LedgerError) in try describe(path, kind: kind) }
    try keep(files, folder)
    return evidence(files)
  }

  private static func media(of path: String) -> String {
    let name = path.lowercased()
    return types.first { name.hasSuffix($0.ending) }?.media ?? "application/octet-stream"
  }

  private static let types: [(ending: String, media: String)] = [
    (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".png", "image/png"), (".heic", "image/heic"),
    (".gif", "image/gif"), (".webp", "image/webp"), (".tif", "image/tiff"), (".tiff", "image/tiff"),
    (".mp4", "video/mp4"), (".mov", "video/quicktime"), (".mp3", "audio/mpeg"), (".m4a", "audio/mp4"),
    (".wav", "audio/wav"), (".amr", "audio/amr"), (".pdf", "application/pdf"), (".ofd", "application/ofd"),
    (".txt", "text/plain"), (".csv", "text/csv"), (".doc", "application/msword"), (".xls", "application/vnd.ms-excel"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  ]

  /// The ending of a file of a media type, `.jpg`; `.bin` where the type says nothing (format.md §10).
  public static func ending(ofMedia media: String) -> String {
    types.first { $0.media == media }?.ending ?? ".bin"
  }

  private static func kind(_ media: String) -> String {
    switch media.prefix(while: { $0 != "/" }) {
    case "image": "photo"
    case "video": "video"
    case "audio": "audio"
    default: "document"
    }
  }
}
