import EventSourcing

/// A version of a policy pack that was activated: the parameters the rules read.
///
/// A parameter that a pack leaves out is absent here, and the default of `Policy` holds.
struct PackRow: Row {
  var pack = ""
  var version = ""
  var effectiveFrom = ""
  /// Last day of force; nil while there is no end in sight.
  var effectiveTo: String?
  var activated = ""
  var lateDays: Int64?
  /// `slot=role`, in signing order.
  var slots: [String] = []
  var evidenceMin: Int64?
  var sourcesMin: Int64?
  var openerMaySign: Bool?
  var listingRequired: Bool?
  var advanceAllowed: Bool?
  var advanceMaxDays: Int64?
  var negativeList: [String] = []
  var libraryRequired: Bool?
  var isLibraryChainStrict: Bool?
  var prepayMaxBp: Int64?

  static let columns = Columns<PackRow>([
    Column("pack", \.pack, .text, zh: "政策包", en: "policy pack"),
    Column("version", \.version, .text, zh: "版本", en: "version"),
    Column("effective_from", \.effectiveFrom, .time, zh: "生效日", en: "effective from"),
    Column("effective_to", \.effectiveTo, .time, zh: "失效日", en: "effective to"),
    Column("activated", \.activated, .text, zh: "启用事件", en: "activated by"),
    Column("late_days", \.lateDays, .integer, zh: "补录期限（天）", en: "days until late"),
    Column("problem_slots", \.slots, .list, zh: "销号签字位次", en: "sign-off slots"),
    Column("evidence_min", \.evidenceMin, .integer, zh: "佐证最少件数", en: "least evidence"),
    Column("sources_min", \.sourcesMin, .integer, zh: "佐证最少种类", en: "least kinds of evidence"),
    Column("opener_may_sign", \.openerMaySign, .boolean, zh: "登记人可签字", en: "opener may sign"),
    Column("listing_required", \.listingRequired, .boolean, zh: "须先列清单", en: "listing required"),
    Column("advance_allowed", \.advanceAllowed, .boolean, zh: "允许垫付", en: "advances allowed"),
    Column("advance_max_days", \.advanceMaxDays, .integer, zh: "垫付最长天数", en: "longest advance, days"),
    Column("negative_list", \.negativeList, .list, zh: "负面清单", en: "negative list"),
    Column("library_required", \.libraryRequired, .boolean, zh: "先入库后安排", en: "library first"),
    Column(
      "library_chain_strict", \.isLibraryChainStrict, .boolean, zh: "入库逐级审核",
      en: "every review before admission"),
    Column("prepay_max_bp", \.prepayMaxBp, .ratio, zh: "预付上限", en: "largest prepayment"),
  ])
}

extension PackRow {
  /// What the pack decides, as its columns hold it.
  var parameters: PackParameters {
    get {
      var result = PackParameters()
      result.lateDays = lateDays
      result.slots = slots.compactMap(Self.slot)
      result.evidenceMin = evidenceMin
      result.sourcesMin = sourcesMin
      result.openerMaySign = openerMaySign
      result.listingRequired = listingRequired
      result.advanceAllowed = advanceAllowed
      result.advanceMaxDays = advanceMaxDays
      result.negativeList = negativeList
      result.libraryRequired = libraryRequired
      result.libraryChain = isLibraryChainStrict.map { $0 ? .strict : .audited }
      result.prepayBpMax = prepayMaxBp
      return result
    }
    set {
      lateDays = newValue.lateDays
      slots = newValue.slots.map { "\($0.slot)=\($0.role)" }
      evidenceMin = newValue.evidenceMin
      sourcesMin = newValue.sourcesMin
      openerMaySign = newValue.openerMaySign
      listingRequired = newValue.listingRequired
      advanceAllowed = newValue.advanceAllowed
      advanceMaxDays = newValue.advanceMaxDays
      negativeList = newValue.negativeList
      libraryRequired = newValue.libraryRequired
      isLibraryChainStrict = newValue.libraryChain.map { $0 == .strict }
      prepayMaxBp = newValue.prepayBpMax
    }
  }

  private static func slot(_ text: String) -> PackParameters.Slot? {
    let parts = text.split(separator: "=", maxSplits: 1)
    return parts.count == 2 ? PackParameters.Slot(String(parts[0]), role: String(parts[1])) : nil
  }

  func isInForce(on day: String) -> Bool {
    effectiveFrom <= day && effectiveTo.map { day <= $0 } ?? true
  }
}
