import Law
import EventSourcing

/// Who may record what, as data: the shape of specs/permissions.yaml, which says what each part means.
struct PermissionTable: Sendable {
  /// How far a duty reaches, measured at the subject's seat.
  enum Scope: String, Sendable, CaseIterable {
    case own = "self"
    case target
    case org
    case village
    case township
    case county
    case ledger
    case any
  }

  /// Times in which some rows hold and others do not.
  enum Phase: Sendable {
    /// From the genesis until two registrars and a leader stand.
    case founding
    /// While a migration is open.
    case migration
  }

  /// A role that is asked for. `…@authority`: only when held in the authority's organisation.
  struct RoleDemand: Sendable {
    /// Every role that is one of those asked for.
    private let anywhere: Set<String>
    private let inAuthority: Set<String>
    /// As the table names them, without kinds.
    let named: [String]

    @inline(never)
    init(_ roles: [String]) {
      let suffix = "@authority"
      func kinds(_ wanted: [String]) -> Set<String> {
        wanted.reduce(into: []) { $0.formUnion(Codelist.roleKinds[$1] ?? []) }
      }
      anywhere = kinds(roles.filter { !$0.hasSuffix(suffix) })
      inAuthority = kinds(roles.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) })
      named = roles.map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 }
    }

    /// Whether a role held in an organisation is one of them.
    func holds(_ role: String, org: String?, authority: String) -> Bool {
      anywhere.contains(role) || (org == authority && inAuthority.contains(role))
    }

    /// Whether a role, wherever it is held, is one of them.
    func names(_ role: String) -> Bool { anywhere.contains(role) || inAuthority.contains(role) }
  }

  /// What a row asks of the event itself: of the duty, the person or the key that it is about.
  struct Condition: Sendable {
    enum Role: Sendable {
      case power
      case ordinary
      case one(of: [String])
    }

    var role: Role?
    var isOfAuthority = false
    /// Whether the person concerned has, or ever had, a key.
    var hasKey: Bool?
    var hasDuty: Bool?
    var hasPower: Bool?
    /// Whether fewer than two registrars are left.
    var areRegistrarsFew = false
    private(set) var demand: RoleDemand?
    /// Roles that it must not be.
    private(set) var excluded: RoleDemand?

    @inline(never)
    init(
      role: Role? = nil, noRole excluded: [String]? = nil, isOfAuthority: Bool = false, hasKey: Bool? = nil,
      hasDuty: Bool? = nil, hasPower: Bool? = nil, areRegistrarsFew: Bool = false
    ) {
      self.role = role
      self.isOfAuthority = isOfAuthority
      self.hasKey = hasKey
      self.hasDuty = hasDuty
      self.hasPower = hasPower
      self.areRegistrarsFew = areRegistrarsFew
      if case .one(let roles) = role { demand = RoleDemand(roles) }
      self.excluded = excluded.map { RoleDemand($0) }
    }
  }

  /// A row: types that holders of roles may record within a scope.
  struct Permission: Sendable {
    let id: String
    let may: [String]
    /// Everybody, by no duty.
    let isForAll: Bool
    /// The ledger's own key.
    let isForLedger: Bool
    let roles: RoleDemand
    let over: Scope
    /// Kinds of the duty's organisation; nil for any.
    let orgKinds: [String]?
    let condition: Condition?
    /// Whether its holder may also record what another did.
    let isForEntering: Bool
    /// Nil: own acts, and entered ones where `isForEntering`.
    let bases: [Basis]?
    let phase: Phase?

    @inline(never)
    init(
      _ id: String, may: [String], roles: [String], over: Scope, in orgKinds: [String]? = nil,
      where condition: Condition? = nil,
      entering: Bool = false, bases: [Basis]? = nil, during phase: Phase? = nil
    ) {
      self.id = id
      self.may = may
      isForAll = roles == ["any"]
      isForLedger = roles == ["ledger"]
      self.roles = RoleDemand(isForAll || isForLedger ? [] : roles)
      self.over = over
      self.orgKinds = orgKinds
      self.condition = condition
      isForEntering = entering
      self.bases = bases
      self.phase = phase
    }
  }

  /// Signers whom a note needs beside the doer.
  struct Cosigning: Sendable {
    enum Need: Sendable {
      /// So many persons of these roles.
      case role(RoleDemand, Int)
      /// The person concerned, with a key of his own.
      case holder
      /// Somebody who could give that person the power he has; nobody when he has none.
      case appointer(of: Concerned)
      /// So many persons of as many organisations.
      case witnesses(Int)

      static func role(_ roles: [String], _ count: Int) -> Need { .role(RoleDemand(roles), count) }
    }

    enum Concerned: Sendable {
      case holder
      case duplicate
    }

    let id: String
    let may: [String]
    let basis: Basis?
    let phase: Phase?
    let exceptPhase: Phase?
    let condition: Condition?
    /// Roles of which the doer must hold one; nil for whatever his row asks.
    let doer: RoleDemand?
    let isWaivedForOneself: Bool
    /// Cosignings that do not apply where this one does.
    let insteadOf: [String]
    /// Alternatives, each a list of needs that all must be met.
    let ways: [[Need]]

    @inline(never)
    init(
      _ id: String, may: [String], basis: Basis? = nil, during phase: Phase? = nil, except exceptPhase: Phase? = nil,
      where condition: Condition? = nil, doer: [String]? = nil, isWaivedForOneself: Bool = false,
      insteadOf: [String] = [],
      ways: [[Need]]
    ) {
      self.id = id
      self.may = may
      self.basis = basis
      self.phase = phase
      self.exceptPhase = exceptPhase
      self.condition = condition
      self.doer = doer.map { RoleDemand($0) }
      self.isWaivedForOneself = isWaivedForOneself
      self.insteadOf = insteadOf
      self.ways = ways
    }
  }

  /// Groups of acts on one subject; nobody takes part in two of them.
  struct Separation: Sendable {
    let id: String
    let code: String
    let acts: [[String]]
    /// Whether every signer of the note takes part, not only who did it.
    let areSignersHands: Bool

    @inline(never)
    init(_ id: String, code: String, acts: [[String]], areSignersHands: Bool = false) {
      self.id = id
      self.code = code
      self.acts = acts
      self.areSignersHands = areSignersHands
    }
  }

  /// All that the table says of one event type.
  struct Entry: Sendable {
    let permissions: [Permission]
    let isOwn: Bool
    let isPaper: Bool
    let cosignings: [Cosigning]
    /// With the index of the group the type is in.
    let separations: [(rule: Separation, group: Int)]

    /// Whether it has signers beside the doer for other bases than paper.
    let isCosigned: Bool

    var areSignersHands: Bool { separations.contains { $0.rule.areSignersHands } }
  }

  private let power: RoleDemand
  let permissions: [Permission]
  private let own: [String]
  private let paper: [String]
  private let cosignings: [Cosigning]
  private let separations: [Separation]
  private let entries: [String: Entry]

  @inline(never)
  init(
    power: [String], own: [String], paper: [String], permissions: [Permission], cosignings: [Cosigning],
    separations: [Separation]
  ) {
    self.power = RoleDemand(power)
    self.own = own
    self.paper = paper
    self.permissions = permissions
    self.cosignings = cosignings
    self.separations = separations
    func entry(_ type: String) -> Entry {
      Entry(
        permissions: permissions.filter { Self.matches($0.may, type) }, isOwn: Self.matches(own, type),
        isPaper: Self.matches(paper, type),
        cosignings: cosignings.filter { $0.basis != nil || Self.matches($0.may, type) },
        separations: separations.flatMap { rule in
          rule.acts.indices.filter { rule.acts[$0].contains(type) }.map { (rule, $0) }
        }, isCosigned: cosignings.contains { $0.basis == nil && Self.matches($0.may, type) })
    }
    entries = Dictionary(uniqueKeysWithValues: Catalogue.current.types.map { ($0.name, entry($0.name)) })
  }

  /// What it says of a type; nil of one that is not in the catalogue.
  func entry(_ type: String) -> Entry? { entries[type] }

  /// Whether a role carries power: over money, signatures, appointments, control.
  func isPower(_ role: String) -> Bool { power.names(role) }

  /// `family.*` matches every type of the family.
  static func matches(_ patterns: [String], _ type: String) -> Bool {
    patterns.contains { $0 == type || ($0.hasSuffix(".*") && type.hasPrefix($0.dropLast())) }
  }
}
