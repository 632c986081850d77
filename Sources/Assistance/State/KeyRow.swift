import EventSourcing

/// Who vouched for a signing key, and why it was revoked. Its table's key is `NAME+ID`, as ``KeyID`` has it.
///
/// Which key may sign which entry is the engine's to judge, before the domain is asked: this row says of it what events said.
struct KeyRow: Row {
  var holder = ""
  /// Verifier string of a signed note: `NAME+ID+BASE64`.
  var vkey = ""
  /// Registrars, other than the holder, who signed the registration.
  var registrars: [String] = []
  var registered = ""
  /// Last moment of validity as written; nil for ever.
  var validTo: String?
  var revoked: String?
  /// Since when the key is not to be trusted, as written.
  var since: String?
  var reason: String?

  static let columns = Columns<KeyRow>([
    Column("holder", \.holder, .reference, zh: "持有人", en: "holder"),
    Column("vkey", \.vkey, .text, zh: "公钥", en: "verifier key"),
    Column("registrars", \.registrars, .list, zh: "登记员", en: "registrars"),
    Column("registered", \.registered, .text, zh: "登记事件", en: "registered by"),
    Column("valid_to", \.validTo, .time, zh: "有效至", en: "valid to"),
    Column("revoked", \.revoked, .text, zh: "吊销事件", en: "revoked by"),
    Column("since", \.since, .time, zh: "失信起始", en: "not trusted since"),
    Column("reason", \.reason, .text, zh: "原因", en: "reason"),
  ])
}

/// The name of a key in views and revocations, `NAME+ID`: the first two parts of its verifier string.
enum KeyID {
  /// Nil for a text that has not both parts.
  static func of(_ text: String) -> String? {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty, parts[1].utf8.count == 8 else { return nil }
    return "\(parts[0])+\(parts[1])"
  }
}
