/// Why a published tile or bundle is not the one its place in the tree demands.
public enum TileError: Error, Hashable, Sendable {
  /// A tile has 32 bytes for each of its hashes, no more and no fewer.
  case wrongLength(Tile, byteCount: Int)
  /// The entries of a bundle do not fill it exactly: one is cut off, some are missing, or bytes follow the last.
  case wrongBundle(Tile, offset: Int)
  /// The hashes are not those that lead to the root.
  case notOfThisTree(Tile)
  /// There is no such subtree in a tree of this size.
  case outOfRange(level: Int, index: UInt64, size: UInt64)
}

extension TileError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .wrongLength: "tile.wrongLength"
    case .wrongBundle: "tile.wrongBundle"
    case .notOfThisTree: "tile.notOfThisTree"
    case .outOfRange: "tile.outOfRange"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .wrongLength(let tile, let byteCount):
      (
        "“\(tile.path)”应为 \(tile.width * Hash.byteCount) 字节，实有 \(byteCount) 字节",
        "“\(tile.path)” must have \(tile.width * Hash.byteCount) bytes, it has \(byteCount)"
      )
    case .wrongBundle(let tile, let offset):
      (
        "“\(tile.path)”在第 \(offset) 字节处不是恰好 \(tile.width) 条",
        "“\(tile.path)” is not exactly \(tile.width) entries, at byte \(offset)"
      )
    case .notOfThisTree(let tile): ("“\(tile.path)”不属于检查点的树", "“\(tile.path)” is not of the checkpoint's tree")
    case .outOfRange(let level, let index, let size):
      ("\(size) 条的树没有第 \(level) 层第 \(index) 个子树", "the tree of \(size) has no subtree \(index) at level \(level)")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
