/// What a policy pack decides. A parameter left out leaves the default of the rules in force.
public struct PackParameters: Hashable, Sendable {
  /// A signature that closes a problem, and the role it takes.
  public struct Slot: Hashable, Sendable {
    /// A code of the codelist `signoff_slot`.
    public let slot: String
    /// The role, or a wider one, that the signer must hold.
    public let role: String

    /// A slot and its role.
    public init(_ slot: String, role: String) {
      self.slot = slot
      self.role = role
    }
  }

  /// When the reviews before the library are judged.
  public enum LibraryChain: String, CaseIterable, Sendable {
    /// Every review, in order, before a project is admitted.
    case strict
    /// Reviews are judged afterwards, by the audit.
    case audited
  }

  /// Age in days from which an event is late.
  public var lateDays: Int64?
  /// The signatures that close a problem, in signing order.
  public var slots: [Slot] = []
  /// Least pieces of evidence before the first signature.
  public var evidenceMin: Int64?
  /// Least kinds or sources among them.
  public var sourcesMin: Int64?
  /// Whether whoever opened a problem may sign that it is solved.
  public var openerMaySign: Bool?
  /// Whether a problem must be listed with task, deadline and responsibility before it is signed.
  public var listingRequired: Bool?
  /// Whether money may be paid and works begun before an allocation.
  public var advanceAllowed: Bool?
  /// Days within which an advance must be settled.
  public var advanceMaxDays: Int64?
  /// Project categories that may not be paid for, ascending.
  public var negativeList: [String] = []
  /// Whether a project must be in the library before money is allocated to it.
  public var libraryRequired: Bool?
  /// How the reviews before admission are judged.
  public var libraryChain: LibraryChain?
  /// Largest prepayment of a contract, in basis points of its value.
  public var prepayBpMax: Int64?

  /// Parameters that leave every default.
  public init() {}

  /// What several packs ask together: the least of greatest values, the greatest of least values, every
  /// listed item and slot; a permission only when every pack gives it.
  public static func strictest(_ all: [PackParameters]) -> PackParameters {
    var result = PackParameters()
    result.lateDays = all.compactMap(\.lateDays).min()
    result.slots = all.flatMap(\.slots).reduce(into: []) { slots, slot in
      if !slots.contains(where: { $0.slot == slot.slot }) { slots.append(slot) }
    }
    result.evidenceMin = all.compactMap(\.evidenceMin).max()
    result.sourcesMin = all.compactMap(\.sourcesMin).max()
    result.openerMaySign = permission(all.compactMap(\.openerMaySign))
    result.listingRequired = duty(all.compactMap(\.listingRequired))
    result.advanceAllowed = all.isEmpty ? nil : all.allSatisfy { $0.advanceAllowed == true }
    result.advanceMaxDays = result.advanceAllowed == true ? all.compactMap(\.advanceMaxDays).min() : nil
    result.negativeList = Set(all.flatMap(\.negativeList)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    result.libraryRequired = duty(all.compactMap(\.libraryRequired))
    let chains = all.compactMap(\.libraryChain)
    result.libraryChain = chains.contains(.strict) ? .strict : chains.first
    result.prepayBpMax = all.compactMap(\.prepayBpMax).min()
    return result
  }

  private static func permission(_ answers: [Bool]) -> Bool? {
    answers.isEmpty ? nil : answers.allSatisfy { $0 }
  }

  private static func duty(_ answers: [Bool]) -> Bool? {
    answers.isEmpty ? nil : answers.contains(true)
  }
}
