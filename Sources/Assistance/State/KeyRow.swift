import EventSourcing

/// A signing key. Its table's key is the first two parts of the verifier string: `p-0042+1a2b3c4d`.
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

/// A public key that was registered, so that it is never registered again under another name.
struct PublicKeyRow: Row {
  /// `NAME+ID`.
  var registeredAs = ""

  static let columns = Columns<PublicKeyRow>([
    Column("registered_as", \.registeredAs, .text, zh: "登记为", en: "registered as")
  ])
}

/// The parts of a verifier string, as far as the registers need them.
struct VerifierKey {
  /// `NAME+ID`.
  let id: String
  /// Base64 of the algorithm byte and the public key; empty when the text is only an id.
  let material: String

  init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty, parts[1].utf8.count == 8 else { return nil }
    id = "\(parts[0])+\(parts[1])"
    material = parts.count == 3 ? String(parts[2]) : ""
  }

  /// Whose key it says it is.
  var name: Substring { id.prefix { $0 != "+" } }
}
