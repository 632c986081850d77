/// The letters before a reference's hyphen, packed into one number so that a switch costs no text.
struct ReferencePrefix: Hashable, Sendable {
  private let packed: UInt64

  /// Of a reference such as `hh-0042`; longer prefixes than eight letters keep their last eight.
  init(of reference: String) {
    var packed: UInt64 = 0
    for byte in reference.utf8 {
      if byte == UInt8(ascii: "-") { break }
      packed = packed << 8 | UInt64(byte)
    }
    self.packed = packed
  }

  static let household = ReferencePrefix(of: "hh")
  static let person = ReferencePrefix(of: "p")
  static let org = ReferencePrefix(of: "org")
  static let duty = ReferencePrefix(of: "duty")
  static let delegation = ReferencePrefix(of: "dlg")
  static let village = ReferencePrefix(of: "v")
  static let naturalVillage = ReferencePrefix(of: "nv")
  static let problem = ReferencePrefix(of: "pb")
  static let stay = ReferencePrefix(of: "st")
  static let project = ReferencePrefix(of: "pr")
  static let fund = ReferencePrefix(of: "fd")
  static let appropriation = ReferencePrefix(of: "ap")
  static let allocation = ReferencePrefix(of: "al")
  static let payment = ReferencePrefix(of: "pay")
  static let advance = ReferencePrefix(of: "adv")
  static let contract = ReferencePrefix(of: "ct")
  static let disclosure = ReferencePrefix(of: "dc")
  static let region = ReferencePrefix(of: "rg")
  static let donation = ReferencePrefix(of: "dn")
}
