import EventSourcing

/// The sentences of the `C` family, each beside its code.
extension Refusal {
  static func unknownType(_ type: String) -> Refusal {
    Refusal(
      "C01", "没有“\(type)”这种事件，请用 catalogue list 查看事件目录",
      "there is no event type \"\(type)\": see `catalogue list`",
      path: "$.type")
  }

  static func missingField(_ shape: FieldShape) -> Refusal {
    let field = shape.field
    let offered = shape.list?.offered ?? Bilingual("", "")
    return Refusal(
      "C02", "缺少“\(field.zh)”，请补填\(offered.zh)", "\"\(field.name)\" (\(field.en)) is missing: give it\(offered.en)",
      path: "$.\(field.name)")
  }

  static func unknownField(_ name: String) -> Refusal {
    Refusal(
      "C03", "本事件没有“\(name)”这个字段，请核对字段名", "this event has no field \"\(name)\": check the name",
      path: "$.\(name)")
  }

  static func wrongKind(_ shape: FieldShape) -> Refusal {
    let field = shape.field
    let expected = field.kind.expectation(of: shape.list?.title ?? "")
    return Refusal(
      "C04", "“\(field.zh)”应为\(expected.zh)",
      "\"\(field.name)\" (\(field.en)) must be \(expected.en)")
  }

  static func subjectPrefix(_ subject: String, _ type: EventType) -> Refusal {
    let wanted = type.subjectPrefixes.map { $0 == Reference.ledger ? $0 : $0 + "-" }.joined(separator: "、")
    let isAny = type.subjectPrefixes.isEmpty
    return Refusal(
      "C05",
      isAny
        ? "“\(subject)”的前缀不在编号前缀表中" : "“\(type.zh)”的对象编号应以\(wanted)开头，现为“\(subject)”",
      isAny
        ? "the prefix of \"\(subject)\" is none of the catalogue's"
        : "the subject of \(type.name) begins with \(wanted); this is \"\(subject)\"", path: "$.subject")
  }

  static func refs(wanted: [String], given: [String], mayHoldMore: Bool) -> Refusal {
    let missing = wanted.filter { !given.contains($0) }.joined(separator: " ")
    let surplus = mayHoldMore ? "" : given.filter { !wanted.contains($0) }.joined(separator: " ")
    let zh = (missing.isEmpty ? "" : "；缺少：\(missing)") + (surplus.isEmpty ? "" : "；多余：\(surplus)")
    let en =
      (missing.isEmpty ? "" : "; missing: \(missing)") + (surplus.isEmpty ? "" : "; too many: \(surplus)")
    return Refusal(
      "C06", "文书的关联编号与所填内容不一致\(zh)；请用本程序重新生成文书",
      "the note's links (refs) are not those of its data\(en): compose it again with this program",
      path: "$.refs")
  }

  static func clearPersonal(_ field: Field) -> Refusal {
    Refusal(
      "C07", "“\(field.zh)”属个人信息，须封存后再签名，不得明文入账；请用本程序生成文书",
      "\"\(field.name)\" (\(field.en)) is personal: seal it as {\"c\":\"…\"} before signing")
  }

  static func sealedClear(_ field: Field) -> Refusal {
    Refusal(
      "C07", "“\(field.zh)”不属个人信息，须明文填写，不得封存",
      "\"\(field.name)\" (\(field.en)) is not personal: give it in clear, not sealed")
  }

  static func personalNumber(_ found: PersonalNumbers.Found, path: String = "$") -> Refusal {
    let (zh, en) =
      switch found {
      case .identity: ("公民身份号码", "a resident identity number")
      case .mobile: ("手机号码", "a mobile telephone number")
      }
    return Refusal(
      "C08", "明文中含有\(zh)，请删除，或填入须封存的字段",
      "the clear text holds \(en): remove it, or use a field that is sealed",
      path: path)
  }

  static func basisOwn(_ doer: String) -> Refusal {
    Refusal(
      "C09", "本人办理须由\(doer)本人签名；替他人登记请写明“代录”",
      "basis own needs the signature of \(doer); if someone else enters it, say entered",
      path: "$.basis")
  }

