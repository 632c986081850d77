public import EventSourcing

/// A county that does not exist: three townships, twelve villages, four hundred households and a year of work.
///
/// Everything derives from the seed. Names are stems and branches of the old calendar, villages are called 示例,
/// ID numbers lie under 629999, an area that does not exist (their check characters are right, so that they are read
/// like real ones), and every title says that it is synthetic (虚构).
public struct SyntheticCounty: Sendable {
  public let seed: UInt64
  public internal(set) var villages: [Village] = []
  public internal(set) var orgs: [Org] = []
  public internal(set) var cadres: [Cadre] = []
  public internal(set) var households: [Household] = []
  public internal(set) var visits: [Visit] = []
  public internal(set) var projects: [Project] = []
  public internal(set) var payments: [Payment] = []
  public internal(set) var problems: [Problem] = []

  /// The pack in force and the region it is made for.
  public static let pack = "qingcheng-baxiang"
  public static let region = "621021"
  /// The last day of the year that is told, 2026-06-29.
  public static let lastDay = CivilDate(day: 20_633)

  public struct Village: Sendable {
    public let reference: String
    public let name: String
    public let place: String
    let township: Int
  }

  public struct Org: Sendable {
    public let reference: String
    public let name: String
    let kind: String
    let level: String
    let place: String
  }

  public struct Cadre: Sendable {
    public let reference: String
    public let name: String
    let idNumber: String
    let org: String
    let rank: String
    /// A code of the codelist `role`.
    public let role: String
    let target: String?
  }

  public struct Member: Sendable {
    let name: String
    let idNumber: String
    let relation: String
    let health: String
  }

  public struct Household: Sendable {
    public let reference: String
    public let village: Int
    let tags: [String]
    public let members: [Member]
    public var headName: String { members[0].name }
  }

  public struct Visit: Sendable {
    let household: Int
    let cadre: Int
    let day: CivilDate
    let minutes: Int
    let topics: String
  }

  public struct Project: Sendable {
    public let reference: String
    let name: String
    let category: String
    let delivery: String
    let village: Int
    public let amountFen: Int
    let fund: Int
    let households: Int
    let day: CivilDate
    var isByContract: Bool { delivery == "发包" }
  }

  public struct Payment: Sendable {
    public let reference: String
    public let project: Int
    public let amountFen: Int
    let day: CivilDate
    /// 1 requested, 2 approved, 3 paid, 4 reconciled.
    public let stage: Int
  }

  public struct Problem: Sendable {
    public let reference: String
    let household: Int
    let source: String
    let kind: String
    let severity: Int
    let text: String
    let opener: Int
    let day: CivilDate
    let digest: String
    /// Whether both signatures close it.
    public let isSolved: Bool
  }

  /// Fund lines, each of 30,000,000.00 yuan.
  public static let funds = ["中央财政衔接资金（虚构）", "省级财政衔接资金（虚构）", "县级财政配套资金（虚构）"]
  static let fundFen = 3_000_000_000

  public init(seed: UInt64 = 20_260_630) {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    makeVillages()
    makeOrgs()
    makeCadres(&random)
    makeHouseholds(&random)
    makeVisits(&random)
    makeProjects(&random)
    makePayments(&random)
    makeProblems(&random)
  }

  /// The cadres of a role, by position.
  func cadres(of role: String) -> [Int] { cadres.indices.filter { cadres[$0].role == role } }
}
