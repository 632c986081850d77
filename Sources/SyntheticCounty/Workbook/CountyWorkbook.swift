import EventSourcing
public import Interchange

extension SyntheticCounty {
  /// The county's registers as clerks keep them, in the order in which they can be imported: title rows, amounts in
  /// 元 here and 万元 there, dates as dates or as four kinds of text, full-width digits, rows of totals.
  public var sheets: [CountySheet] { foundingSheets + [dutySheet] + yearSheets }

  /// The registers with which the founder begins, alone: organisations, villages, people.
  public var foundingSheets: [CountySheet] { people }

  /// What was done in the year, each sheet signed by who may record it.
  public var yearSheets: [CountySheet] { [householdSheet] + work + money + troubles }

  /// The clerk who types what others did.
  private var clerk: String { cadre("clerk") }

  /// Writes one workbook with a sheet for each register.
  public func writeWorkbook(_ path: String) throws(SheetError) {
    try SheetWriter.write(path: path, tables: sheets.map(\.table))
  }

  /// A day as one clerk or another writes it.
  private func written(_ day: CivilDate, _ row: Int) -> SheetValue {
    let (year, month, date) = day.components
    return switch row % 5 {
    case 0: .text("\(year)年\(month)月\(date)日")
    case 1: .text("\(year).\(month).\(date)")
    case 2: .text("\(year)/\(month)/\(date)")
    case 3: .text("\(year)\(number(month, 2))\(number(date, 2))")
    default: .date(day.text)
    }
  }

  private var firstDay: SheetValue { .text(Self.firstDay.text) }

  // MARK: People and households

  private var people: [CountySheet] {
    [
      CountySheet(
        "org.registered", "机构登记", by: [CountyKeys.founder],
        ["对象编号", "机构名称", "机构类别", "层级", "区划代码", "发生时间"].map { column($0) },
        orgs.map {
          [.text($0.reference), .text($0.name), .text($0.kind), .text($0.level), .text($0.place), firstDay]
        }),
      CountySheet(
        "village.tagged", "村属性标注", by: [CountyKeys.founder], ["对象编号", "村名", "区划代码", "发生时间"].map { column($0) },
        villages.map { [.text($0.reference), .text($0.name), .text($0.place), firstDay] }),
      CountySheet(
        "person.registered", "人员登记", by: [CountyKeys.founder],
        ["对象编号", "姓名", "身份证号", "所在单位", "职级", "发生时间"].map { column($0) },
        cadres.map {
          [.text($0.reference), .text($0.name), .text($0.idNumber), .text($0.org), .text($0.rank), firstDay]
        }),
    ]
  }

  /// Who holds which post: appointed by the leader, and, since some of them carry power, signed by a registrar too.
  public var dutySheet: CountySheet {
    CountySheet(
      "duty.assigned", "任职选派", by: [CountyKeys.leader, CountyKeys.founder],
      ["对象编号", "人员", "岗位", "单位", "帮扶对象", "任期开始", "发生时间"].map { column($0) },
      cadres.enumerated().map { index, cadre in
        [
          .text("duty-\(number(index + 1, 4))"), .text(cadre.reference), .text(Self.labels[cadre.role] ?? cadre.role),
          .text(cadre.org), cadre.target.map { .text($0) } ?? .empty, firstDay, firstDay,
        ]
      })
  }

  private var householdSheet: CountySheet {
    CountySheet("household", "农户花名册", by: [clerk], householdColumns, householdRows, merges: householdMerges)
  }

  private static let labels = [
    "clerk": "业务员", "department_head": "部门主要负责人", "county_leader_in_charge": "分管县级领导", "handler": "经办人",
    "applicant": "用款申请人", "approver": "审批人", "cashier": "出纳", "accountant": "会计", "paired_cadre": "结对帮扶干部",
  ]

  private var householdColumns: [SheetColumn] {
    ["户编号", "行政村", "户主姓名", "农户类别", "姓名", "身份证号", "与户主关系", "健康状况", "区划代码", "发生时间"].map { column($0) }
  }

  /// One row per person; what the household says stands in its first row only.
  private var householdRows: [[SheetValue]] {
    households.enumerated().flatMap { index, household in
      household.members.enumerated().map { position, member -> [SheetValue] in
        let village = villages[household.village]
        let own: [SheetValue] = [
          .text(member.name), .text(member.idNumber), .text(member.relation), .text(member.health),
        ]
        guard position == 0 else { return [.empty, .empty, .empty, .empty] + own + [.empty, .empty] }
        return [
          .text(household.reference), .text(village.name), .text(household.headName),
          .text(household.tags[0]),
        ] + own
          + [.text(village.place), written(CivilDate(day: Self.lastDay.day - 360), index)]
      }
    }
  }

