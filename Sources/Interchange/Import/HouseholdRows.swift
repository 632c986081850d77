import Law
import Assistance
import AssistanceLedger
import EventSourcing

// A register of households: consecutive rows are members of one.
//
// Whom a row belongs to is said by a number, by the head's name, or by the relation to the head. Where none of them says
// it, the rows are not guessed together: people of three households would become one.
extension RowReader {
  /// Columns of which any names a household.
  private static let householdNames = ["#subject", "#key", "head_name", "members.name", "members.relation"]
  private static let headWords: Set = ["户主", "head", "本人", "户主本人"]

  /// The rows of one household.
  private struct Group {
    var rows: [Int]
    let number: String?
    let head: String?
    let village: String?
    /// Whom its rows name, folded.
    var members: Set<String> = []
    /// The row that is marked as the head's.
    var headRow: Int?
  }

  mutating func readHouseholds(_ progress: (Int, Int) -> Void) -> [RowItem] {
    let isDivided = ["#subject", "#key", "head_name", "members.relation"].contains { rows.header.columns[$0] != nil }
    guard isDivided || rows.data.count < 2 else {
      note(rows.data[0], Self.undivided(rows.data.count))
      return []
    }
    let groups = households()
    rowCount = groups.count
    for group in groups { amounts.add(household: group.rows) }
    var mismatches = Mismatches(isOfHeads: groups.count > 1 && groups.allSatisfy { $0.rows.count == 1 })
    var items: [RowItem] = []
    for (index, group) in groups.enumerated() {
      if index % 256 == 0 { progress(index, groups.count) }
      if let item = readHousehold(group, &mismatches) { items.append(item) }
    }
    if let row = mismatches.first { warn(row, Self.headsOnly(mismatches.count)) }
    return items
  }

  private mutating func households() -> [Group] {
    var groups: [Group] = []
    var index = GroupIndex()
    // The household of the row before: it need not be the last that began.
    var current: Int?
    // A blank cell under a head's name or a number goes on with what stands above it; where relations alone divide, it does not.
    let isByRelation = !["#subject", "#key", "head_name"].contains { rows.header.columns[$0] != nil }
    for row in rows.data {
      let number = text("#subject", row) ?? text("#key", row)
      let head = text("head_name", row).map(NameText.key)
      let village = text("village", row)
      let relation = text("members.relation", row).map(TextFolding.key)
      let isHead = relation.map(Self.headWords.contains) ?? false
      let member = text("members.name", row).map(NameText.key)
      if let before = current, begins(number, head, village, isHead, after: groups[before]) {
        let earlier = index.fitting(number, head, village, isHead, member, groups)
        // Of two households whose heads share a name, nobody knows which is meant.
        if earlier.count > 1 { note(row, Self.severalFit(earlier.map { groups[$0].rows[0] })) }
        current = earlier.first
      }
      guard let place = current else {
        index.add(groups.count, number, head)
        current = groups.count
        groups.append(
          Group(
            rows: [row], number: number, head: head, village: village, members: Set([member].compactMap { $0 }),
            headRow: isHead ? row : nil))
        continue
      }
      var group = groups[place]
      if isByRelation, relation == nil, text("members.name", row) != nil { note(row, Self.unassigned(group.rows[0])) }
      if isHead, let other = group.headRow { note(row, Self.secondHead(other)) }
      group.rows.append(row)
      if isHead { group.headRow = group.headRow ?? row }
      if let member { group.members.insert(member) }
      groups[place] = group
    }
    return groups
  }

  /// Finds the household, begun further up, to which a row belongs: rows of one need not stand together.
  private struct GroupIndex {
    private var byNumber: [String: Int] = [:]
    private var byHead: [String: [Int]] = [:]

    mutating func add(_ place: Int, _ number: String?, _ head: String?) {
      if let number, byNumber[number] == nil { byNumber[number] = place }
      if let head { byHead[head, default: []].append(place) }
    }

    /// By the number, else by the head's name in its village. A row that names nobody, or somebody whom the household has
    /// already, is no further member: it repeats an earlier one.
    func fitting(
      _ number: String?, _ head: String?, _ village: String?, _ isHead: Bool, _ member: String?, _ groups: [Group]
    ) -> [Int] {
      guard let member else { return [] }
      if let number {
        return byNumber[number].map { [$0] }?.filter { !groups[$0].members.contains(member) } ?? []
      }
      return (head.flatMap { byHead[$0] } ?? []).filter { place in
        let group = groups[place]
        return (village == nil || group.village == nil || village == group.village)
          && !(isHead && group.headRow != nil) && !group.members.contains(member)
      }
    }
  }

