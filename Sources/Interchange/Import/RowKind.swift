import Assistance
import EventSourcing

/// What a row below the header is. Only records become events; everything else is listed in the report.
enum RowKind: Equatable {
  case record
  /// 合计, 总计, 汇总: sums of rows above or below, held against them.
  case total
  /// 小计, 甲乡 汇总, 本页合计.
  case subtotal
  /// 平均, 均值, 最大值: said of records, and held against nothing.
  case average
  /// 一、产业类, with or without its sum. Smaller levels stand above greater ones.
  case heading(level: Int)
  /// 填表人：…, ★…, 以上名单已公示。
  case note
  /// The header again, on the next printed page.
  case header
  /// 栏次: 甲 乙 1 2 3.
  case columnNumbers
  /// An example or an instruction for filling in.
  case hint
  /// Every cell struck out.
  case struck

  /// In the report.
  var title: Bilingual {
    switch self {
    case .record: Bilingual("记录", "records")
    case .total: Bilingual("合计行", "rows of totals")
    case .subtotal: Bilingual("小计行", "rows of subtotals")
    case .average: Bilingual("平均值等统计行", "rows of averages and the like")
    case .heading: Bilingual("分类标题行", "headings")
    case .note: Bilingual("说明行", "notes")
    case .header: Bilingual("重复的表头", "headers again")
    case .columnNumbers: Bilingual("栏次行", "rows of column numbers")
    case .hint: Bilingual("示例或填写说明", "examples and instructions")
    case .struck: Bilingual("加了删除线的行", "rows struck out")
    }
  }
}

/// The words by which rows that are no records are known. Pure over the row's texts, so that they can be tried by tables.
enum RowWords {
  /// What a label says of its row, when it is a total's: 合计, 合 计, 合计2户, 甲乡 汇总, 总户数.
  static func total(_ label: String) -> RowKind? {
    let word = TextFolding.key(label).filter { !":()[]【】*".contains($0) }
    if isAverage(word) { return .average }
    if totals.contains(word) { return .total }
    if subtotals.contains(word) { return .subtotal }
    guard word.count <= 24 else { return nil }
    for start in ["合计", "总计", "共计", "累计", "汇总", "小计", "总数", "合计数", "grandtotal", "total", "subtotal"]
    where word.hasPrefix(start) {
      let tail = word.dropFirst(start.count)
      if isTail(tail) { return start == "小计" || start == "subtotal" ? .subtotal : .total }
    }
    if word.hasPrefix("共"), word.dropFirst().first?.isNumber == true, isTail(word.dropFirst()) { return .total }
    for end in ["小计", "合计", "汇总", "总计", "共计", "累计", "计数", "求和"]
    where word.hasSuffix(end) && word.count > end.count {
      let whose = word.dropLast(end.count)
      return ["全县", "全区", "全市", "全乡", "全镇", "全村", "全部", "总", "本表", "以上"].contains(String(whose)) ? .total : .subtotal
    }
    return nil
  }

  private static func isAverage(_ word: String) -> Bool {
    guard word.count <= 24 else { return false }
    for start in ["平均值", "平均数", "平均", "均值", "户均", "人均", "最大值", "最小值", "中位数", "average", "mean", "avg"]
    where word.hasPrefix(start) && isTail(word.dropFirst(start.count)) {
      return true
    }
    // 王平均 is somebody's name.
    return ["平均值", "平均数", "均值", "最大值", "最小值", "中位数", "标准偏差", "方差"].contains { word.hasSuffix($0) }
      || ["全县", "全区", "全市", "全乡", "全镇", "全村", "每户", "每人", "每村", "总", "本表", "本页", "以上"].contains { word == $0 + "平均" }
  }