  /// What a household says, merged down over its members; every third household leaves the cells below blank.
  private var householdMerges: [SheetTable.Merge] {
    var merges: [SheetTable.Merge] = []
    var row = 0
    for (index, household) in households.enumerated() {
      let rows = row...(row + household.members.count - 1)
      if index % 3 != 2 { merges += [0, 1, 2, 3, 8, 9].map { SheetTable.Merge(column: $0, rows: rows) } }
      row = rows.upperBound + 1
    }
    return merges
  }

  // MARK: Work

  private var work: [CountySheet] {
    [
      CountySheet(
        "visit.recorded", "走访记录", by: [clerk],
        ["对象所在村", "对象姓名", "走访人", "走访方式", "时长（分钟）", "走访内容", "走访记录", "区划代码", "发生时间"].map { column($0) },
        visits.enumerated().map { index, visit in
          let household = households[visit.household]
          let village = villages[household.village]
          return [
            .text(village.name), .text(household.headName), .text(cadres[visit.cadre].reference),
            .text("实地入户"),
            index % 7 == 0 ? fullWidth(visit.minutes) : .text("\(visit.minutes)分钟"), .text(visit.topics),
            .text("入户走访（虚构）"), .text(village.place), written(visit.day, index),
          ]
        }),
      CountySheet(
        "project.proposed", "项目申报", by: [clerk],
        [
          column("对象编号"), column("项目名称"), column("项目类型"), column("建设性质"), column("实施方式"),
          column("资金规模（万元）", .number(decimals: 6)),
        ]
          + ["实施单位", "监管单位", "受益户数", "经办人员", "区划代码", "发生时间"].map { column($0) },
        projects.enumerated().map { index, project in
          [
            .text(project.reference), .text(project.name), .text(project.category), .text("新建"),
            .text(project.delivery),
            wan(project.amountFen), .text(orgs[9 + project.village].name), .text(orgs[1].name),
            .text("\(project.households)户"), .text(applicant(project)), .text(villages[project.village].place),
            written(project.day, index),
          ]
        }),
      CountySheet(
        "project.library_admitted", "入库", by: [cadre("department_head", 1)],
        ["对象编号", "项目库年度", "会议决定", "发生时间"].map { column($0) },
        projects.map { [.text($0.reference), .text("2026"), .text("虚构会议〔2025〕3号"), .text("2025-09-10")] }),
    ]
  }

  // MARK: Money

  private var money: [CountySheet] {
    let contracts = projects.indices.filter { projects[$0].isByContract }
    return [
      CountySheet(
        "fund.source_registered", "资金来源登记", by: [cadre("accountant")],
        ["对象编号", "资金名称", "资金类别", "预算年度", "发生时间"].map { column($0) },
        Self.funds.enumerated().map { index, name in
          [
            .text("fd-\(index + 1)"), .text(name), .text(["中央财政衔接资金", "省级财政衔接资金", "县级财政资金"][index]),
            .text("2025"), .text("2025-09-01"),
          ]
        }),
      CountySheet(
        "fund.appropriated", "资金下达", by: [cadre("department_head")],
        [
          column("对象编号"), column("资金来源"), column("下达金额（万元）", .number(decimals: 6)), column("指标文号"),
          column("发生时间"),
        ],
        Self.funds.enumerated().map { index, name in
          [
            .text("ap-\(index + 1)"), .text(name), wan(Self.fundFen), .text("虚构财农〔2025〕\(index + 1)号"),
            .text("2025-09-05"),
          ]
        } + [[.text("合计"), .empty, wan(Self.fundFen * 3)]]),
      CountySheet(
        "fund.allocated", "资金分配到项目", by: [cadre("department_head")],
        [
          column("对象编号"), column("资金来源"), column("项目"), column("分配金额（万元）", .number(decimals: 6)),
          column("会议决定"), column("发生时间"),
        ],
        projects.enumerated().map { index, project in
          [
            .text("al-2026-\(number(index + 1, 3))"), .text(Self.funds[project.fund]), .text(project.name),
            wan(project.amountFen),
            .text("虚构会议〔2025〕4号"), .text("2025-09-20"),
          ]
        } + [[.text("合计"), .empty, .empty, wan(projects.reduce(0) { $0 + $1.amountFen })]]),
      CountySheet(
        "contract.signed", "合同签订", by: [clerk],
        [
          column("对象编号"), column("项目"), column("承包方"), column("合同金额（元）", .number(decimals: 2)),
          column("合同编号"), column("经办人员"), column("发生时间"),
        ],
        contracts.map { index in
          [
            .text("ct-2026-\(number(index + 1, 3))"), .text(projects[index].reference),
            .text(orgs[21 + index % 6].name),
            .yuan(fen: projects[index].amountFen), .text("虚构合同\(index + 1)"),
            .text(applicant(projects[index])), .text("2025-10-08"),
          ]
        }),
    ] + paymentSheets
  }

