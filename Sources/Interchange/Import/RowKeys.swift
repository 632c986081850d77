import AssistanceLedger
import Ledger
import TransparencyLog

/// Names for rows and for what they register, made from what the rows say and a secret of the vault.
///
/// A row is known again by its natural key, and the key may hold a name or an ID number. It is therefore an HMAC under
/// a secret that never leaves the vault: the log shows neither the person nor anything that could be tried out.
struct RowKeys {
  private let secret: [UInt8]
  /// What must be kept in the vault before a key made with it is used.
  let opening: Opening?

  private static let subject = "ledger"
  private static let field = "import.secret"

  /// - Throws: `E78` when sheets were imported under a secret that is not here: their rows would not be known again.
  init(_ session: LedgerSession, _ view: LedgerView) throws(LedgerError) {
    var known: [Opening] = []
    try session.vault.forEachOpening {
      if $0.subject == Self.subject, $0.field == Self.field { known.append($0) }
    }
    if let found = known.min(by: { $0.value < $1.value }), let secret = Base64.decode(found.value) {
      self.secret = secret
      opening = nil
    } else {
      var hasRows = false
      try view.forEachRow("imports") { _, _ in
        hasRows = true
        return false
      }
      if hasRows { throw Importer.vaultMissing }
      secret = secureRandomBytes(32)
      opening = Opening(subject: Self.subject, field: Self.field, value: Base64.encode(secret))
    }
  }

  /// `TEMPLATE:26 letters`.
  func rowKey(_ template: String, _ parts: [String]) -> String {
    "\(template):\(text("row", template, parts).prefix(26))"
  }

  /// `PREFIX-12 letters`: 60 bits, so that a county's registers hold no two alike.
  func reference(_ prefix: String, _ template: String, _ parts: [String]) -> String {
    "\(prefix)-\(text("reference", template, parts).prefix(12))"
  }

  private func text(_ purpose: String, _ template: String, _ parts: [String]) -> String {
    // Lengths keep parts apart whatever they hold.
    let message = ([purpose, template] + parts).map { "\($0.utf8.count):\($0)" }.joined()
    return Self.base32(hmacSHA256(key: secret, Array(message.utf8)).bytes)
  }

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static func base32(_ bytes: [UInt8]) -> String {
    var bits: UInt64 = 0
    var bitCount = 0
    var text: [UInt8] = []
    for byte in bytes {
      bits = bits << 8 | UInt64(byte)
      bitCount += 8
      while bitCount >= 5 {
        bitCount -= 5
        text.append(alphabet[Int(bits >> UInt64(bitCount) & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
