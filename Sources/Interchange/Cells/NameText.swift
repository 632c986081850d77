/// Names of people and things: what no name holds, and when two spellings are one name.
///
/// A register comes back from other hands: retyped with another middle dot, pasted from a PDF with radicals in place of
/// characters, widened, spaced out to three columns. Storage keeps what was typed; only comparing folds.
enum NameText {
  /// What two spellings of one name share: without white space and invisible characters, half-width, small letters, one
  /// middle dot, radicals as the characters they look like. Compatibility ideographs (U+F9F4 林) need no folding: Swift
  /// compares text by canonical equivalence, and theirs are canonical.
  static func key(_ name: String) -> String {
    var key = String.UnicodeScalarView()
    for scalar in TextFolding.key(name).unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
      key.append(folded(scalar))
    }
    return String(key)
  }

  /// The key without what stands in brackets: 王丁（二蛋） may be 王丁, and may be another than 王丁（大）.
  static func bareKey(_ name: String) -> String {
    var bare = ""
    var depth = 0
    for character in key(name) {
      switch character {
      case "(", "[", "【", "〔", "<", "《": depth += 1
      case ")", "]", "】", "〕", ">", "》": depth = max(0, depth - 1)
      default: if depth == 0 { bare.append(character) }
      }
    }
    return bare
  }

  /// Full stops among them: clerks type 买买提.艾力 for want of the dot.
  private static let dots = Set("·•‧・⋅･∙●◦⸱ꞏ˙᛫⦁.．﹒".unicodeScalars)

  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x2F00...0x2FD5: kangxi[Int(scalar.value - 0x2F00)]
    case 0x2E80...0x2EF3: radicals[scalar] ?? scalar
    default: dots.contains(scalar) ? "·" : scalar
    }
  }

  /// The unified ideographs of the Kangxi radicals U+2F00–2FD5, in order (Unicode Character Database, NFKC).
  private static let kangxi = Array(
    """
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳\
    心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网\
    羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食\
    首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠
    """.unicodeScalars)

  /// Radicals of the supplement that are characters of their own in names; pairs of radical and character.
  private static let radicals: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs = Array("⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻫斉⻬齐⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟".unicodeScalars)
    return Dictionary(
      stride(from: 0, to: pairs.count - 1, by: 2).map { (pairs[$0], pairs[$0 + 1]) },
      uniquingKeysWith: { first, _ in first })
  }()

  // MARK: What no name holds

  /// Refuses what cannot be part of a name, and names it with its place.
  ///
  /// - Parameter isPersons: whether it is somebody's own name; of projects and organisations, `?` and `*` may be part.
  /// - Throws: X105 for what cannot be seen, X188 for a character of a private area, X189 for a sign that stands for a lost one.
  static func check(_ name: String, isPersons: Bool) throws(CellProblem) {
    for (offset, scalar) in TextFolding.trimmed(name).unicodeScalars.enumerated() {
      if scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0xFFFD {
        throw invisible(scalar, at: offset + 1)
      }
      if scalar.properties.generalCategory == .privateUse { throw privateUse(scalar, at: offset + 1) }
      if isPersons, isPlaceholder(scalar) { throw placeholder(scalar, at: offset + 1) }
    }
  }

  /// Whether a name holds 〇: a character that few names have, and many clerks type for one they cannot find.
  static func holdsZero(_ name: String) -> Bool { name.unicodeScalars.contains("〇") }

  static let zeroWarning = CellProblem(
    "X195", "姓名中有“〇”（U+3007）", "The name holds “〇” (U+3007)",
    adviceZh: "若用它代替打不出的字，请改为正确的字后再导入",
    adviceEn: "If it stands for a character that could not be typed, put the right one")

  /// Question marks, boxes, stars and the signs that describe a character by its parts.
  private static func isPlaceholder(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x25A0...0x25A5, 0x25A9...0x25AF, 0x25C7, 0x25C6, 0x25CB, 0x25CF, 0x25EF, 0x25FB...0x25FE, 0x3013,
      0x2B1A...0x2B1C:
      true
    case 0x2FF0...0x2FFF, 0x303E: true
    default: placeholders.contains(TextFolding.halfWidth(scalar))
    }
  }

  private static let placeholders = Set("?*#_^~=&\\|×✕✖❓…".unicodeScalars)

  static func hex(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func invisible(_ scalar: Unicode.Scalar, at place: Int) -> CellProblem {
    let name = scalar.value == 0xFFFD ? ("已损坏", "damaged") : ("不可见", "invisible")
    return CellProblem(
      "X105", "第\(place)个字符是\(name.0)的 \(hex(scalar))", "Character \(place) is \(name.1): \(hex(scalar))",
      adviceZh: "请删去重录这一格", adviceEn: "Clear the cell and type it again")
  }

  private static func placeholder(_ scalar: Unicode.Scalar, at place: Int) -> CellProblem {
    CellProblem(
      "X189", "第\(place)个字符“\(scalar)”（\(hex(scalar))）不是姓名用字，像是代替了一个缺字",
      "Character \(place), “\(scalar)” (\(hex(scalar))), belongs to no name and seems to stand for a lost one",
      adviceZh: "请对照证件补上正确的字", adviceEn: "Put the right character, from the document")
  }

  private static func privateUse(_ scalar: Unicode.Scalar, at place: Int) -> CellProblem {
    let (zh, en): (String, String)
    if let standard = standard(scalar) {
      zh = "其标准码位是 \(hex(standard))“\(standard)”"
      en = "its standard code point is \(hex(standard)) “\(standard)”"
    } else {
      zh = "没有标准码位，换一台电脑就可能显示成别的字或空框"
      en = "it has no standard code point, and shows as another character or a box elsewhere"
    }
    return CellProblem(
      "X188", "第\(place)个字符 \(hex(scalar)) 是自造字区的字，\(zh)",
      "Character \(place), \(hex(scalar)), is of the private use area: \(en)",
      adviceZh: "请用支持 GB 18030-2022 的输入法重录这个字", adviceEn: "Type it again with an input method of GB 18030-2022")
  }

  /// The standard code point of a character that older input methods put into the private use area.
  static func standard(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard (0xE815...0xE864).contains(scalar.value) else { return nil }
    return Unicode.Scalar(standardCodePoints[Int(scalar.value - 0xE815)])
  }

  /// GB 18030-2005 gives the eighty characters that GBK kept at U+E815–E864 (bytes FE50–FEA0) these code points, in order.
  private static let standardCodePoints: [UInt32] = [
    0x2E81, 0x20087, 0x20089, 0x200CC, 0x2E84, 0x3473, 0x3447, 0x2E88, 0x2E8B, 0x9FB4, 0x359E, 0x361A, 0x360E, 0x2E8C,
    0x2E97, 0x396E, 0x3918, 0x9FB5, 0x39CF, 0x39DF, 0x3A73, 0x39D0, 0x9FB6, 0x9FB7, 0x3B4E, 0x3C6E, 0x3CE0, 0x2EA7,
    0x215D7, 0x9FB8, 0x2EAA, 0x4056, 0x415F, 0x2EAE, 0x4337, 0x2EB3, 0x2EB6, 0x2EB7, 0x2298F, 0x43B1, 0x43AC, 0x2EBB,
    0x43DD, 0x44D6, 0x4661, 0x464C, 0x9FB9, 0x4723, 0x4729, 0x477C, 0x478D, 0x2ECA, 0x4947, 0x497A, 0x497D, 0x4982,
    0x4983, 0x4985, 0x4986, 0x499F, 0x499B, 0x49B7, 0x49B6, 0x9FBA, 0x241FE, 0x4CA3, 0x4C9F, 0x4CA0, 0x4CA1, 0x4C77,
    0x4CA2, 0x4D13, 0x4D14, 0x4D15, 0x4D16, 0x4D17, 0x4D18, 0x4D19, 0x4DAE, 0x9FBB,
  ]
}

