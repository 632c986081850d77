/// A unit as a title, a line above a table or a row below it names it.
///
/// A unit that is not read is never taken for another: （千元） is not （元） because 单位：元 stands above.
enum UnitWord: Equatable, Sendable {
  /// A unit in which amounts are kept.
  case money(MoneyUnit)
  /// Any other: 户, 小时, 千元, 美元, 元/户.
  case other(String)

  /// The words as read.
  var text: String {
    switch self {
    case .money(let unit): unit.zh
    case .other(let text): text
    }
  }

  /// Whether an amount of money could stand in it, rightly read or not.
  var isMoney: Bool {
    switch self {
    case .money: true
    case .other(let text): Self.currencies.contains { text.contains($0) }
    }
  }

  /// What words in a title's brackets say: a unit, or words about money that are none that is read. Nil for a note, 必填.
  init?(_ typed: String) {
    let words = Self.stripped(typed)
    if let exact = UnitWord(exact: words) {
      self = exact
    } else if !Self.notes.contains(where: { words.hasPrefix($0) }),
      Self.currencies.contains(where: { words.contains($0) })
    {
      self = .other(words)
    } else {
      return nil
    }
  }

  /// A unit and nothing else.
  init?(exact typed: String) {
    let words = Self.stripped(typed)
    if let unit = MoneyUnit(words: words) {
      self = .money(unit)
    } else if Self.isMeasure(words) || Self.isRate(words) {
      self = .other(words)
    } else {
      return nil
    }
  }

  /// What a line above a table, or below it, says of its unit: `金额单位：万元`, `单位:元  2026年7月`, `（万元）`. An
  /// organisation's name behind 填报单位 is none.
  static func ofLine(_ line: String) -> [UnitWord] {
    var found: [UnitWord] = []
    func add(_ unit: UnitWord?) {
      if let unit, !found.contains(unit) { found.append(unit) }
    }
    let words = TextFolding.key(line)
    add(UnitWord(exact: words).flatMap { $0.isMoney ? $0 : nil })
    for bracketed in HeaderTitle.splitBrackets(line).inside
    where !bracketed.utf8.contains(where: { (48...57).contains($0) }) {
      for part in segments(bracketed) { add(UnitWord(exact: part).flatMap { $0.isMoney ? $0 : nil }) }
    }
    var rest = words[...]
    while let mark = ["单位:", "单位为", "金额:", "unit:"].compactMap({ rest.range(of: $0) }).min(by: {
      $0.lowerBound < $1.lowerBound
    }) {
      let before = words[..<mark.lowerBound]
      rest = rest[mark.upperBound...]
      if organisations.contains(where: { before.hasSuffix($0) }) { continue }
      for unit in leading(rest) { add(unit) }
    }
    return found
  }

  /// The units with which words begin: 万元2026年7月, 人、万元, 元/户. Not those of a name: 元坝镇.
  private static func leading(_ words: Substring) -> [UnitWord] {
    var units: [UnitWord] = []
    var rest = words
    while true {
      let longest = (1...12).reversed().lazy.compactMap { count -> (UnitWord, Substring)? in
        let head = rest.prefix(count)
        guard head.count == count, let unit = UnitWord(exact: String(head)) else { return nil }
        return (unit, rest.dropFirst(count))
      }.first
      guard let (unit, behind) = longest, isBoundary(behind) else { return units }
      units.append(unit)
      guard let next = behind.first, "、,/和及".contains(next) else { return units }
      rest = behind.dropFirst()
    }
  }

  private static func isBoundary(_ behind: Substring) -> Bool {
    guard let next = behind.first else { return true }
    if next.isNumber || ",;:.()[]、。/|-—和及%".contains(next) { return true }
    return ["日期", "编制", "填报", "制表", "填表", "时间", "单位", "报送", "年", "截", "金额", "人民币", "整", "第", "共"].contains {
      behind.hasPrefix($0)
    }
  }

  /// What stands before 单位 when an organisation follows.
  private static let organisations = [
    "填报", "填表", "编制", "制表", "制作", "主管", "报送", "上报", "实施", "建设", "责任", "帮扶", "所在", "工作", "报表", "申报", "牵头", "监管", "承办",
    "收款", "付款",
    "预算", "项目", "公示",
  ]

  /// A bracket's parts.
  static func segments(_ text: String) -> [String] {
    TextFolding.folded(text).split { ",;、| \n\r".contains($0) }.map(String.init)
  }

  private static func stripped(_ typed: String) -> String {
    var words = TextFolding.key(typed)
    for prefix in ["金额单位", "计量单位", "货币单位", "单位", "unit", "以", "按"] where words.hasPrefix(prefix) {
      words = String(words.dropFirst(prefix.count))
    }
    if words.hasPrefix(":") { words.removeFirst() }
    for suffix in ["为单位", "计"] where words.hasSuffix(suffix) { words = String(words.dropLast(suffix.count)) }
    return words
  }

  private static let multipliers = ["十万", "百万", "千万", "万", "亿", "千", "百", "十", "k", ""]
  private static let currencies = ["元", "圆", "美金", "港币", "欧元", "英镑", "$", "€", "£", "usd", "rmb", "cny", "yuan", "人民币"]
  private static let measures: Set<String> = [
    "元", "圆", "角", "美元", "美金", "港元", "港币", "日元", "欧元", "英镑", "台币", "$", "€", "£", "usd", "eur", "hkd", "yuan", "rmb",
    "户", "人",
    "口", "名", "人次", "人口", "个", "件", "次", "分钟", "小时", "时", "钟头", "刻钟", "秒", "天", "日", "周", "月", "个月", "季度", "年", "年度",
    "亩", "公顷", "公亩",
    "平方米", "平米", "㎡", "m²", "m2", "米", "公里", "千米", "km", "m", "吨", "斤", "公斤", "千克", "克", "kg", "t", "%", "‰", "百分比",
    "千分比", "套", "处",
    "座", "头", "只", "株", "项", "批", "条", "户次", "组", "h", "hour", "hours", "min", "minute", "minutes", "day", "days",
    "month", "months",
    "year", "years", "household", "households", "person", "persons",
  ]

  private static func isMeasure(_ words: String) -> Bool {
    var words = words
    if words.hasPrefix("人民币") { words = String(words.dropFirst(3)) }
    return multipliers.contains { words.hasPrefix($0) && measures.contains(String(words.dropFirst($0.count))) }
  }

  /// 元/户, 元/人·年, 每户元.
  private static func isRate(_ words: String) -> Bool {
    let parts = words.split { "/·每".contains($0) }.map(String.init)
    return words.contains { "/每".contains($0) } && !parts.isEmpty && parts.allSatisfy(isMeasure)
  }

  /// Words about an amount that name no unit of their own.
  private static let notes = ["精确到", "保留", "不含", "含", "大写", "小写", "四舍五入", "不足", "取整", "至"]
}

extension MoneyUnit {
  /// The unit that folded words name: 万元, 元, 人民币元, yuan, fen…
  init?(words: String) {
    switch words {
    case "万元", "万", "人民币万元", "万元人民币", "万元整", "10kyuan", "10,000yuan", "10000yuan", "wan", "wanyuan": self = .wan
    case "元", "人民币元", "人民币", "元人民币", "圆", "元整", "yuan", "rmb", "cny", "rmbyuan", "¥": self = .yuan
    case "分", "人民币分", "fen": self = .fen
    default: return nil
    }
  }
}

extension Substring {
  /// Where a text first occurs. The standard library finds single elements only.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