  /// The counts of which a label of totals consists besides its word: 合计2户, 共12户45人, 5户. Amounts of money beside them
  /// are left out; none when it says anything else.
  static func counts(_ label: String) -> [(count: Int64, unit: String)] {
    let word = TextFolding.key(label).filter { !":()[]【】*,、;".contains($0) }
    let head = word.prefix { !isDigit($0) }
    guard head.isEmpty || ["共", "计", "共有"].contains(String(head)) || total(String(head)) != nil else { return [] }
    var found: [(count: Int64, unit: String)] = []
    var rest = word.dropFirst(head.count)
    while !rest.isEmpty {
      if let link = ["其中", "共计", "合计", "共", "计", "金额", "资金", "¥"].first(where: { rest.hasPrefix($0) }) {
        if link == "其中" { break }
        rest = rest.dropFirst(link.count)
        continue
      }
      let digits = rest.prefix { isDigit($0) || $0 == "." }
      let tail = rest.dropFirst(digits.count)
      guard !digits.isEmpty, let unit = (amountUnits + units).first(where: { tail.hasPrefix($0) }) else { return [] }
      rest = tail.dropFirst(unit.count)
      if amountUnits.contains(unit) { continue }
      guard let count = Int64(digits) else { return [] }
      found.append((count, unit == "个项目" ? "个" : unit))
    }
    return found
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
  private static let amountUnits = ["万元", "亿元", "元整", "元", "圆"]
  private static let units = ["个项目", "户", "人", "口", "名", "笔", "项", "个", "条", "件", "份", "批", "次"]

  private static let totals: Set = [
    "合计", "总计", "共计", "累计", "总合计", "总和", "汇总", "总额", "总数", "合计数", "合计金额", "总金额", "金额合计", "总户数", "总人数", "总人口", "总人口数",
    "户数合计",
    "人数合计", "合计户数", "合计人数", "项目总数", "总量", "大写", "合计大写", "金额大写", "total", "grandtotal", "sum", "totals",
  ]
  private static let subtotals: Set = ["小计", "本页小计", "本页合计", "页计", "分计", "本页累计", "subtotal"]

  /// Nothing but digits, counters and words of amounts: 合计2户, 合计金额元, 合计12户45人.
  private static func isTail(_ tail: Substring) -> Bool {
    var rest = tail
    while !rest.isEmpty {
      if let counted = ["个项目", "个村", "个乡镇", "单位"].first(where: { rest.hasPrefix($0) }) {
        rest = rest.dropFirst(counted.count)
        continue
      }
      if rest.first?.isNumber == true || "￥¥.,、;/-—=+元圆万千百亿户人口个件项次笔条份年月日整正零壹贰叁肆伍陆柒捌玖拾佰仟".contains(rest.first ?? "#") {
        rest = rest.dropFirst()
        continue
      }
      guard
        let word = ["金额", "户数", "人数", "人口", "人民币", "大写", "小写", "数量", "资金", "共", "其中"].first(where: {
          rest.hasPrefix($0)
        })
      else { return false }
      rest = rest.dropFirst(word.count)
    }
    return true
  }

  /// The level of a heading, 一、 above （一） above 1. above (1); nil when a text has no such mark.
  static func headingLevel(_ text: String) -> Int? {
    let word = TextFolding.key(text)
    let chinese: (Character) -> Bool = { "一二三四五六七八九十百".contains($0) }
    func level(_ isNumeral: (Character) -> Bool, bare: Int, bracketed: Int) -> Int? {
      let isBracketed = word.first == "("
      let body = isBracketed ? word.dropFirst() : word[...]
      let numeral = body.prefix(while: isNumeral)
      let tail = body.dropFirst(numeral.count)
      guard (1...3).contains(numeral.count), let mark = tail.first, tail.count > 1 else { return nil }
      if isBracketed { return mark == ")" ? bracketed : nil }
      // 1.5 is a number.
      guard "、.,:)".contains(mark), tail.dropFirst().first?.isNumber != true else { return nil }
      return bare
    }
    if word.first == "第", let mark = word.dropFirst().first(where: { !chinese($0) && !$0.isNumber }),
      "部章节类批编篇".contains(mark), word.count > 2
    {
      return 0
    }
    return level(chinese, bare: 1, bracketed: 2) ?? level({ $0.isASCII && $0.isNumber }, bare: 3, bracketed: 4)
      ?? level({ "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩivx".contains($0) }, bare: 1, bracketed: 2)
      ?? level({ $0.isASCII && $0.isLetter }, bare: 3, bracketed: 4)
  }

  /// The level of a numeral that stands alone, 一 above （一）; details are numbered 1, 2, 3.
  static func numeralLevel(_ text: String) -> Int? {
    let word = TextFolding.key(text).filter { !"、.".contains($0) }
    let isBracketed = word.first == "(" && word.last == ")"
    let numeral = isBracketed ? String(word.dropFirst().dropLast()) : word
    guard (1...3).contains(numeral.count), numeral.allSatisfy({ "一二三四五六七八九十".contains($0) }) else { return nil }
    return isBracketed ? 2 : 1
  }

  /// Whether a label says that what follows is about the sheet: 填表人：, 审核, 注：, ★.
  static func isNoteLabel(_ text: String) -> Bool {
    let word = TextFolding.key(text)
    if noteLabels.contains(word.filter { !":()".contains($0) }) { return true }
    guard let colon = word.firstIndex(of: ":") else {
      return noteRoles.contains { word.hasPrefix($0) } && word.count <= 16
    }
    let label = word[..<colon].filter { !"(){}[]".contains($0) }
    return label.count <= 12 && (noteWords.contains { label.contains($0) } || label == "注")
  }

  /// Whether a text that stands alone in its row is a remark on the sheet.
  static func isRemark(_ text: String) -> Bool {
    let word = TextFolding.key(text)
    guard let first = word.first else { return true }
    if "★☆※*●■◆▲△〓#→▶√☑□○◎·".contains(first) || isNoteLabel(text) { return true }
    if word.allSatisfy({ "-—_=…./\\~·*".contains($0) }) { return true }
    if [
      "以上", "上述", "本表", "此表", "特此", "续表", "接下页", "接上页", "未完", "以下空白", "以下无正文", "此页", "附表", "附件", "附:", "附注", "注", "其中:",
      "如有", "第",
    ]
    .contains(where: { word.hasPrefix($0) }), !(word.hasPrefix("第") && !word.contains("页")),
      !(word.hasPrefix("注") && word.count <= 4 && !word.contains(":"))
    {
      return true
    }
    return word.hasSuffix(";") || ["。", "以下空白", "盖章", "公章", "签章", "签字", "签名"].contains { word.contains($0) }
  }

  private static let noteWords = [
    "填表", "制表", "审核", "复核", "校对", "备注", "说明", "附注", "单位", "负责人", "联系", "电话", "签字", "签名", "盖章", "签章", "日期", "填报", "报送",
    "经办", "审批",
    "主管", "分管", "领导", "公示", "举报", "来源", "截止", "截至", "统计", "制单", "会计", "出纳", "打印", "录入", "note", "remark", "prepared",
    "checked", "approved",
    "signed", "附表", "附件", "其中", "人数", "户数", "时间", "地址",
  ]
  private static let noteLabels: Set = [
    "填表人", "制表人", "审核人", "复核人", "经办人", "负责人", "联系人", "填报人", "单位负责人", "填表日期", "制表日期", "填报日期", "审核", "复核", "制表", "填表",
    "备注", "说明", "签字",
    "签名", "盖章", "签章", "公章", "单位盖章", "日期", "单位", "注", "制单", "会计", "出纳", "主管", "分管领导", "主管领导", "附注", "年月日",
  ]
  private static let noteRoles = [
    "填表人", "制表人", "审核人", "复核人", "经办人", "负责人", "单位负责人", "联系人", "填报人", "填报单位", "制表单位", "填表日期", "制表日期", "填报日期", "主管领导",
    "分管领导",
  ]

  /// Whether a cell says that its row is an example or tells how to fill in.
  static func isHint(_ text: String) -> Bool {
    let word = TextFolding.key(text).filter { !"()[]【】*".contains($0) }
    if hints.contains(word) { return true }
    return ["示例:", "例:", "样例:", "例如:", "填写示例", "示例行", "填表说明", "填写说明", "填报说明"].contains { word.hasPrefix($0) }
  }

  private static let hints: Set = ["示例", "例", "样例", "范例", "例如", "示例1", "示例2", "例1", "例2", "example", "sample", "e.g."]

  /// Whether a cell tells what kind of thing to fill in: 必填, 文本, 如：2026-07-01.
  static func isInstruction(_ text: String) -> Bool {
    let word = TextFolding.key(text).filter { !"()[]【】*".contains($0) }
    if instructions.contains(word) { return true }
    return ["如:", "例:", "如2", "例如", "请填", "请选", "填写", "格式", "选择", "下拉", "必填", "选填", "按"].contains { word.hasPrefix($0) }
  }

  private static let instructions: Set = [
    "必填", "选填", "可选", "必填项", "选填项", "非必填", "文本", "文字", "数字", "数值", "金额", "日期", "整数", "下拉", "下拉选择", "自动生成", "自动计算",
    "required", "optional",
    "text", "number", "date",
  ]

  /// Whether a cell refers to the one above: 同上, 〃.
  static func isDitto(_ text: String) -> Bool {
    ["同上", "〃", "\"", "''", "″", "“", "”", "同上行", "同前", "ditto", "do.", "〻", "々", "仝上", "-〃-", "—〃—"].contains(
      TextFolding.key(text))
  }

  /// Whether a row's texts number its columns: 甲 乙 1 2 3, (1) (2) (3)=(1)+(2).
  static func areColumnNumbers(_ texts: [String]) -> Bool {
    let words = texts.map { TextFolding.key($0) }
    if let first = words.first, ["栏次", "行次", "列次", "栏目", "栏号"].contains(first) { return true }
    guard words.count >= 2 else { return false }
    let stems = Array("甲乙丙丁戊己庚辛壬癸")
    var nextStem = 0
    var next: Int?
    var numbers = 0
    for word in words {
      if nextStem < stems.count, word == String(stems[nextStem]), numbers == 0 {
        nextStem += 1
        continue
      }
      guard let number = columnNumber(word), next == nil || number == next else { return false }
      next = number + 1
      numbers += 1
    }
    return numbers >= 2 || (numbers == 1 && nextStem > 0) || nextStem >= 2
  }

  private static func columnNumber(_ word: String) -> Int? {
    let circled = Array("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
    if word.count == 1, let first = word.first, let place = circled.firstIndex(of: first) { return place + 1 }
    // 3=1+2 numbers the third column.
    let head = word.prefix { $0 != "=" }.filter { !"()[]".contains($0) }
    return head.count <= 2 ? Int(head) : nil
  }
}
