extension RefusalCodes {
  /// G: people and duties; K: keys; R01…R09: registers; S: sign-off; V: time and stays; P01: packs.
  static let people: [Row] = peopleAndKeys + registers + signOff + timeAndPlace

  private static let peopleAndKeys: [Row] = [
    Row("G20", "密钥登记与权力岗位不得同人", "Registrar and power in one hand"),
    Row("G21", "为本人任命、登记或免责", "Power given to oneself"),
    Row("G22", "缺少共同签名", "Signers beside the doer are missing"),
    Row("G23", "任期止早于起", "Duty ends before it begins"),
    Row("G24", "委托给本人", "Delegation to oneself"),
    Row("G26", "委托不合规定", "Delegation not allowed"),
    Row("G30", "已是同一人", "Already one person"),
    Row("G31", "人员已并入他人", "Person was merged into another"),
    Row("G32", "没有可撤销的合并", "No merger to undo"),
    Row("G40", "没有可办理的岗位", "No duty allows it"),
    Row("G41", "超出岗位管辖范围", "Outside the scope of the duty"),
    Row("G42", "须本人签名", "Must be signed by who did it"),
    Row("G45", "须由不同的人办理", "Takes another person"),
    Row("G47", "不属于历史数据迁移", "Outside a migration"),
    Row("K21", "密钥未经两名登记员登记", "Key not registered by two registrars"),
    // K20, K22 to K26, G25 are not given again: `Authority` and the engine's K05, K07, K04 and K10 say it.
  ]

  private static let registers: [Row] = [
    Row("P01", "政策包内外编号不一致", "Pack and event name different packs"),
    Row("P03", "制度追溯既往", "Rules reach back"),
    Row("P04", "政策包不属于本地区", "Pack of another region"),
    Row("P05", "政策包放宽规则或相互矛盾", "Pack loosens a rule or contradicts another"),
    Row("R01", "尚未登记", "Not registered"),
    Row("R02", "重复登记", "Registered already"),
    Row("R03", "当前状态不允许", "Not possible in this state"),
    Row("R04", "与登记内容不符", "Contradicts the register"),
    Row("R05", "缺少前置步骤", "An earlier step is missing"),
    Row("R06", "日期先后颠倒", "Dates in the wrong order"),
    Row("R07", "没有所指的事件", "The event named does not exist"),
    Row("R08", "更正或作废写法不当", "Amendment not well formed"),
    Row("R09", "不支持更正或作废", "Amendment not supported"),
  ]

  private static let signOff: [Row] = [
    Row("S01", "同人双签", "One person signs twice"),
    Row("S02", "先签后证", "Signature before evidence"),
    Row("S04", "无权签字", "Signer without the role"),
    Row("S05", "自批自办", "Handler signs own case"),
    Row("S06", "签序错误", "Wrong order of signatures"),
    Row("S10", "孤证", "Evidence of a single source"),
    Row("S16", "签字须本人", "Sign-off not in person"),
    Row("S17", "签字未绑定所见内容", "Signature does not bind what was seen"),
    Row("S18", "签字不齐", "Signatures incomplete"),
    Row("S19", "没有此签字岗位", "No such slot"),
    Row("S20", "岗位已签", "Slot signed already"),
  ]

  private static let timeAndPlace: [Row] = [
    Row("V01", "逾期补录", "Entered late without a reason"),
    Row("V02", "超前日期", "In the future"),
    Row("V05", "一人两地", "One person in two places"),
    Row("V24", "走访人自行确认或核查", "Visit acknowledged or checked by who paid it"),
  ]
}