  /// Who proposes a project and asks for its money: the township's.
  private func applicant(_ project: Project) -> String { cadre("applicant", villages[project.village].township) }

  /// Requests that the clerk enters for the townships; approval, payment and statement by three of the finance bureau, each of whom
  /// signs his own sheet.
  private var paymentSheets: [CountySheet] {
    func sheet(
      _ template: String, _ name: String, _ amount: String, _ extra: [String], stage: Int, by signer: String, days: Int,
      doer: @escaping (Payment) -> String, _ cells: @escaping (Int, Payment) -> [SheetValue]
    ) -> CountySheet {
      let done = payments.enumerated().filter { $0.element.stage >= stage }
      let columns =
        [column("对象编号"), column(amount, .number(decimals: 2))]
        + (["经办人员", "发生时间"] + extra).map { column($0) }
      let rows: [[SheetValue]] = done.map { index, payment in
        let day = CivilDate(day: payment.day.day + days)
        let head: [SheetValue] = [
          .text(payment.reference), .yuan(fen: payment.amountFen), .text(doer(payment)),
        ]
        return head + [written(day, index)] + cells(index, payment)
      }
      let total = done.reduce(0) { $0 + $1.element.amountFen }
      return CountySheet(template, name, by: [signer], columns, rows + [[.text("合计"), .yuan(fen: total)]])
    }
    let (approver, cashier, accountant) = (cadre("approver"), cadre("cashier"), cadre("accountant"))
    return [
      sheet(
        "disbursement.requested", "用款申请", "申请金额（元）", ["资金分配", "用途", "收款方", "合同"], stage: 1, by: clerk, days: 0,
        doer: { applicant(projects[$0.project]) }
      ) { index, payment in
        let project = projects[payment.project]
        let payee = project.isByContract ? orgs[21 + payment.project % 6] : orgs[9 + project.village]
        let contract: SheetValue =
          project.isByContract ? .text("ct-2026-\(number(payment.project + 1, 3))") : .empty
        return [
          .text("al-2026-\(number(payment.project + 1, 3))"), .text("工程进度款\(index / 30 + 1)"),
          .text(payee.name), contract,
        ]
      },
      sheet(
        "disbursement.approved", "用款审批", "审批金额（元）", ["审批单号"], stage: 2, by: approver, days: 2, doer: { _ in approver }
      ) { index, _ in
        [.text("虚构批\(index + 1)")]
      },
      sheet(
        "disbursement.paid", "资金支付", "支付金额（元）", ["支付渠道", "凭证号"], stage: 3, by: cashier, days: 4, doer: { _ in cashier }
      ) {
        index, _ in
        [.text("国库集中支付"), .text("记-\(number(index + 1, 4))")]
      },
      sheet(
        "disbursement.reconciled", "对账", "对账金额（元）", ["对账单号"], stage: 4, by: accountant, days: 9,
        doer: { _ in accountant }
      ) { index, _ in
        [.text("虚构对账\(index + 1)")]
      },
    ]
  }

  // MARK: Problems

  private var troubles: [CountySheet] {
    let solved = problems.filter(\.isSolved)
    return [
      CountySheet(
        "problem.opened", "问题登记", by: [clerk],
        ["对象编号", "问题来源", "问题类别", "严重程度", "问题描述", "涉及农户", "责任单位", "经办人员", "区划代码", "发生时间"].map { column($0) },
        problems.enumerated().map { index, problem in
          let household = households[problem.household]
          return [
            .text(problem.reference), .text(problem.source), .text(problem.kind),
            .text(String(problem.severity)), .text(problem.text),
            .text(household.reference), .text(orgs[problem.owner].name),
            .text(cadres[problem.opener].reference),
            .text(villages[household.village].place), written(problem.day, index),
          ]
        }),
      CountySheet(
        "evidence.attached", "佐证材料", by: [clerk], ["对象编号", "材料类别", "文件SHA-256摘要", "经办人员", "发生时间"].map { column($0) },
        solved.enumerated().map { index, problem in
          [
            .text(problem.reference), .text("整改后照片"), .text(problem.digest),
            .text(cadres[problem.opener].reference),
            written(CivilDate(day: problem.day.day + 4), index),
          ]
        }),
    ]
  }
}
