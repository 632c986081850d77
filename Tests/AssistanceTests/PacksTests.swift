import EventSourcing
import Testing

@testable import Assistance

@Suite struct PacksTests {
  @Test(arguments: PolicyPack.all)
  func builtInPacksRoundTrip(_ pack: PolicyPack) throws {
    #expect(try PolicyPack(file: pack.jsonBytes) == pack)
    #expect(PolicyPack.builtIn(pack.id) == pack)
    #expect(AreaCode.isPrefix(pack.region))
  }

  @Test func aPackFileMayBeLaidOut() throws {
    let file = """
      {
        "pack": "a b".x,
      """
    #expect(throws: PackErrors.self) { _ = try PolicyPack(file: Array(file.utf8)) }
    let good = """
      { "pack": "my-county", "version": "1.2.3", "region": "6210",
        "title": {"zh": "某 县", "en": "A \\"county\\" here"}, "source": "文 件",
        "parameters": { "problem": { "slots": [ {"slot": "department_head", "role": "department_head"} ] } } }
      """
    let pack = try PolicyPack(file: Array(good.utf8))
    #expect(pack.title == Bilingual("某 县", "A \"county\" here"))
    #expect(pack.parameters.slots == [PackParameters.Slot("department_head", role: "department_head")])
  }

  @Test(arguments: [
    (#""parameters":{"late_days":-1}"#, "$.parameters.late_days"),
    (#""parameters":{"late_days":"30"}"#, "$.parameters.late_days"),
    (#""parameters":{"colour":1}"#, "$.parameters.colour"),
    (#""parameters":{"negative_list":["gold"]}"#, "$.parameters.negative_list"),
    (#""parameters":{"advance":{"allowed":1}}"#, "$.parameters.advance.allowed"),
    (#""parameters":{"library_chain":"loose"}"#, "$.parameters.library_chain"),
    (#""parameters":{"contract":{"prepay_bp_max":10001}}"#, "$.parameters.contract.prepay_bp_max"),
    (#""parameters":{"problem":{"slots":[]}}"#, "$.parameters.problem.slots"),
    (
      #""parameters":{"problem":{"slots":[{"slot":"department_head","role":"king"}]}}"#,
      "$.parameters.problem.slots[0].role"
    ),
    (#""parameters":[]"#, "$.parameters"),
  ])
  func eachMistakeIsPlaced(_ parameters: String, _ path: String) throws {
    let text =
      #"{"pack":"a","version":"1.0.0","region":"62","title":{"zh":"甲","en":"A"},"source":"文件","#
      + #"\#(parameters)}"#
    let error = try #require(throws: PackErrors.self) { _ = try PolicyPack(file: Array(text.utf8)) }
    #expect(error.reasons.map(\.path) == [path])
    #expect(error.reasons.allSatisfy { $0.code == "P02" })
  }

  @Test func everyMistakeIsToldAtOnce() throws {
    let text = #"{"pack":"A B","version":"1","region":"6","title":{"zh":"甲"},"colour":1}"#
    let error = try #require(throws: PackErrors.self) { _ = try PolicyPack(file: Array(text.utf8)) }
    #expect(error.reasons.count == 7, "\(error.reasons)")
  }

  @Test func theStricterOfTwoPacksHolds() {
    let both = PackParameters.strictest([
      PolicyPack.qingchengBaxiang.parameters, PolicyPack.qiuxianWuriLiulian.parameters,
    ])
    #expect(both.advanceAllowed == false)
    #expect(both.advanceMaxDays == nil)
    #expect(both.negativeList == PolicyPack.qingchengBaxiang.parameters.negativeList)
    #expect(both.slots.map(\.slot) == ["department_head", "county_leader_in_charge"])

    var lax = PackParameters()
    lax.lateDays = 60
    lax.evidenceMin = 1
    lax.openerMaySign = true
    lax.advanceAllowed = true
    lax.advanceMaxDays = 90
    var strict = lax
    strict.lateDays = 7
    strict.evidenceMin = 2
    strict.openerMaySign = false
    strict.advanceMaxDays = 30
    strict.negativeList = ["debt"]
    for order in [[lax, strict], [strict, lax]] {
      let result = PackParameters.strictest(order)
      #expect(result.lateDays == 7)
      #expect(result.evidenceMin == 2)
      #expect(result.openerMaySign == false)
      #expect(result.advanceAllowed == true)
      #expect(result.advanceMaxDays == 30)
      #expect(result.negativeList == ["debt"])
    }
    #expect(PackParameters.strictest([]) == PackParameters())
  }

  /// What a pack says is what its row holds and what the policy asks: one reading, three forms.
  @Test(arguments: PolicyPack.all)
  func aPackIsReadTheSameEverywhere(_ pack: PolicyPack) throws {
    var row = PackRow()
    row.parameters = pack.parameters
    #expect(row.parameters == pack.parameters)
    let policy = Policy([row])
    let asked = PackParameters.strictest([pack.parameters])
    #expect(policy.advanceAllowed == (asked.advanceAllowed ?? false))
    #expect(policy.negativeList == Set(asked.negativeList))
    #expect(policy.prepayMaxBp == asked.prepayBpMax)
    #expect(policy.slots == (asked.slots.isEmpty ? Policy.dualSignature : asked.slots))
  }
}
