/// A log's statement of its size and root (C2SP tlog-checkpoint v1.0.0): the text of a signed note.
///
/// ```
/// <origin>
/// <size, decimal>
/// <base64 of the root>
/// ```
public struct Checkpoint: Sendable {
  /// The log's unique name, which is also the name of its key.
  public let origin: String
  /// Number of leaves.
  public let size: UInt64
  /// Root of the tree over them (RFC 6962 section 2.1).
  public let root: Hash
  /// Further lines; empty unless asked for when parsing.
  public let extensionLines: [String]

  /// What to do with lines after the third: C2SP discourages them, for some cosigners sign only three.
  public enum ExtensionLines: Sendable {
    /// Throw ``CheckpointError/extensionLines``.
    case refuse
    /// Keep them; each must have at least one character.
    case accept
  }

  /// A statement of one's own.
  ///
  /// - Throws: ``CheckpointError/badOrigin`` if the origin is empty or holds a control character.
  public init(origin: String, size: UInt64, root: Hash) throws(CheckpointError) {
    guard Self.isLine(origin) else { throw .badOrigin }
    self.init(origin: origin, size: size, root: root, extensionLines: [])
  }

  private init(origin: String, size: UInt64, root: Hash, extensionLines: [String]) {
    self.origin = origin
    self.size = size
    self.root = root
    self.extensionLines = extensionLines
  }

  /// Reads the text of a checkpoint, without blank line and signatures.
  public init(
    parsing text: [UInt8], extensionLines policy: ExtensionLines = .refuse
  ) throws(CheckpointError) {
    // Foreign bytes may be no UTF-8 at all; as the text of a note they have been checked already.
    guard let text = String(validating: text, as: UTF8.self) else { throw .malformed }
    guard text.utf8.last == SignedNote.lineFeed else { throw .malformed }
    let lines = text.utf8.dropLast().split(separator: SignedNote.lineFeed, omittingEmptySubsequences: false)
    guard lines.count >= 3 else { throw .malformed }

    let origin = String(Substring(lines[0]))
    guard Self.isLine(origin) else { throw .badOrigin }
    guard let size = UInt64(canonicalDecimal: lines[1]) else { throw .badSize }
    guard let root = Hash(base64: String(Substring(lines[2]))) else { throw .badRoot }
    let more = lines.dropFirst(3).map { String(Substring($0)) }
    guard policy == .accept || more.isEmpty else { throw .extensionLines }
    guard more.allSatisfy(Self.isLine) else { throw .malformed }
    self.init(origin: origin, size: size, root: root, extensionLines: more)
  }

  /// Reads a signed checkpoint without checking who signed it.
  public init(ofNote note: [UInt8]) throws(CheckpointError) {
    let signed: SignedNote
    do throws(NoteError) { signed = try SignedNote.parse(note) } catch { throw .note(error) }
    try self.init(parsing: signed.text)
  }

  /// Reads a signed checkpoint that must be this log's: named like the key, and signed by it.
  public init(verifying note: [UInt8], by key: VerifierKey) throws(CheckpointError) {
    let signed: SignedNote
    do throws(NoteError) {
      signed = try SignedNote.parse(note)
      _ = try signed.verify(known: [key])
    } catch {
      throw .note(error)
    }
    try self.init(parsing: signed.text)
    guard KeyName.same(origin, key.name) else { throw .otherOrigin(origin) }
  }

  /// The bytes that are signed: origin, size, root and extension lines, each with a line feed.
  public var text: [UInt8] {
    let lines = [origin, String(size), root.base64] + extensionLines
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  /// The checkpoint as a note with this log's signature.
  ///
  /// - Throws: ``CheckpointError/otherOrigin(_:)`` if the key is not named like the log.
  public func signed(by key: SignerKey) throws(CheckpointError) -> [UInt8] {
    guard KeyName.same(origin, key.name) else { throw .otherOrigin(origin) }
    do throws(NoteError) {
      return try SignedNote.sign(text: text, with: [key])
    } catch {
      throw .note(error)
    }
  }

  /// Not empty and without control characters. More may not be asked of a foreign log's origin.
  private static func isLine(_ line: String) -> Bool { !line.isEmpty && line.utf8.allSatisfy { $0 >= 0x20 } }
}

extension Checkpoint: Hashable {
  /// Whether they state the same, byte for byte.
  public static func == (a: Checkpoint, b: Checkpoint) -> Bool { a.text == b.text }

  /// Feeds the root.
  public func hash(into hasher: inout Hasher) { hasher.combine(root) }
}

/// Why bytes are not an acceptable checkpoint.
public enum CheckpointError: Error, Hashable, Sendable {
  /// The signed note around it is not acceptable.
  case note(NoteError)
  /// There are not three lines, each with a line feed; or an empty extension line.
  case malformed
  /// The first line is empty or holds a control character.
  case badOrigin
  /// The second line is not a number below 2^64 in decimal without leading zeros.
  case badSize
  /// The third line is not the base64 of 32 bytes.
  case badRoot
  /// There are more than three lines.
  case extensionLines
  /// The checkpoint is of another log than the key.
  case otherOrigin(String)
}

extension CheckpointError: CustomStringConvertible {
  /// A stable identifier of the reason, for machines.
  public var code: String {
    switch self {
    case .note(let error): error.code
    case .malformed: "checkpoint.malformed"
    case .badOrigin: "checkpoint.badOrigin"
    case .badSize: "checkpoint.badSize"
    case .badRoot: "checkpoint.badRoot"
    case .extensionLines: "checkpoint.extensionLines"
    case .otherOrigin: "checkpoint.otherOrigin"
    }
  }

  /// The reason in each language.
  public var message: (zh: String, en: String) {
    switch self {
    case .note(let error): error.message
    case .malformed: ("检查点应为三行：来源、大小、根", "a checkpoint is three lines: origin, size, root")
    case .badOrigin: ("检查点第 1 行应为日志名称", "line 1 of the checkpoint must be the name of a log")
    case .badSize: ("检查点第 2 行不是无前导零的十进制数", "line 2 of the checkpoint is not a plain decimal number")
    case .badRoot: ("检查点第 3 行不是 32 字节的 base64", "line 3 of the checkpoint is not 32 bytes in base64")
    case .extensionLines: ("检查点多于三行", "the checkpoint has more than three lines")
    case .otherOrigin(let origin):
      ("检查点来自“\(origin)”，不是该密钥的日志", "the checkpoint is of “\(origin)”, not of this key's log")
    }
  }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
