public import Law
public import Assistance
public import EventSourcing

/// Turns what a person typed into the log's JSON for a field of the catalogue: units, labels and dates as people
/// write them. Nothing is guessed: what could mean two things is refused with advice.
public struct FieldReading: Sendable {
  /// Where the reader's column names a unit of money.
  public var moneyUnit: MoneyUnit?
  /// How the column writes percentages.
  public var percentUnit: PercentUnit?
  /// Whether date serials count from 1904.
  public var epoch1904 = false
  let catalogue: Catalogue

  /// A reader; the command line and a column without unit use it as it is.
  public init(catalogue: Catalogue = .current) { self.catalogue = catalogue }

  /// The JSON of text given on the command line: `5000元`, `是`, `道路`, `35.12,107.88`.
  ///
  /// - Parameters:
  ///   - today: the day that 今天 means; nil where such words are not understood.
  ///   - finder: finds whom a name means; nil where references alone are understood.
  /// - Throws: the problem with what to do about it; a bare amount is one.
  public static func json(
    text: String, field: Field, today: CivilDate? = nil, finder: SubjectFinder? = nil
  ) throws(CellProblem) -> [UInt8] {
    var text = text
    switch field.kind {
    case .date, .time: if let today { text = TypedTime.spelled(text, today) }
    default: break
    }
    do {
      return try FieldReading().json(
        Cell(.text(text), column: 1, row: 1), field, resolve: finder.map { finder in finder.resolve })
    } catch { throw error.typed.guessing(text, field.codelist) }
  }

  /// The code that text given on the command line means: a code of the list, or its label in either language.
  ///
  /// - Throws: X146 with the choices when there is none; X101 when there is no text.
  public static func code(text: String, list: String) throws(CellProblem) -> String {
    let options = FieldReading().choices(list)
    do { return try CellReading.choice(Cell(.text(text), column: 1, row: 1), options: options).get() } catch {
      throw error.typed.guessing(text, list)
    }
  }

  /// The JSON of a cell.
  ///
  /// - Parameter resolve: finds a reference from what people write instead of one; nil when there is nobody to ask.
  public func json(
    _ cell: Cell, _ field: Field, resolve: ((String, Field) throws(CellProblem) -> String)? = nil
  ) throws(CellProblem) -> [UInt8] {
    var writer = JSONWriter()
    switch field.kind {
    case .text(let limit): writer.string(try text(cell, field, limit))
    case .machine(let limit): writer.string(try bounded(try CellReading.text(cell).get(), limit))
    case .digest: writer.string(try digest(cell))
    case .code(let list): writer.string(try CellReading.choice(cell, options: choices(list)).get())
    case .codes(let list):
      let options = choices(list)
      try array(cell, &writer) { (item) throws(CellProblem) in
        try CellReading.choice(item, options: options).get()
      }
    case .reference: writer.string(try reference(cell, field, resolve))
    case .references:
      try array(cell, &writer) { (item) throws(CellProblem) in try reference(item, field, resolve) }
    case .integer(let range):
      writer.integer(
        Int64(try CellReading.integer(cell, in: Self.narrowed(range), units: Self.counters(field)).get()))
    case .fen(let range): writer.integer(try fen(cell, range))
    case .bp(let range):
      writer.integer(
        Int64(try CellReading.basisPoints(cell, unit: percentUnit, in: Self.narrowed(range)).get()))
    case .bool: writer.bool(try CellReading.bool(cell).get())
    case .date: writer.string(try CellReading.date(cell, epoch1904: epoch1904).get())
    case .time: writer.string(try CellReading.moment(cell, epoch1904: epoch1904).get())
    case .geo: try GeoText.write(try CellReading.text(cell).get(), &writer)
    case .event: writer.string(try event(cell))
    case .area: writer.string(try CellReading.areaCode12(cell).get())
    case .areas:
      try array(cell, &writer) { (item) throws(CellProblem) in try CellReading.areaCode12(item).get() }
    case .strings(let limit):
      try array(cell, &writer) { (item) throws(CellProblem) in
        try bounded(try CellReading.text(item).get(), limit)
      }
    case .object, .objects, .json: writer.raw(try JSONText.compact(try CellReading.text(cell).get()))
    }
    return writer.bytes
  }

  /// Words people put behind a count of this field, or into its title: of households 户, of minutes 分钟. Another unit
  /// would make another number of it.
  static func counters(_ field: Field) -> [String] {
    if let open = field.zh.lastIndex(of: "（"), field.zh.hasSuffix("）") {
      let own = String(field.zh[field.zh.index(after: open)...].dropLast())
      return own == "月" ? ["个月", "月"] : own == "分钟" ? ["分钟", "分"] : [own]
    }
    for (word, units) in [
      ("户数", ["户"]), ("人数", ["人", "口", "名"]), ("人口", ["人", "口", "名"]), ("年度", ["年度", "年"]), ("序", ["号", "名"]),
      ("步骤", ["步"]), ("行数", ["行", "条"]), ("条目", ["条"]), ("主体数", ["个"]),
    ] where field.zh.contains(word) {
      return units
    }
    return ["个", "件", "次", "条", "项"]
  }

  private static func narrowed(_ range: ClosedRange<Int64>) -> ClosedRange<Int> {
    Int(range.lowerBound)...Int(range.upperBound)
  }

