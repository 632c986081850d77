/// Codes about funds, payments and what is shown to the public.
enum MoneyCodes {
  static let all: [Codelist] = [
    Codelist(
      "fund_kind", "资金类别", "Kind of fund",
      [
        .init("central", "中央财政衔接资金", "Central transition fund"),
        .init("provincial", "省级财政衔接资金", "Provincial transition fund"),
        .init("prefecture", "市级财政资金", "Prefecture fund"),
        .init("county", "县级财政资金", "County fund"),
        .init("fiscal", "财政资金", "Fiscal fund"),
        .init("sector", "行业部门资金", "Sector fund"),
        .init("integrated", "统筹整合资金池", "Pool of integrated funds"),
        .init("pool", "资金池", "Pool"),
        .init("east_west", "东西部协作资金", "East-west assistance"),
        .init("designated", "定点帮扶资金", "Designated assistance"),
        .init("unit", "帮扶单位自筹", "Raised by the assisting unit"),
        .init("social", "社会捐赠资金", "Social donations"),
        .init("loan", "信贷资金", "Credit"),
        .init("bond", "政府债券资金", "Government bonds"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "payment_channel", "支付渠道", "Channel of payment",
      [
        .init("treasury", "国库集中支付", "Treasury"),
        .init("one_card", "惠民惠农“一卡通”", "One card"),
        .init("authorised", "授权支付", "Authorised payment"),
        .init("reimbursement", "县级报账制", "Reimbursement by the county"),
        .init("bank", "银行转账", "Bank transfer"),
        .init("cash", "现金", "Cash"),
      ]),
    Codelist(
      "support_kind", "支持类别", "Kind of support", .notInSeed,
      [
        .init("cash", "资金", "Money"),
        .init("goods", "物资", "Goods"),
        .init("books", "书刊报纸", "Books and newspapers"),
        .init("equipment", "设备", "Equipment"),
        .init("labour", "劳务", "Labour"),
        .init("technology", "技术", "Technology"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "disclosure_stage", "公示环节", "Stage of disclosure",
      [
        .init("village_deliberation", "村级评议结果", "Village deliberation"),
        .init("village_notice", "村级公示", "Village notice"),
        .init("township_notice", "乡镇公示", "Township notice"),
        .init("county_announcement", "县级公告", "County announcement"),
        .init("library", "项目库公示", "Library"),
        .init("annual_plan", "年度计划公示", "Yearly plan"),
        .init("allocation", "资金分配公示", "Allocation of funds"),
        .init("implementation", "项目实施公示", "Implementation"),
        .init("completion", "项目完工公告", "Completion"),
        .init("subsidy", "补贴发放公示", "Subsidies"),
        .init("monitoring", "监测对象公示", "Monitored households"),
        .init("clearance", "风险消除公示", "Clearance"),
        .init("closure", "问题销号公示", "Closing of problems"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "disclosure_channel", "公示渠道", "Channel of disclosure",
      [
        .init("board", "公开栏", "Notice board"),
        .init("website", "政府网站", "Web site"),
        .init("meeting", "会议宣布", "Meeting"),
        .init("broadcast", "广播", "Broadcast"),
        .init("newspaper", "报纸", "Newspaper"),
        .init("tv", "电视", "Television"),
        .init("wechat", "微信公众号", "WeChat"),
        .init("group", "微信群", "WeChat group"),
        .init("door", "入户告知", "At the door"),
        .init("sign", "项目公示牌", "Sign at the works"),
      ]),
    Codelist(
      "objection_result", "异议处理结果", "Result of an objection",
      [
        .init("upheld", "成立", "Upheld"),
        .init("partly_upheld", "部分成立", "Partly upheld"),
        .init("rejected", "不成立", "Rejected"),
        .init("explained", "解释说明", "Explained"),
        .init("withdrawn", "撤回", "Withdrawn"),
      ]),
  ]
}