  static func basisEntered(_ doer: String) -> Refusal {
    Refusal(
      "C09", "代录的办理人\(doer)不得是签名人；本人办理请写“本人”",
      "with basis entered, \(doer) who did it may not be a signer; say own instead",
      path: "$.basis")
  }

  static func basisPaperWitness(_ doer: String) -> Refusal {
    Refusal(
      "C09", "纸质补录须由录入人和见证人签名，且均不是办理人\(doer)",
      "basis paper needs two signers, one to enter and one as witness, neither of them \(doer)",
      path: "$.basis")
  }

  static func basisPaperScan() -> Refusal {
    Refusal(
      "C09", "纸质补录须附签字原件的扫描件（佐证种类为扫描件）",
      "basis paper needs the scan of the signed form as evidence of kind scan",
      path: "$.evidence")
  }

  static func code(_ code: String, _ codelist: String, _ title: String, path: String = "$") -> Refusal {
    Refusal(
      "C10", "“\(code)”不在代码表“\(title)”中",
      "\"\(code)\" is no code of the codelist \(codelist)", path: path)
  }

  static func area(_ code: String, path: String = "$") -> Refusal {
    Refusal(
      "C11", "“\(code)”不是有效的12位统计用区划代码", "\"\(code)\" is not a 12-digit statistical area code", path: path)
  }
}

extension Field.Kind {
  /// What a value of this kind looks like, for the sentence that refuses another.
  ///
  /// - Parameter list: the title of its codelist.
  func expectation(of list: String) -> Bilingual {
    switch self {
    case .text(let max), .machine(let max): Bilingual("1至\(max)字节的文本", "text of 1 to \(max) bytes")
    case .digest: Bilingual("64位小写十六进制的SHA-256摘要", "a SHA-256 in 64 lower-case hex digits")
    case .code(let id): Bilingual("代码表“\(list)”中的一项", "a code of the codelist \(id)")
    case .codes(let id): Bilingual("代码表“\(list)”中的若干项", "a list of codes of the codelist \(id)")
    case .reference(let prefixes):
      Bilingual("编号\(Self.zh(prefixes))", "a reference\(Self.en(prefixes))")
    case .references(let prefixes):
      Bilingual("编号的列表\(Self.zh(prefixes))", "a list of references\(Self.en(prefixes))")
    case .integer(let range):
      Bilingual(
        "\(range.lowerBound)至\(range.upperBound)的整数",
        "an integer from \(range.lowerBound) to \(range.upperBound)")
    case .fen(let range):
      Bilingual(
        "以分计的金额（\(range.lowerBound)至\(range.upperBound)）",
        "an amount in fen, from \(range.lowerBound) to \(range.upperBound)")
    case .bp(let range):
      Bilingual(
        "万分比（\(range.lowerBound)至\(range.upperBound)）",
        "basis points from \(range.lowerBound) to \(range.upperBound)")
    case .bool: Bilingual("true或false", "true or false")
    case .date: Bilingual("日期，如2026-11-19", "a date such as 2026-11-19")
    case .time: Bilingual("日期或带时区的时间", "a date or a date-time with offset")
    case .geo: Bilingual("坐标{lat_e7, lon_e7}", "a position {lat_e7, lon_e7}")
    case .event: Bilingual("一条记录的编号（事务号.序号）", "an event as TX.POS")
    case .area: Bilingual("12位区划代码", "a 12-digit area code")
    case .areas: Bilingual("12位区划代码的列表", "a list of 12-digit area codes")
    case .strings(let max): Bilingual("文本的列表，每项1至\(max)字节", "a list of texts of 1 to \(max) bytes")
    case .object: Bilingual("对象", "an object")
    case .objects: Bilingual("对象的列表", "a list of objects")
    case .json: Bilingual("对象", "an object")
    }
  }

  private static func zh(_ prefixes: [String]) -> String {
    prefixes.isEmpty ? "" : "（前缀\(prefixes.map { $0 + "-" }.joined(separator: "、"))）"
  }

  private static func en(_ prefixes: [String]) -> String {
    prefixes.isEmpty ? "" : " beginning with \(prefixes.map { $0 + "-" }.joined(separator: " or "))"
  }
}
