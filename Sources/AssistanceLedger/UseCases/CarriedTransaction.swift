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
  /// - Throws: `E67` when it is neither, with every fault of form; only the events may still be missing.
  public init(_ bytes: [UInt8]) throws(LedgerError) {
    if let signed = try? SignedNote.parse(bytes) {
      text = signed.text
      note = bytes
      try Self.check(text)
    } else {
      text = bytes
      try Self.checkBegun(text)
    }
  }

  /// A new one without events.
  ///
  /// - Throws: `E67` when the header is not well formed: a signer that is no reference, say.
  public init(header: TransactionDraft) throws(LedgerError) {
    text = header.text
    try Self.checkBegun(text)
  }

  /// - Throws: `E67` with every fault of form.
  private static func check(_ text: [UInt8]) throws(LedgerError) {
    do { _ = try Transaction(text: text) } catch { throw malformed(error.reasons) }
  }

  /// The same of a text that may have no events yet. Then the header is judged with one that stands in for them.
  private static func checkBegun(_ text: [UInt8]) throws(LedgerError) {
    do { _ = try Transaction(text: text) } catch {
      guard error.reasons.map(\.code) == ["T02"] else { throw malformed(error.reasons) }
      let event = #"{"type":"a.b","subject":"a-1","time":"2026-01-01","data":{}}"#
      try check(text + Array("\(event)\n".utf8))
    }
  }

  private static func malformed(_ reasons: [Refusal]) -> LedgerError {
    let zh = reasons.map { "\($0.path) \($0.message.zh)" }.joined(separator: "；")
    let en = reasons.map { "\($0.path) \($0.message.en)" }.joined(separator: "; ")
    return LedgerError(
      .malformed, "E67", "不是格式正确的事务文件（\(zh)）；请重新取得，或用 tx new 重做",
      "this is no well-formed transaction file (\(en)): fetch it again, or begin anew with tx new")
  }

  /// The names that must sign, in order.
  ///
  /// - Throws: `E67` when the text has none, which reading it has ruled out.
  public func signers() throws(LedgerError) -> [String] {
    let lines = text.split(separator: 0x0A)
    guard lines.count >= 2, let header = try? JSONDocument.object(Array(lines[1])),
      let names = header["signers"]?.strings
    else { throw Self.malformed([Refusal("T06", "缺少或不合格式", "missing or malformed", path: "$.signers")]) }
    return names
  }

  /// Who signed so far, as the lines say; nothing is verified.
  public var signed: [String] {
    guard let note, let parsed = try? SignedNote.parse(note) else { return [] }
    return parsed.signatures.map(\.name)
  }

  /// Adds an event; openings are for a file beside this one.
  ///
  /// - Throws: `E68` once somebody signed; `E67` when the event is not well formed, and then nothing is added.
  public mutating func add(_ event: PlainEvent) throws(LedgerError) -> [Opening] {
    guard note == nil else {
      throw LedgerError(.refused, "E68", "已有人签名，不能再加事件", "it is signed: no event can be added")
    }
    let signers = try signers()
    let (draft, openings) = try Composer().compose(event, signers: signers)
    // Only the event's line is taken: the header stays byte for byte what `tx new` wrote.
    let whole = TransactionDraft(
      ledger: "", genesis: nil, tx: ULID(ms: 0, random: [UInt8](repeating: 0, count: 10)), signers: signers,
      at: Timestamp(ms: 0), events: [draft])
    let longer = whole.text.split(separator: 0x0A).suffix(1).reduce(text) { $0 + $1 + [0x0A] }
    try Self.check(longer)
    text = longer
    return openings
  }

  /// Adds the next signature.
  ///
  /// - Throws: `E69` when it is another's turn, or everybody signed; `E67` with every fault of form.
  public mutating func sign(_ key: SignerKey) throws(LedgerError) {
    try Self.check(text)
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
