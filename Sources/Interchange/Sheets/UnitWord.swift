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
    for unit in said(words) { add(unit) }
    return found
  }

  /// What the label of a row of totals says of its unit: 合计（万元）, 合计 万元, 总计金额万元. 合计5万元 is an amount.
  static func ofTotal(_ label: String) -> [UnitWord] {
    let words = TextFolding.key(label).filter { !":()[]【】*/-".contains($0) }
    var found = ofLine(label)
    for count in (1...6).reversed() where words.count > count {
      let tail = words.suffix(count)
      guard let unit = UnitWord(exact: String(tail)), unit.isMoney else { continue }
      if isRound(tail) { break }
      if let before = words.dropLast(count).last, !isNumeral(before), !found.contains(unit) { found.append(unit) }
      break
    }
    return found
  }

  /// The units that a sentence names: 以上金额为万元, 金额单位均为万元, 以万元计, 注：万元. A number before makes it an amount.
  private static func said(_ words: String) -> [UnitWord] {
    var units: [UnitWord] = []
    for part in words.split(whereSeparator: { ":,;。、()[]【】!".contains($0) }) {
      // 分 and 万 count other things, too.
      func add(_ unit: UnitWord, _ words: Substring) {
        if unit.isMoney, currencies.contains(where: { words.contains($0) }) { units.append(unit) }
      }
      if let unit = UnitWord(exact: String(part)) { add(unit, part) }
      var rest = part[...]
      while let first = rest.indices.dropFirst().first {
        rest = rest[first...]
        guard let (unit, behind) = longest(rest), isSaid(part[..<first], behind),
          !isRound(rest) || part[..<first].contains("单")
        else { continue }
        add(unit, rest[..<behind.startIndex])
      }
    }
    return units
  }

  /// Whether the words around a unit make it the sheet's.
  private static func isSaid(_ before: Substring, _ behind: Substring) -> Bool {
    var head = before
    var isLinked = false
    while let link = links.first(where: { head.hasSuffix($0) }) {
      head = head.dropLast(link.count)
      isLinked = true
    }
    if head.hasSuffix("单位") {
      let whose = head.dropLast(2)
      return isBoundary(behind) && !organisations.contains { whose.hasSuffix($0) }
    }
    guard isLinked, behind.isEmpty || counted.contains(where: { behind.hasPrefix($0) }) || isBoundary(behind) else {
      return false
    }
    // 以万元计 needs no more; of 为万元 somebody must say what is.
    return behind.hasPrefix("计") || behind.hasPrefix("为单位") || head.isEmpty
      || amountWords.contains { head.contains($0) }
  }

  /// What stands between what is counted and its unit: 金额均以万元计.
  private static let links = [
    "均", "都", "皆", "全", "全部", "一律", "统一", "为", "是", "系", "以", "按", "用", "采用", "使用", "应", "须", "请",
  ]
  private static let counted = ["计", "算", "为单位", "填", "列", "表示", "结算", "核算"]
  private static let amountWords = [
    "金额", "金", "款", "费", "额", "价", "数", "以上", "以下", "上述", "上表", "下表", "本表", "此表", "表中", "表内", "本页", "补助", "补贴", "投资",
    "合计", "总计",
    "货币",
  ]

  /// 十万元 in a sentence is an amount, and only behind 单位 a unit.
  private static func isRound(_ words: Substring) -> Bool { ["十", "百", "千万"].contains { words.hasPrefix($0) } }

  private static func isNumeral(_ character: Character) -> Bool {
    character.isNumber || "多余几两十百千万亿拾佰仟零〇壹贰叁肆伍陆柒捌玖".contains(character)
  }

  /// The longest unit with which words begin, and what follows it.
  private static func longest(_ words: Substring) -> (UnitWord, Substring)? {
    (1...12).reversed().lazy.compactMap { count -> (UnitWord, Substring)? in
      let head = words.prefix(count)
      guard head.count == count, let unit = UnitWord(exact: String(head)) else { return nil }
      return (unit, words.dropFirst(count))
    }.first
  }

  /// The units with which words begin: 万元2026年7月, 人、万元, 元/户. Not those of a name: 元坝镇.
  private static func leading(_ words: Substring) -> [UnitWord] {
    var units: [UnitWord] = []
    var rest = words
    while true {
      guard let (unit, behind) = longest(rest), isBoundary(behind) else { return units }
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