/// How near two spellings are.
enum NearText {
  /// Whether one becomes the other by putting in, taking out or changing at most so many characters, or by changing two
  /// neighbours about. O(product of the lengths).
  static func isWithin(_ limit: Int, _ first: String, _ second: String) -> Bool {
    let (a, b) = (Array(first), Array(second))
    guard abs(a.count - b.count) <= limit else { return false }
    if a.count == b.count, a != b {
      let differing = a.indices.filter { a[$0] != b[$0] }
      if differing.count == 2, differing[1] == differing[0] + 1, a[differing[0]] == b[differing[1]],
        a[differing[1]] == b[differing[0]]
      {
        return true
      }
    }
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let cost = min(diagonal + (character == other ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count] <= limit
  }

  /// The characters in which two texts of one length differ count things (一村 and 二村, 1期 and 2期): two things, not two spellings.
  static func differsByNumber(_ first: String, _ second: String) -> Bool {
    let counting = Set("0123456789一二三四五六七八九十百千零〇两甲乙丙丁戊己庚辛壬癸东西南北上下前后左右中大小新老")
    let (a, b) = (Array(first), Array(second))
    guard a.count == b.count else { return false }
    return zip(a, b).filter { $0 != $1 }.allSatisfy { counting.contains($0) && counting.contains($1) }
  }
}
