import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// What the ledger holds, as a sheet is compared with it: events as corrected since, sealed values opened.
final class RecordedEvents {
  /// An event as it stands now.
  struct Recorded {
    let context: EventContext
    /// Fields as they were restated, later ones over earlier.
    let corrected: [String: JSONValue]
    let isVoided: Bool

    var id: EventID { context.eventID }
    var subject: String { context.event.subject }

    func value(_ name: String) -> JSONValue? { corrected[name] ?? context.event.data[name] }

    var names: [String] {
      let own = context.event.data.members.map(\.name)
      return own + corrected.keys.filter { !own.contains($0) }.sorted()
    }
  }

  /// What is left of an event once it was compared: to keep the events of a whole sheet is to keep their entries in memory.
  struct Mention {
    let id: EventID
    let subject: String
    /// SHA-256 of the files that support it.
    let files: Set<String>

    init(_ recorded: Recorded) {
      id = recorded.id
      subject = recorded.subject
      files = Set(recorded.context.event.evidence.map(\.sha256))
    }
  }

  private let view: LedgerView
  private let vault: Vault
  /// Entries read last: the rows of a sheet come in the order in which the ledger holds them.
  private var entries: [ParsedEntry] = []
  private static let entryCountMax = 8

  init(_ view: LedgerView, _ vault: Vault) {
    self.view = view
    self.vault = vault
  }

  // MARK: Events

  /// The event that a row became, by the key under which it was imported; of a row that was corrected, the original.
  func event(key: String) throws(LedgerError) -> Recorded? {
    guard let row = try view.row("imports", key).flatMap({ try? JSONDocument.object($0) }),
      let id = row["event"]?.string.flatMap({ EventID($0) }), let last = try context(id)
    else { return nil }
    guard let original = last.event.corrects else { return try recorded(last) }
    return try context(original).map { (context) throws(LedgerError) in try recorded(context) }
  }

  /// The event of that type with which a subject's story begins.
  func registration(of subject: String, type: String) throws(LedgerError) -> Recorded? {
    for place in try view.positions(.subject(subject)) where place.position != SubjectChain.signerPosition {
      guard let entry = try entry(place.seq) else { continue }
      let context = entry.context(Int(place.position))
      if context.event.type == type, context.event.subject == subject { return try recorded(context) }
    }
    return nil
  }

  /// Every event of a type in the chain of a subject, those voided left out.
  func events(of type: String, linkedTo subject: String) throws(LedgerError) -> [Recorded] {
    guard try !view.positions(.type(type)).isEmpty else { return [] }
    var found: [Recorded] = []
    for place in try view.positions(.subject(subject)) where place.position != SubjectChain.signerPosition {
      guard let entry = try entry(place.seq) else { continue }
      let context = entry.context(Int(place.position))
      guard context.event.type == type else { continue }
      let event = try recorded(context)
      if !event.isVoided { found.append(event) }
    }
    return found
  }

  /// The entries of the batch in which an event was recorded; nil when it was recorded alone.
  func batch(of context: EventContext) -> (id: String, entries: Range<UInt64>)? {
    guard let batch = context.header.batch, batch.part >= 1, batch.of >= batch.part,
      let before = UInt64(exactly: batch.part - 1), let count = UInt64(exactly: batch.of), context.seq >= before
    else { return nil }
    let first = context.seq - before
    return (batch.id, first..<(first + count))
  }

  func entry(_ seq: UInt64) throws(LedgerError) -> ParsedEntry? {
    if let known = entries.first(where: { $0.seq == seq }) { return known }
    guard let entry = try view.entry(seq) else { return nil }
    if entries.count >= Self.entryCountMax { entries.removeFirst() }
    entries.append(entry)
    return entry
  }

  func recorded(_ context: EventContext) throws(LedgerError) -> Recorded {
    var corrected: [String: JSONValue] = [:]
    var isVoided = false
    for amendment in try Amendments.of(context, view).amendments {
      if amendment.event.voids != nil { isVoided = true }
      guard amendment.event.corrects != nil, let fields = amendment.event.data["fields"] else { continue }
      for (name, value) in fields.members { corrected[name] = value }
    }
    return Recorded(context: context, corrected: corrected, isVoided: isVoided)
  }

  private func context(_ id: EventID) throws(LedgerError) -> EventContext? {
    guard let seq = try view.sequence(of: id.tx), let entry = try entry(seq),
      entry.transaction.events.indices.contains(id.position)
    else { return nil }
    return entry.context(id.position)
  }

  // MARK: Values

  /// What stands for a sealed value that this machine cannot open.
  static let closed = "\u{0}"

  /// A value as text with commitments opened, so that what is sealed anew each time compares by what it says.
  func plain(_ value: JSONValue?) throws(LedgerError) -> String {
    guard let value else { return "" }
    if let commitment = Sealed.commitment(value) { return "s:" + (try vault.opening(commitment)?.value ?? Self.closed) }
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

  /// The text of a value, opened; nil when there is none or it is closed here.
  func text(_ value: JSONValue?) throws(LedgerError) -> String? {
    let plain = try plain(value)
    guard plain.hasPrefix("s:"), plain != "s:" + Self.closed else { return nil }
    return String(plain.dropFirst(2))
  }

  /// Every value that is no object or list, by its path.
  func leaves(_ value: JSONValue, _ path: String = "") throws(LedgerError) -> [String: String] {
    var found: [String: String] = [:]
    func add(_ name: String, _ inner: JSONValue) throws(LedgerError) {
      let path = path.isEmpty ? name : "\(path).\(name)"
      if Sealed.commitment(inner) == nil, inner.kind == .object || inner.kind == .array {
        found.merge(try leaves(inner, path)) { first, _ in first }
      } else {
        found[path] = try plain(inner)
      }
    }
    for (name, inner) in value.members { try add(name, inner) }
    var index = 0
    for inner in value.elements {
      try add("\(index)", inner)
      index += 1
    }
    return found
  }

  /// As ``leaves(_:_:)``, of an event as it stands now.
  func leaves(_ recorded: Recorded) throws(LedgerError) -> [String: String] {
    var found: [String: String] = [:]
    for name in recorded.names {
      guard let value = recorded.value(name) else { continue }
      if Sealed.commitment(value) == nil, value.kind == .object || value.kind == .array {
        found.merge(try leaves(value, name)) { first, _ in first }
      } else {
        found[name] = try plain(value)
      }
    }
    return found
  }
}
