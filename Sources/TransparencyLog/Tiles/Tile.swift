/// The name of one static resource of a published tree (C2SP tlog-tiles v0.1.0): up to 256 hashes of one
/// level, or the entries under them.
///
/// The hash `i` of tile `index` at `level` l is the root over the 256^l leaves from (`index` × 256 + i) ×
/// 256^l on. A tree of 70,000 leaves has 273 full tiles at level 0 and `tile/0/273.p/112`, one full tile at
/// level 1 and `tile/1/001.p/17`, and `tile/2/000.p/1`.
public struct Tile: Hashable, Sendable {
  /// What the resource holds.
  public enum Content: Hashable, Sendable {
    /// Tree hashes, 32 bytes each, of this tile level (0…63): a tile level is eight levels of the tree.
    case hashes(level: Int)
    /// Entries, each behind its length in two bytes: what the hashes of level 0 with the same index are of.
    case entries
  }

  /// How many hashes or entries a full tile has.
  public static let fullWidth = 256

  /// What the resource holds.
  public let content: Content
  /// Position among the tiles of the same level, from 0.
  public let index: UInt64
  /// Number of hashes or entries, 1…256.
  public let width: Int

  /// A tile by its place.
  ///
  /// - Precondition: level is 0…63, width 1…256.
  public init(_ content: Content, index: UInt64, width: Int = Tile.fullWidth) {
    if case .hashes(let level) = content { precondition((0...63).contains(level), "tile levels are 0…63") }
    precondition((1...Tile.fullWidth).contains(width), "a tile has 1…256 hashes")
    self.content = content
    self.index = index
    self.width = width
  }

  /// Number of full tiles at a level of the tree with `size` leaves.
  public static func fullCount(level: Int, size: UInt64) -> UInt64 { size >> UInt64(8 * (level + 1)) }

  /// The partial tile at a level of the tree with `size` leaves, which has floor(size / 256^level) mod 256
  /// hashes; nil if that is none, for empty tiles do not exist.
  public static func partial(level: Int, size: UInt64) -> Tile? {
    let width = Int(size >> UInt64(8 * level) & 0xFF)
    return width == 0
      ? nil : Tile(.hashes(level: level), index: fullCount(level: level, size: size), width: width)
  }

  /// The path below the log's prefix, such as `tile/0/x001/x234/067.p/5`.
  public var path: String {
    let folder =
      switch content {
      case .hashes(let level): String(level)
      case .entries: "entries"
      }
    let suffix = width == Tile.fullWidth ? "" : ".p/\(width)"
    return "tile/\(folder)/\(Self.groups(index))\(suffix)"
  }

  /// Three digits a path element, `x` before all but the last, so that no folder has the name of a file.
  private static func groups(_ index: UInt64) -> String {
    let last = padded(index % 1000)
    return index < 1000 ? last : folders(index / 1000) + last
  }

  private static func folders(_ index: UInt64) -> String {
    (index < 1000 ? "" : folders(index / 1000)) + "x" + padded(index % 1000) + "/"
  }

  private static func padded(_ group: UInt64) -> String {
    let digits = String(group)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}

extension Tile {
  /// Reads a path as ``path`` writes it; nil for any other spelling.
  public init?(path: String) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
    guard parts.popFirst() == "tile", let folder = parts.popFirst() else { return nil }
    var content = Content.entries
    if folder != "entries" {
      guard let level = UInt64(canonicalDecimal: folder.utf8), level <= 63 else { return nil }
      content = .hashes(level: Int(level))
    }

    var width = UInt64(Tile.fullWidth)
    if let partial = parts.dropLast().last, partial.hasSuffix(".p") {
      guard let stated = UInt64(canonicalDecimal: parts.removeLast().utf8), (1...255).contains(stated) else {
        return nil
      }
      width = stated
      parts = parts.dropLast() + [partial.dropLast(2)]
    }
    // Any other spelling of the same index is caught by writing it again.
    guard let index = Self.index(parts) else { return nil }
    self.init(content, index: index, width: Int(width))
    guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
  }

  private static func index(_ groups: ArraySlice<Substring>) -> UInt64? {
    // 2^64 has twenty digits.
    guard (1...7).contains(groups.count) else { return nil }
    var index: UInt64 = 0
    for group in groups {
      let digits = group.hasPrefix("x") ? group.dropFirst() : group
      guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = UInt64(digits)
      else { return nil }
      let (thousands, tooMany) = index.multipliedReportingOverflow(by: 1000)
      let (sum, tooMuch) = thousands.addingReportingOverflow(value)
      guard !tooMany && !tooMuch else { return nil }
      index = sum
    }
    return index
  }
}
