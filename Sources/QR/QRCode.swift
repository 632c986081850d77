import CQREncode

/// A QR code (ISO/IEC 18004): bytes that a camera can read off paper.
///
/// Made by libqrencode in byte mode, in the smallest version that holds the bytes. Rendering is our own and depends
/// on nothing but the modules, so the same bytes always give the same text and the same SVG.
public struct QRCode: Hashable, Sendable {
  /// How much of the symbol may be lost and still be read.
  public enum Correction: Sendable {
    /// About 7 %: for screens, and for the most data.
    case low
    /// About 15 %: for paper that is carried in a pocket.
    case medium
    /// About 25 %.
    case quartile
    /// About 30 %: for paper that will be stamped on.
    case high
  }

  /// Modules a side, 21…177.
  public let side: Int
  /// Row by row; true is ink.
  private let modules: [Bool]

  /// Encodes bytes.
  ///
  /// - Throws: ``QRCodeError/empty``, or ``QRCodeError/tooLong(byteCount:)`` when no version holds them (at most 2,953
  ///   bytes at low, 2,331 at medium correction).
  public init(_ bytes: [UInt8], correction: Correction = .medium) throws(QRCodeError) {
    guard !bytes.isEmpty else { throw .empty }
    // Longer is refused before C sees it: its length is an Int32.
    guard bytes.count <= 2953,
      let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, correction.level)
    else { throw .tooLong(byteCount: bytes.count) }
    defer { QRcode_free(code) }
    side = Int(code.pointee.width)
    modules = (0..<(side * side)).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// Encodes a text as UTF-8.
  public init(_ text: String, correction: Correction = .medium) throws(QRCodeError) {
    try self.init(Array(text.utf8), correction: correction)
  }

  /// Whether a module is dark. Outside the symbol all is light: the quiet zone.
  public func isDark(row: Int, column: Int) -> Bool {
    guard (0..<side).contains(row), (0..<side).contains(column) else { return false }
    return modules[row * side + column]
  }
}

extension QRCode.Correction {
  fileprivate var level: QRecLevel {
    switch self {
    case .low: QR_ECLEVEL_L
    case .medium: QR_ECLEVEL_M
    case .quartile: QR_ECLEVEL_Q
    case .high: QR_ECLEVEL_H
    }
  }
}

/// Why there is no QR code of these bytes.
public enum QRCodeError: Error, Hashable, Sendable {
  /// There is nothing to encode.
  case empty
  /// No QR code holds so many bytes at this correction.
  case tooLong(byteCount: Int)
}

extension QRCodeError: CustomStringConvertible {
  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .empty: ("没有可编成二维码的内容", "there is nothing to put in a QR code")
    case .tooLong(let byteCount): ("内容有 \(byteCount) 字节，一个二维码装不下", "\(byteCount) bytes are more than one QR code holds")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
