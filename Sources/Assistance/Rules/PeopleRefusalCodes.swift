extension RefusalCodes {
  /// G: people and duties; K: keys; R01…R09: registers; S: sign-off; V: time and stays; P01: packs.
  static let people: [Row] = peopleAndKeys + registers + signOff + timeAndPlace

  private static let peopleAndKeys: [Row] = [
    Row("G20", "密钥登记与销号签字不得同人", "Registrar and sign-off duty in one hand"),
    Row("G21", "任命自己", "Duty assigned to oneself"),
    Row("G22", "密钥登记员须由登记员任命", "Registrar not appointed by a registrar"),
    Row("G23", "任期止早于起", "Duty ends before it begins"),
    Row("G24", "委托给本人", "Delegation to oneself"),
    Row("G25", "无权办理销号", "Closed by neither signer nor handler"),
    Row("G30", "已是同一人", "Already one person"),
    Row("G31", "人员已并入他人", "Person was merged into another"),
    Row("K20", "密钥登记缺登记员签名", "Key registered without a registrar"),
    Row("K21", "密钥未经两名登记员登记", "Key not registered by two registrars"),
    Row("K22", "无权吊销密钥", "Key revoked by neither holder nor registrar"),
    // K23 to K25 are not given again: they said what the engine's K05, K07, K04 and K10 say.
    Row("K26", "认定损失缺登记员签名", "Loss accepted without a registrar"),
  ]

  private static let registers: [Row] = [
    Row("P01", "政策包内外编号不一致", "Pack and event name different packs"),
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
  ]
}
