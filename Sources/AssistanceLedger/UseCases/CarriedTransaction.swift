public import EventSourcing
public import Ledger
public import TransparencyLog

/// A transaction as a file to carry: its text while it is composed, then a note that gathers signatures.
///
/// Nothing of it needs the ledger, so people far from it can compose and sign; `append` judges it later.
public struct CarriedTransaction: Sendable {
  /// The signed text.
  public private(set) var text: [UInt8]
  /// The whole note once somebody signed; nil before.
  public private(set) var note: [UInt8]?

  /// The bytes of the file.
  public var bytes: [UInt8] { note ?? text }

  /// Reads a file.
  ///
  /// - Throws: `E67` when it is neither.
  public init(_ bytes: [UInt8]) throws(LedgerError) {
    guard bytes.starts(with: Array("\(Transaction.magic)\n".utf8)) else { throw Self.malformed("") }
    if let signed = try? SignedNote.parse(bytes) {
      text = signed.text
      note = bytes
    } else {
      text = bytes
    }
  }

  /// A new one without events.
  public init(header: TransactionDraft) { text = header.text }

  private static func malformed(_ why: String) -> LedgerError {
    LedgerError(.malformed, "E67", "不是事务文件\(why)", "this is no transaction file\(why)")
  }

  /// The names that must sign, in order.
  public func signers() throws(LedgerError) -> [String] {
    let lines = text.split(separator: 0x0A)
    guard lines.count >= 2, let header = try? JSONDocument.object(Array(lines[1])),
      let names = header["signers"]?.strings
    else { throw Self.malformed("") }
    return names
  }

  /// Who signed so far, as the lines say; nothing is verified.
  public var signed: [String] {
    guard let note, let parsed = try? SignedNote.parse(note) else { return [] }
    return parsed.signatures.map(\.name)
  }

  /// Adds an event; openings are for a file beside this one.
  ///
  /// - Throws: `E68` once somebody signed.
  public mutating func add(_ event: PlainEvent) throws(LedgerError) -> [Opening] {
    guard note == nil else {
      throw LedgerError(.refused, "E68", "已有人签名，不能再加事件", "it is signed: no event can be added")
    }
    let signers = try signers()
    let (draft, openings) = Composer().compose(event, signers: signers)
    // Only the event's line is taken: the header stays byte for byte what `tx new` wrote.
    let whole = TransactionDraft(
      ledger: "", genesis: nil, tx: ULID(ms: 0, random: [UInt8](repeating: 0, count: 10)), signers: signers,
      at: Timestamp(ms: 0), events: [draft])
    guard let line = whole.text.split(separator: 0x0A).last else { throw Self.malformed("") }
    text += line + [0x0A]
    return openings
  }

  /// Adds the next signature.
  ///
  /// - Throws: `E69` when it is another's turn, or everybody signed; `E67` with every fault of form.
  public mutating func sign(_ key: SignerKey) throws(LedgerError) {
    do { _ = try Transaction(text: text) } catch {
      let zh = error.reasons.map { "\($0.path) \($0.message.zh)" }.joined(separator: "；")
      throw Self.malformed("：\(zh)")
    }
    let names = try signers()
    let done = signed
    guard done.count < names.count, names[done.count] == key.name else {
      let next = done.count < names.count ? names[done.count] : "—"
      throw LedgerError(
        .refused, "E69", "不该由\(key.name)签名：签名人依次为\(names.joined(separator: "、"))，下一位是\(next)",
        "it is not \(key.name)'s turn: the signers are \(names.joined(separator: ", ")), next is \(next)")
    }
    do {
      if let note {
        self.note = note + (try SignedNote.signatureLine(for: text, by: key))
      } else {
        note = try SignedNote.sign(text: text, with: [key])
      }
    } catch {
      throw LedgerError(.refused, "E42", "无法签名：\(error.message.zh)", "the text cannot be signed: \(error.message.en)")
    }
  }
}