  /// The codelist as choices.
  func choices(_ list: String) -> [Choice] {
    (catalogue.codelist(list)?.items ?? []).map { Choice(code: $0.code, zh: $0.zh, en: $0.en) }
  }
}

// Single values.
extension FieldReading {
  /// Text, with the numbers that have a check character or a known form checked by it.
  private func text(_ cell: Cell, _ field: Field, _ limit: Int) throws(CellProblem) -> String {
    switch field.name {
    case "id_number": return try CellReading.idNumber(cell).get()
    case "uscc", "contractor_uscc": return try CellReading.socialCreditCode(cell).get()
    case "phone":
      let text = try CellReading.text(cell).get()
      // A landline has no fixed form; what looks like a mobile number must be one.
      if case .success(let mobile) = CellReading.phone(cell) { return mobile }
      // What is stored as text keeps its leading zero; anything else does not.
      guard case .text = cell.value else { throw Self.landlineAsNumber(text) }
      let digits = text.unicodeScalars.filter { ("0"..."9").contains(TextFolding.halfWidth($0)) }.count
      guard digits >= 7, text.first != "1" else { return try CellReading.phone(cell).get() }
      return try bounded(text, limit)
    default: return try bounded(try CellReading.text(cell).get(), limit)
    }
  }

  /// A spreadsheet keeps no leading zero of a number, and every area code begins with one.
  private static func landlineAsNumber(_ text: String) -> CellProblem {
    CellProblem(
      "X144", "“\(text)”不是11位手机号；若是座机，它被当作数字存储，区号开头的0已丢失",
      "“\(text)” is not an 11-digit mobile number; a landline stored as a number has lost the 0 of its area code",
      adviceZh: "请将该列设为文本后重新录入，如 0931-8123456",
      adviceEn: "Format the column as text and type it again, like 0931-8123456")
  }

  private func bounded(_ text: String, _ limit: Int) throws(CellProblem) -> String {
    let count = text.utf8.count
    guard count <= limit else {
      throw CellProblem(
        "X151", "文字过长：\(count)字节，此列至多\(limit)字节（汉字每字3字节）",
        "The text is too long: \(count) bytes of at most \(limit)", adviceZh: "请缩短", adviceEn: "Shorten it")
    }
    return text
  }

  private func digest(_ cell: Cell) throws(CellProblem) -> String {
    let text = try CellReading.text(cell).get()
    let folded = TextFolding.key(text)
    guard folded.utf8.count == 64,
      folded.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else {
      throw .unexpected(text, expectedZh: "文件的SHA-256摘要（64位十六进制）", expectedEn: "a SHA-256 of 64 hex digits")
    }
    return folded
  }

  private func fen(_ cell: Cell, _ range: ClosedRange<Int64>) throws(CellProblem) -> Int64 {
    let fen = Int64(try CellReading.fen(cell, unit: moneyUnit, allowsNegative: range.lowerBound < 0).get())
    guard range.contains(fen) else {
      throw CellProblem(
        "X142", fen == 0 ? "金额为零" : "金额超出范围", fen == 0 ? "The amount is zero" : "The amount is out of range",
        adviceZh: "请核对；没有金额的请留空", adviceEn: "Check it; leave it empty if there is no amount")
    }
    return fen
  }

  private func event(_ cell: Cell) throws(CellProblem) -> String {
    let text = try CellReading.text(cell).get()
    guard let id = EventID(text) else {
      throw .unexpected(text, expectedZh: "事件编号TX.POS", expectedEn: "an event as TX.POS")
    }
    return id.text
  }

  /// A reference as it stands, a bare number of the one register the field names (`2026-7` for `pb-2026-7`), or
  /// whatever `resolve` understands.
  func reference(
    _ cell: Cell, _ field: Field, _ resolve: ((String, Field) throws(CellProblem) -> String)?
  ) throws(CellProblem) -> String {
    let text = try CellReading.text(cell).get()
    if let found = ReferenceText.read(text, prefixes: field.prefixes ?? []) { return found }
    if let resolve { return try resolve(text, field) }
    throw ReferenceText.problem(text, prefixes: field.prefixes ?? [], catalogue)
  }
}

// Lists.
extension FieldReading {
  private func array(
    _ cell: Cell, _ writer: inout JSONWriter, _ read: (Cell) throws(CellProblem) -> String
  ) throws(CellProblem) {
    var items: [String] = []
    for part in Self.parts(cell) { items.append(try read(part)) }
    guard !items.isEmpty else { throw .empty }
    writer.array { for item in items { $0.string(item) } }
  }

  /// The items of a list: separated by 、 ， , ； ; or line ends. A cell that holds no text is one item.
  private static func parts(_ cell: Cell) -> [Cell] {
    guard case .text(let text) = cell.value else { return [cell] }
    return text.split { "、，,；;\n\r".contains($0) }.map(String.init).filter {
      !TextFolding.trimmed($0).isEmpty
    }
    .map { Cell(.text($0), column: cell.column, row: cell.row) }
  }
}

extension CellProblem {
  /// The same, asking for what comes nearest where a text is none of a list's codes.
  fileprivate func guessing(_ text: String, _ list: String?) -> CellProblem {
    guard code == "X146", let list = list.flatMap({ Catalogue.current.codelist($0) }),
      let guess = list.named.guess(nearest: text)
    else { return self }
    return CellProblem(
      code, zh, en, adviceZh: guess.zh + advice.zh, adviceEn: "\(guess.en) \(advice.en)")
  }
}
