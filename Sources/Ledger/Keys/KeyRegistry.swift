import EventSourcing
import TransparencyLog

/// Who may sign what, and when: the engine's own fold over `ledger.*` and `key.*` events.
final class KeyRegistry {
  private let ledger = Table<LedgerRow>("engine_ledger", zh: "账本", en: "Ledger")
  private let signers = Table<SignerRow>("engine_signers", zh: "签名人", en: "Signers")
  private let owners = Table<KeyOwnerRow>("engine_key_owners", zh: "密钥持有", en: "Key owners")
  private var parsed: [String: VerifierKey] = [:]

  var tables: [any StoredTable] { [owners, ledger, signers] }

  private static let rowKey = "ledger"

  var about: LedgerRow? { ledger[Self.rowKey] }
  var isTest: Bool { about?.purpose == "test" }

  /// The parsed key of a stored vkey, remembered: parsing costs a point decompression.
  func key(_ vkey: String) -> VerifierKey? {
    if let known = parsed[vkey] { return known }
    guard let key = try? VerifierKey(vkey) else { return nil }
    parsed[vkey] = key
    return key
  }

  /// The key of a signer with that id, if it may sign entry `seq` recorded at `recorded`. No holder has two with one id.
  func key(of signer: String, id: UInt32, at seq: UInt64, recorded: Timestamp) -> VerifierKey? {
    for record in signers[signer]?.keys ?? [] where record.isValid(at: seq, recorded) {
      if let key = key(record.vkey), key.keyID == id { return key }
    }
    return nil
  }

  /// Every key the signer ever had, for saying why one is not accepted.
  func records(of signer: String) -> [KeyRecord] { signers[signer]?.keys ?? [] }

  /// Whether the public key belongs to someone already.
  func owner(of key: VerifierKey) -> String? { owners[Base64.encode(key.publicKey.bytes)]?.holder }

  /// The key that must sign the checkpoint over `size` entries: the one in force at entry `size` − 1. A key is in force
  /// after the entry that brings it, so the checkpoint that ends with a rotation is still signed by the old one.
  func checkpointKey(forSize size: UInt64) -> VerifierKey? {
    about?.checkpointKeys.last { $0.sinceSeq < Int64(clamping: size) - 1 }.flatMap { key($0.vkey) }
  }

  /// Folds one event of entry `seq`.
  func evolve(_ event: Event, seq: UInt64) {
    switch event.type {
    case "ledger.genesis": evolveGenesis(event, seq: seq)
    case "ledger.key_rotated": evolveRotation(event, seq: seq)
    case "ledger.rules_adopted":
      ledger.update(Self.rowKey) {
        $0.rules = event.data["rules"]?.integer ?? 0
        $0.catalogueSHA256 = event.data["catalogue_sha256"]?.string ?? ""
      }
    case "key.registered":
      if let vkey = event.data["vkey"]?.string {
        register(vkey, holder: event.subject, seq: seq, validTo: event.data["valid_to"]?.string)
      }
    case "key.revoked":
      if let vkey = event.data["key"]?.string { revoke(vkey, holder: event.subject, seq: seq) }
    default: break
    }
  }

  private func evolveGenesis(_ event: Event, seq: UInt64) {
    let data = event.data
    let founder = data["founder"]?.string ?? ""
    ledger.update(Self.rowKey) {
      $0.origin = data["origin"]?.string ?? ""
      $0.purpose = data["purpose"]?.string ?? ""
      $0.founder = founder
      if let vkey = data["vkey"]?.string { $0.checkpointKeys = [CheckpointKeyRecord(vkey: vkey, sinceSeq: -1)] }
    }
    if let vkey = data["vkey"]?.string { own(vkey, "checkpoint") }
    if let vkey = data["ledger_vkey"]?.string {
      register(vkey, holder: Reference.ledger, seq: seq, validTo: nil)
    }
    if let vkey = data["founder_vkey"]?.string { register(vkey, holder: founder, seq: seq, validTo: nil) }
  }

  private func evolveRotation(_ event: Event, seq: UInt64) {
    guard let vkey = event.data["vkey"]?.string else { return }
    own(vkey, "checkpoint")
    ledger.update(Self.rowKey) {
      $0.checkpointKeys.append(CheckpointKeyRecord(vkey: vkey, sinceSeq: Int64(seq)))
    }
  }

  private func register(_ vkey: String, holder: String, seq: UInt64, validTo: String?) {
    own(vkey, holder)
    signers.update(holder) {
      $0.keys.append(KeyRecord(vkey: vkey, registeredSeq: Int64(seq), validTo: validTo))
    }
  }

  private func own(_ vkey: String, _ holder: String) {
    guard let key = key(vkey) else { return }
    owners[Base64.encode(key.publicKey.bytes)] = KeyOwnerRow(holder: holder)
  }

  private func revoke(_ vkey: String, holder: String, seq: UInt64) {
    signers.update(holder) { row in
      for index in row.keys.indices where row.keys[index].isNamed(vkey) && row.keys[index].revokedSeq == nil {
        row.keys[index].revokedSeq = Int64(seq)
      }
    }
  }
}

extension KeyRecord {
  func isValid(at seq: UInt64, _ recorded: Timestamp) -> Bool {
    guard registeredSeq < Int64(seq), revokedSeq.map({ Int64(seq) < $0 }) ?? true else { return false }
    guard let validTo else { return true }
    return EventTime(validTo).map { recorded <= $0.end } ?? false
  }

  /// Whether a text names this key: the whole verifier key, or `name+hex8` of it. Not less: `name` alone would be every key
  /// of its holder. Not more, short of all: the key itself may hold a `+`.
  func isNamed(_ text: String) -> Bool {
    vkey == text || text.utf8.count { $0 == UInt8(ascii: "+") } == 1 && vkey.hasPrefix(text + "+")
  }
}
