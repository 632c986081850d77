/// Reads a file of sheets, whatever its name says: the first bytes tell what it is.
public enum Workbook {
  /// The sheets of an `.xlsx` workbook in the workbook's order, or the one sheet of a CSV file.
  ///
  /// Everything else that people mistake for a sheet is refused by name, with advice: `.xls`, `.et`, `.wps`,
  /// workbooks with a password, PDF, web pages called `.xls`, other archives, pictures.
  /// - Throws: ``SheetError``.
  public static func read(path: String) throws(SheetError) -> [Sheet] {
    let bytes = try FileBytes.read(path, limitBytes: ReadingLimits.standard.fileBytes)
    return try read(bytes, file: path)
  }

  /// As ``read(path:)``, of bytes in memory; `file` is the name used in errors.
  public static func read(_ bytes: [UInt8], file: String) throws(SheetError) -> [Sheet] {
    try read(bytes, file: file, limits: .standard)
  }

  static func read(_ bytes: [UInt8], file: String, limits: ReadingLimits) throws(SheetError) -> [Sheet] {
    guard bytes.count <= limits.fileBytes else { throw .tooLarge(file, limitBytes: limits.fileBytes) }
    guard !FileBytes.name(file).hasPrefix("~$") else { throw .ownerFile(file) }
    switch FileKind(bytes) {
    case .empty: throw .emptyFile(file)
    case .zipBehind(let count): throw .leadingBytes(file, count: count)
    case .zip: return try XLSXReader.read(bytes, file: file, limits: limits)
    case .compoundFile(let isEncrypted):
      throw isEncrypted ? .passwordProtected(file) : .oldBinaryFormat(file)
    case .pdf: throw .pdf(file)
    case .markup: throw .webPage(file)
    case .binary(let zh, let en): throw .otherBinary(file, kindZh: zh, kindEn: en)
    case .text: return [try CSVReader.parse(bytes, file: file, delimiter: nil, limits: limits)]
    }
  }
}

/// What a file's first bytes say it is.
enum FileKind: Equatable {
  case empty
  case zip
  /// A zip archive behind so many bytes that do not belong there, such as a byte order mark.
  case zipBehind(Int)
  /// OLE2: the container of `.xls`, `.et`, `.wps`, and of workbooks encrypted with a password.
  case compoundFile(isEncrypted: Bool)
  case pdf
  case markup
  case binary(zh: String, en: String)
  case text

  init(_ bytes: [UInt8]) {
    if bytes.isEmpty {
      self = .empty
    } else if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      self = .compoundFile(isEncrypted: Self.namesEncryptedPackage(bytes))
    } else if let binary = Self.binaries.first(where: { bytes.starts(with: $0.magic) }) {
      self = .binary(zh: binary.zh, en: binary.en)
    } else if bytes.prefix(1024).starts(with: Array("%PDF-".utf8)) {
      self = .pdf
    } else if let count = Self.leadingBytes(bytes) {
      self = .zipBehind(count)
    } else {
      self = Self.looksLikeMarkup(bytes) ? .markup : .text
    }
  }

  /// How many bytes stand before the mark of a zip archive, if few do.
  private static func leadingBytes(_ bytes: [UInt8]) -> Int? {
    let mark: [UInt8] = [0x50, 0x4B, 3, 4]
    return bytes.prefix(64).indices.first { bytes[$0...].starts(with: mark) }
  }

  private static let binaries: [(magic: [UInt8], zh: String, en: String)] = [
    ([0xFF, 0xD8, 0xFF], "图片（JPEG）", "a picture (JPEG)"),
    ([0x89, 0x50, 0x4E, 0x47], "图片（PNG）", "a picture (PNG)"),
    (Array("GIF8".utf8), "图片（GIF）", "a picture (GIF)"),
    (Array("Rar!".utf8), "RAR 压缩包", "a RAR archive"),
    ([0x37, 0x7A, 0xBC, 0xAF], "7z 压缩包", "a 7z archive"),
    ([0x1F, 0x8B], "gzip 压缩文件", "a gzip file"),
    (Array("{\\rtf".utf8), "RTF 文档", "an RTF document"),
    // BIFF2–BIFF4 workbooks have no container: they open with their BOF record.
    ([0x09, 0x08, 0x10, 0x00], "旧的二进制表格（.xls）", "an old binary sheet (.xls)"),
    ([0x09, 0x04, 0x06, 0x00], "旧的二进制表格（.xls）", "an old binary sheet (.xls)"),
    ([0x09, 0x02, 0x06, 0x00], "旧的二进制表格（.xls）", "an old binary sheet (.xls)"),
    ([0x09, 0x00, 0x04, 0x00], "旧的二进制表格（.xls）", "an old binary sheet (.xls)"),
  ]

  /// [MS-OFFCRYPTO] 2.3: an encrypted workbook is an OLE2 file with a stream of this name, in UTF-16LE.
  private static func namesEncryptedPackage(_ bytes: [UInt8]) -> Bool {
    let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }
    return bytes.indices.contains { bytes[$0] == name[0] && bytes[$0...].starts(with: name) }
  }

  private static func looksLikeMarkup(_ bytes: [UInt8]) -> Bool {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let head = bytes[mark...].prefix(256).drop { $0 <= 0x20 }.map { $0 | 0x20 }
    let openings = [
      "<html", "<!doctype", "<?xml", "<table", "<head", "<meta", "<style", "<body", "<!--", "mime-version:",
    ]
    return openings.contains { head.starts(with: $0.utf8.map { $0 | 0x20 }) }
  }
}
