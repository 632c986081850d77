/// One value or name of a document, as offsets into its bytes: a document is one flat array of tokens,
/// children after their parent, so reading allocates nothing per value.
public struct JSONToken: Sendable {
  /// The six kinds of value the log holds; `null` is refused (specs/format.md §1.1), so it has no kind.
  public enum Kind: UInt8, Sendable {
    /// Followed by its names and values in turn.
    case object
    /// Followed by its elements.
    case array
    /// A string, or a member's name; without its quotes.
    case string
    /// A number: the log holds no other than integers.
    case integer
    /// The literal `true`.
    case `true`
    /// The literal `false`.
    case `false`
  }

  /// What the token is; a member's name is a `string` token before its value.
  public var kind: Kind
  /// Whether a string holds a backslash, and so must be unescaped before it is used.
  public var isEscaped: Bool
  /// First byte of the value; for a string, the first after its opening quote.
  public var start: UInt32
  /// One past the last byte; for a string, its closing quote.
  public var end: UInt32
  /// Index of the token after this value and all its children.
  public var next: UInt32

  @inlinable
  init(kind: Kind, isEscaped: Bool = false, start: Int, end: Int, next: Int) {
    self.kind = kind
    self.isEscaped = isEscaped
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.next = UInt32(truncatingIfNeeded: next)
  }
}
