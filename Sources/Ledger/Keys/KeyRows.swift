import EventSourcing

/// One key of a signer, as the engine judges it: by log order.
struct KeyRecord: ColumnValue, Equatable {
  var vkey: String
  /// Entry that registered it: valid for entries after that one.
  var registeredSeq: Int64
  /// Entry that revoked it: not valid from that one on.
  var revokedSeq: Int64?
  /// Until when it may sign, a day or an instant, judged by `recorded`.
  var validTo: String?

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("registered", registeredSeq)
      if let revokedSeq { $0.member("revoked", revokedSeq) }
      if let validTo { $0.member("valid_to", validTo) }
      $0.member("vkey", vkey)
    }
  }

  init(vkey: String, registeredSeq: Int64, validTo: String?) {
    self.vkey = vkey
    self.registeredSeq = registeredSeq
    self.validTo = validTo
  }

  init?(_ value: JSONValue) {
    guard let vkey = value["vkey"]?.string, let registered = value["registered"]?.integer else { return nil }
    self.vkey = vkey
    registeredSeq = registered
    revokedSeq = value["revoked"]?.integer
    validTo = value["valid_to"]?.string
  }
}

/// All keys a signer ever had.
struct SignerRow: Row {
  var keys: [KeyRecord] = []

  static let columns = Columns<SignerRow>([
    Column("keys", \.keys, .list, zh: "密钥", en: "Keys")
  ])
}

/// Who registered a public key: each may be registered once, ever.
struct KeyOwnerRow: Row {
  var holder = ""

  static let columns = Columns<KeyOwnerRow>([
    Column("holder", \.holder, .reference, zh: "持有人", en: "Holder")
  ])
}

/// A checkpoint key and the entry after which it is in force: checkpoint n needs the key in force at entry n − 1.
struct CheckpointKeyRecord: ColumnValue, Equatable {
  var vkey: String
  /// Entry that brought it; −1 for the one in the genesis, which is in force from the beginning.
  var sinceSeq: Int64

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("since", sinceSeq)
      $0.member("vkey", vkey)
    }
  }

  init(vkey: String, sinceSeq: Int64) {
    self.vkey = vkey
    self.sinceSeq = sinceSeq
  }

  init?(_ value: JSONValue) {
    guard let vkey = value["vkey"]?.string, let since = value["since"]?.integer else { return nil }
    self.init(vkey: vkey, sinceSeq: since)
  }
}

/// What the ledger says of itself.
struct LedgerRow: Row {
  var origin = ""
  var purpose = ""
  var founder = ""
  var rules: Int64 = 0
  var catalogueSHA256 = ""
  var checkpointKeys: [CheckpointKeyRecord] = []

  static let columns = Columns<LedgerRow>([
    Column("origin", \.origin, .text, zh: "账本名称", en: "Origin"),
    Column("purpose", \.purpose, .code, zh: "用途", en: "Purpose"),
    Column("founder", \.founder, .reference, zh: "创建人", en: "Founder"),
    Column("rules", \.rules, .integer, zh: "规则号", en: "Rules number"),
    Column("catalogue_sha256", \.catalogueSHA256, .text, zh: "目录摘要", en: "Catalogue digest"),
    Column("checkpoint_keys", \.checkpointKeys, .list, zh: "检查点密钥", en: "Checkpoint keys"),
  ])
}
