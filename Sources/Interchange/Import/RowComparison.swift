import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Compares a row that comes again with what the ledger holds of it.
struct RowComparison {
  let session: LedgerSession

  enum Verdict {
    case new
    /// The original event.
    case same(EventID)
    /// The original event, and the fields as they should be: those that differ from it now or did before.
    case changed(EventID, fields: [String], data: JSONValue)
  }

  func verdict(_ item: RowItem) throws(LedgerError) -> Verdict {
    guard let known = try importRow(item.key), let last = session.writer.event(known) else { return .new }
    guard let original = last.event.corrects else {
      return try differences(item, known, last.event.data, nil)
    }
    guard let first = session.writer.event(original) else { return .new }
    return try differences(item, original, first.event.data, last.event.data["fields"])
  }

  private func importRow(_ key: String) throws(LedgerError) -> EventID? {
    guard let table = session.writer.state.tables.first(where: { $0.name == "imports" }) else { return nil }
    let bytes: [UInt8]?
    do { bytes = try table.rowBytes(key) } catch {
      throw LedgerError(
        .integrity, "L06", "派生状态损坏（\(error.message.zh)），请执行 taizhang rebuild",
        "derived state is damaged (\(error.message.en)): run taizhang rebuild")
    }
    return bytes.flatMap { try? JSONDocument.object($0) }?["event"]?.string.flatMap { EventID($0) }
  }

  /// What the sheet leaves blank it does not take back: only what it says is compared.
  private func differences(
    _ item: RowItem, _ original: EventID, _ first: JSONValue, _ corrected: JSONValue?
  ) throws(LedgerError) -> Verdict {
    var differing: [String] = []
    var restated: [(String, ArraySlice<UInt8>)] = []
    for (name, value) in item.event.data.members {
      let now = try plain(corrected?[name] ?? first[name])
      let isSame = try plain(value) == now
      if !isSame { differing.append(name) }
      if !isSame || corrected?[name] != nil { restated.append((name, value.rawBytes)) }
    }
    guard !differing.isEmpty else { return .same(original) }
    var writer = JSONWriter()
    writer.object { writer in
      for (name, bytes) in restated {
        writer.name(name)
        writer.raw(bytes)
      }
    }
    guard let data = try? JSONDocument.object(writer.bytes) else { return .same(original) }
    return .changed(original, fields: differing, data: data)
  }

  /// A value as text with commitments opened, so that what is sealed anew each time compares by what it says.
  private func plain(_ value: JSONValue?) throws(LedgerError) -> String {
    guard let value else { return "" }
    if let commitment = Sealed.commitment(value) {
      return "s:" + (try session.vault.opening(commitment)?.value ?? "\u{0}")
    }
    switch value.kind {
    case .string: return "s:" + (value.string ?? "")
    case .object:
      var parts: [String] = []
      for (name, inner) in value.members { parts.append("\(name)=\(try plain(inner))") }
      return "{" + parts.joined(separator: "\u{1}") + "}"
    case .array:
      var parts: [String] = []
      for inner in value.elements { parts.append(try plain(inner)) }
      return "[" + parts.joined(separator: "\u{1}") + "]"
    default: return String(decoding: value.rawBytes, as: UTF8.self)
    }
  }
}