  /// A new household begins where its number or head changes, and where a row says 户主 while the one before has a head:
  /// two neighbours may share a name.
  private func begins(_ number: String?, _ head: String?, _ village: String?, _ isHead: Bool, after group: Group)
    -> Bool
  {
    if let number { return number != group.number }
    guard let head else { return isHead }
    return head != group.head || village != nil && village != group.village || isHead && group.headRow != nil
  }

  private func text(_ key: String, _ row: Int) -> String? {
    rows.cell(key, row: row).flatMap { try? CellReading.text($0).get() }
  }

  private mutating func readHousehold(_ group: Group, _ mismatches: inout Mismatches) -> RowItem? {
    var values = RowValues(template.type.fields)
    let before = problems.count
    var headID: [UInt8]?
    for row in group.rows {
      values.member = RowValues(template.type.fields).member
      for column in template.columns {
        // Photographs may stand beside each member; all else that a household says stands in its first row.
        let isOfEachRow =
          switch column.role {
          case .member, .attachments: true
          default: false
          }
        if isOfEachRow || row == group.rows[0] {
          read(column, row, into: &values)
        } else {
          compare(column, row, first: group.rows[0])
        }
      }
      guard !values.member.isEmpty else { continue }
      noteNumber(values.member.value("id_number"), row)
      let isHead = values.member.value("relation").flatMap(Self.string) == "head"
      if isHead || headID == nil { headID = values.member.value("id_number") }
      // Of two heads the second was told as one already.
      if isHead, group.headRow.map({ $0 == row }) ?? true, let name = values.member.value("name") {
        takeHead(name, row, &values)
      }
      values.members.append(values.member.bytes)
    }
    checkCount(group.rows[0], values, &mismatches)
    return finishHousehold(group.rows[0], &values, headID, problemsBefore: before)
  }

  /// The member marked 户主 is the one named as head.
  private mutating func takeHead(_ name: [UInt8], _ row: Int, _ values: inout RowValues) {
    guard let named = values.data.value("head_name").flatMap(Self.string) else {
      if values.failed.isDisjoint(with: ["head_name"]) { values.data.set("head_name", name) }
      return
    }
    if let own = Self.string(name), NameText.key(own) != NameText.key(named) { note(row, Self.otherHead) }
  }

  /// What a later row of a household says of the household as a whole was dropped without a word.
  private mutating func compare(_ column: TemplateColumn, _ row: Int, first: Int) {
    switch column.role {
    case .subject, .rowKey: return
    default: break
    }
    guard let cell = rows.cell(column.key, row: row) else { return }
    let own = rows.cell(column.key, row: first)
    guard NameText.key(own?.shownText ?? "") != NameText.key(cell.shownText) else { return }
    if column.key == "village" || column.key == "head_name" {
      note(column, row, cell, Self.otherHousehold(first))
    } else {
      warn(column, row, cell, Self.firstRowCounts(first))
    }
  }

  private mutating func finishHousehold(
    _ row: Int, _ values: inout RowValues, _ headID: [UInt8]?, problemsBefore before: Int
  ) -> RowItem? {
    if !values.members.isEmpty {
      var writer = JSONWriter()
      writer.array { for member in values.members { $0.raw(member) } }
      values.data.set("members", writer.bytes)
    }
    let named = ["village", "head_name"].compactMap { values.data.value($0) } + [headID].compactMap { $0 }
    let isNamed = values.subject != nil || values.rowKey != nil || values.data.value("head_name") != nil
    if !isNamed, values.failed.isDisjoint(with: Self.householdNames) {
      note(
        row,
        CellProblem(
          "X163", "这一户没有户主姓名，也没有户编号", "The household has neither a head's name nor a number",
          adviceZh: "请填户主姓名，或在与户主关系列写明户主", adviceEn: "Name its head, or mark the head among its members"))
    }
    let own = values.rowKey.map { ["row", $0] } ?? values.subject.map { ["subject", $0] }
    return finish(
      row, values, parts: own ?? named.map { String(decoding: $0, as: UTF8.self) }, problemsBefore: before)
  }

