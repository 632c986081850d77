public import EventSourcing

/// A county that does not exist: three townships, twelve villages, four hundred households and a year of work.
///
/// Everything derives from the seed. Names are stems and branches of the old calendar, villages are called 示例,
/// ID numbers lie under 629999, an area that does not exist (their check characters are right, so that they are read
/// like real ones), and every title says that it is synthetic (虚构).
public struct SyntheticCounty: Sendable {
  /// What everything derives from.
  public let seed: UInt64
  /// Twelve, four to a township.
  public internal(set) var villages: [Village] = []
  /// Six county offices, three townships, a committee for each village, six builders.
  public internal(set) var orgs: [Org] = []
  /// The clerk who types the registers first, then heads, leaders, handlers, those who ask for money, those who give it, and three
  /// paired cadres for each village.
  public internal(set) var cadres: [Cadre] = []
  /// Four hundred; neighbours in this order live in different villages.
  public internal(set) var households: [Household] = []
  /// Ascending by day: a household at most once a day.
  public internal(set) var visits: [Visit] = []
  /// Thirty.
  public internal(set) var projects: [Project] = []
  /// Two hundred, in the order of the projects, round after round.
  public internal(set) var payments: [Payment] = []
  /// Sixty, the solved ones first.
  public internal(set) var problems: [Problem] = []

  /// The pack in force and the region it is made for.
  public static let pack = "qingcheng-baxiang"
  /// The organisation that answers for the ledger; leaders hold their duties in it.
  public static let authority = "示例县农村工作领导小组（虚构）"
  /// The day the ledger is founded, 2025-07-01: before what it tells, because no duty that carries power works for earlier days.
  public static let firstDay = CivilDate(day: 20_270)
  /// Area code of the county that ``pack`` is made for, 6 digits.
  public static let region = "621021"
  /// The last day of the year that is told, 2026-06-29.
  public static let lastDay = CivilDate(day: 20_633)

  /// A village, and where it lies.
  public struct Village: Sendable {
    /// `v-01` and on.
    public let reference: String
    /// `示例一村` and on.
    public let name: String
    /// 12-digit area code under ``region``.
    public let place: String
    let township: Int
  }

  /// An organisation, as the register names it.
  public struct Org: Sendable {
    /// `org-01` and on.
    public let reference: String
    /// In Chinese, with 虚构 (made up) in it.
    public let name: String
    let kind: String
    let level: String
    let place: String
  }

  /// Someone with one duty, from 2025-07-01 without an end.
  public struct Cadre: Sendable {
    /// `p-0001` and on; `p-0001` is the clerk.
    public let reference: String
    /// A surname and a day of the sixty-day cycle, such as 赵甲子.
    public let name: String
    let idNumber: String
    let org: String
    let rank: String
    /// A code of the codelist `role`.
    public let role: String
    let target: String?
  }

  /// One person of a household, as its register lists them.
  public struct Member: Sendable {
    let name: String
    let idNumber: String
    let relation: String
    let health: String
  }

  /// A household and those who live in it.
  public struct Household: Sendable {
    /// `hh-0001` and on.
    public let reference: String
    /// Index in ``SyntheticCounty/villages``.
    public let village: Int
    let tags: [String]
    /// Two to five, the head first.
    public let members: [Member]
    /// Name of the head, the first member.
    public var headName: String { members[0].name }
  }

  /// A visit by a paired cadre of the household's own village.
  public struct Visit: Sendable {
    let household: Int
    let cadre: Int
    let day: CivilDate
    let minutes: Int
    let topics: String
  }

  /// A project in one village, paid from one fund.
  public struct Project: Sendable {
    /// `pr-2026-001` and on.
    public let reference: String
    let name: String
    let category: String
    let delivery: String
    let village: Int
    /// The budget in fen: 200,000.00 to 799,900.00 yuan.
    public let amountFen: Int
    let fund: Int
    let households: Int
    let day: CivilDate
    var isByContract: Bool { delivery == "发包" }
  }

  /// A payment on a project, told up to some stage.
  public struct Payment: Sendable {
    /// `pay-2026-0001` and on.
    public let reference: String
    /// Index in ``SyntheticCounty/projects``.
    public let project: Int
    /// In fen: at most a tenth of the project's budget, which has at most seven payments.
    public let amountFen: Int
    let day: CivilDate
    /// 1 requested, 2 approved, 3 paid, 4 reconciled.
    public let stage: Int
  }

  /// A problem found at a household.
  public struct Problem: Sendable {
    /// `pb-2026-001` and on.
    public let reference: String
    let household: Int
    /// Whose problem it is: index in ``SyntheticCounty/orgs``.
    let owner: Int
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

  /// Makes the whole county at once; the seed left out is the one of the demonstration.
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

  /// The head of the department whose problem it is.
  func head(of problem: Problem) -> String { cadre("department_head", problem.owner) }

  /// The only cadre of a role, or the first of several, by reference.
  func cadre(_ role: String, _ index: Int = 0) -> String { cadres[cadres(of: role)[index]].reference }

  /// The cadres of a role, by position.
  func cadres(of role: String) -> [Int] { cadres.indices.filter { cadres[$0].role == role } }
}