  // MARK: How many persons

  /// Households whose number of persons is not that of the members listed, in a sheet that lists heads alone.
  private struct Mismatches {
    let isOfHeads: Bool
    var count = 0
    var first: Int?
  }

  private mutating func checkCount(_ row: Int, _ values: RowValues, _ mismatches: inout Mismatches) {
    guard let json = values.data.value("persons"), let persons = Int(String(decoding: json, as: UTF8.self)),
      !values.members.isEmpty, persons != values.members.count
    else { return }
    if mismatches.isOfHeads {
      mismatches.count += 1
      mismatches.first = mismatches.first ?? row
    } else {
      warn(row, Self.otherCount(persons, values.members.count))
    }
  }
}

// What is said of rows that make no household.
extension RowReader {
  private static func undivided(_ count: Int) -> CellProblem {
    CellProblem(
      "X163", "表中没有“户主姓名”“户编号”或“与户主关系”列，\(count)行看不出哪几行是一户，会并成一户",
      "The sheet has no column of heads, household numbers or relations: its \(count) rows cannot be divided into households, and would be one",
      adviceZh: "每行一户的，请把“姓名”改为“户主姓名”；一户多行的，请加“户编号”或“与户主关系”列",
      adviceEn: "If each row is a household, call the column 户主姓名; otherwise add 户编号 or 与户主关系")
  }

  private static func unassigned(_ first: Int) -> CellProblem {
    CellProblem(
      "X185", "此行没有户编号、户主姓名，也没有与户主关系，看不出是否属于第\(first)行那一户",
      "The row gives neither number, head nor relation: whether it belongs to the household of row \(first) cannot be told",
      adviceZh: "请填与户主关系；另一户的填“户主”", adviceEn: "Give the relation to the head; 户主 if it is another household")
  }

  private static func severalFit(_ first: [Int]) -> CellProblem {
    let rows = first.prefix(8).map(String.init)
    return CellProblem(
      "X185", "户主同名的有几户（第\(rows.joined(separator: "、"))行起），看不出此行属于哪一户",
      "Several households have a head of that name (from rows \(rows.joined(separator: ", "))): to which the row belongs cannot be told",
      adviceZh: "请填户编号，或把同一户的各行放在一起", adviceEn: "Give the household's number, or put its rows together")
  }

  private static func secondHead(_ row: Int) -> CellProblem {
    CellProblem(
      "X186", "同一户编号下有两名户主，另一名在第\(row)行", "One household has two heads, the other in row \(row)",
      adviceZh: "请核对与户主关系；两户的请分别编号", adviceEn: "Check the relations; two households need two numbers")
  }

  private static let otherHead = CellProblem(
    "X186", "标为户主的成员与“户主姓名”不是同一人", "The member marked as head is not the one named in 户主姓名", adviceZh: "请核对户主姓名与与户主关系",
    adviceEn: "Check the head's name and the relations")

  private static func otherHousehold(_ first: Int) -> CellProblem {
    CellProblem(
      "X187", "此行与第\(first)行归为一户，但这一栏不同", "The row belongs to the household of row \(first), and differs here",
      adviceZh: "另一户的，请写明户主姓名或户编号；同一户的，请改成一致",
      adviceEn: "Name the head if it is another household; else make them the same")
  }

  private static func firstRowCounts(_ first: Int) -> CellProblem {
    CellProblem(
      "X192", "与本户第\(first)行不同，未采用", "It differs from row \(first) of the household and was not taken",
      adviceZh: "以本户首行为准；要改请改首行",
      adviceEn: "The household's first row counts")
  }

  private static func otherCount(_ persons: Int, _ members: Int) -> CellProblem {
    CellProblem(
      "X191", "家庭人口数是\(persons)，表中只列了\(members)名成员",
      "The number of persons is \(persons), and \(members) members are listed",
      adviceZh: "请核对是否漏列或多列", adviceEn: "Check whether somebody is missing")
  }

  private static func headsOnly(_ count: Int) -> CellProblem {
    CellProblem(
      "X191", "本表每户只列一人，其中\(count)户的家庭人口数不是1",
      "The sheet lists one person a household; \(count) of them have another number of persons",
      adviceZh: "其余成员请另行登记", adviceEn: "Register the other members")
  }
}
