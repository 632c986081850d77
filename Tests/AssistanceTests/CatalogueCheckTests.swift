import EventSourcing
import Testing

@testable import Assistance
@testable import Law

/// One event, and the codes with which it must be refused.
struct CatalogueCase: Sendable, CustomTestStringConvertible {
  let name: String
  let event: String
  let codes: [String]
  var header = ""
  var signers = #""p-1""#

  init(_ name: String, _ codes: [String], signers: String = #""p-1""#, header: String = "", _ event: String) {
    self.name = name
    self.codes = codes
    self.signers = signers
    self.header = header
    self.event = event
  }

  var testDescription: String { name }

  func transaction() throws -> Transaction {
    let head =
      #"{"ledger":"a.example/l","tx":"01JD3Q0M5K9V7Z2T4B8C6D1E0F","signers":[\#(signers)],"#
      + #""at":"2026-11-20T09:30:00+08:00"\#(header)}"#
    return try Transaction(text: Array("taizhang/tx/v1\n\(head)\n\(event)\n".utf8))
  }
}

private let sealed = #"{"c":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}"#

private func allocated(_ data: String, refs: String = #""fd-1","pr-1""#, subject: String = "al-1") -> String {
  #"{"type":"fund.allocated","subject":"\#(subject)","time":"2026-11-19","refs":[\#(refs)],"#
    + #""data":{\#(data)}}"#
}

private let plain = #""fund":"fd-1","project":"pr-1","amount_fen":500000"#

private func problem(_ data: String, more: String = "") -> String {
  #"{"type":"problem.opened","subject":"pb-1","time":"2026-11-19"\#(more),"data":{\#(data)}}"#
}

private let opened = #""source":"inspection","kind":"water","severity":2"#

private func project(_ data: String) -> String {
  #"{"type":"project.proposed","subject":"pr-1","time":"2026-11-19","data":{"name":"饮水工程",\#(data)}}"#
}

private let scan =
  #""evidence":[{"sha256":"\#(String(repeating: "a1", count: 32))","media":"image/jpeg","kind":"scan"}]"#

private let cases: [CatalogueCase] = [
  CatalogueCase("an allocation", [], allocated(plain)),
  CatalogueCase("the example of the format", [], problem(opened + #","description":\#(sealed)"#)),
  CatalogueCase(
    "C01 unknown type", ["C01"], #"{"type":"fund.lost","subject":"fd-1","time":"2026-11-19","data":{}}"#),
  CatalogueCase("C02 amount missing", ["C02"], allocated(#""fund":"fd-1","project":"pr-1""#)),
  CatalogueCase("C02 missing inside a list", ["C02"], project(#""performance_targets":[{"unit":"户"}]"#)),
  CatalogueCase("C03 unknown field", ["C03"], allocated(plain + #","colour":"red""#)),
  CatalogueCase("C03 inside an object", ["C03"], project(#""performance_targets":[{"target":"户数","x":1}]"#)),
  CatalogueCase(
    "C04 amount as text", ["C04"], allocated(#""fund":"fd-1","project":"pr-1","amount_fen":"5000""#)),
  CatalogueCase("C04 nothing moved", ["C04"], allocated(#""fund":"fd-1","project":"pr-1","amount_fen":0"#)),
  CatalogueCase(
    "C04 severity out of range", ["C04"], problem(#""source":"visit","kind":"water","severity":4"#)),
  CatalogueCase("C04 empty text", ["C04"], allocated(plain + #","doc_no":"""#)),
  CatalogueCase(
    "C04 text too long", ["C04"], allocated(plain + #","doc_no":"\#(String(repeating: "a", count: 201))""#)),
  CatalogueCase("C04 date that is none", ["C04"], project(#""start":"2026-02-30""#)),
  CatalogueCase(
    "C04 ratio over the whole", ["C04"],
    #"{"type":"project.progress_reported","subject":"pr-1","time":"2026-11-19","data":{"physical_bp":10001}}"#
  ),
  CatalogueCase(
    "C04 reference of another kind", ["C04", "C06"],
    allocated(#""fund":"hh-1","project":"pr-1","amount_fen":1"#)),
  CatalogueCase("C04 position", ["C04"], project(#""geo":{"lat_e7":1}"#)),
  CatalogueCase("C05 another subject", ["C05"], allocated(plain, subject: "hh-1")),
  CatalogueCase(
    "C05 prefix nobody knows", ["C05"],
    #"{"type":"evidence.attached","subject":"zz-1","time":"2026-11-19","data":{"kind":"photo"}}"#),
  CatalogueCase("C06 reference left out", ["C06"], allocated(plain, refs: #""fd-1""#)),
  CatalogueCase("C06 reference too many", ["C06"], allocated(plain, refs: #""fd-1","hh-1","pr-1""#)),
  CatalogueCase("C06 subject among its refs", ["C06"], allocated(plain, refs: #""al-1","fd-1","pr-1""#)),
  CatalogueCase("C06 who did it left out", ["C06"], problem(opened, more: #","by":"p-2","basis":"entered""#)),
  CatalogueCase(
    "who did it is there", [], problem(opened, more: #","by":"p-2","basis":"entered","refs":["p-2"]"#)),
  CatalogueCase(
    "a correction may hold the links of what it corrects", [],
    #"{"type":"record.corrected","subject":"hh-1","time":"2026-11-19","refs":["p-9"],"#
      + #""corrects":"01JD3Q0M5K9V7Z2T4B8C6D1E0F.0","data":{"fields":{"minutes":30},"reason":"录错"}}"#),
  CatalogueCase("C07 personal text in clear", ["C07"], problem(opened + #","description":"张三家饮水不稳定""#)),
  CatalogueCase("C07 clear field sealed", ["C07"], allocated(plain + #","doc_no":\#(sealed)"#)),
  CatalogueCase("C07 commitment too short", ["C07"], problem(opened + #","description":{"c":"AAEC"}"#)),
  CatalogueCase(
    "C07 commitment and more", ["C07"],
    problem(opened + #","description":{"c":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","d":1}"#)),
  CatalogueCase(
    "C07 base64 that is not canonical", ["C07"],
    problem(opened + #","description":{"c":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="}"#)),
  CatalogueCase("C08 identity number", ["C08"], allocated(plain + #","doc_no":"户主11010519491231002X""#)),
  CatalogueCase("C08 lower-case check", ["C08"], allocated(plain + #","doc_no":"11010519491231002x""#)),
  CatalogueCase("C08 full-width digits", ["C08"], allocated(plain + #","doc_no":"１３８００１３８０００""#)),
  CatalogueCase("C08 escaped digits", ["C08"], allocated(plain + #","doc_no":"\u0031380013800\u0030""#)),
  CatalogueCase("C08 mobile", ["C08"], allocated(plain + #","resolution":"电话13800138000。""#)),
  CatalogueCase(
    "a digit wrong is no identity number", [], allocated(plain + #","doc_no":"110105194912310021""#)),
  CatalogueCase("twelve digits are no mobile", [], allocated(plain + #","doc_no":"138001380001""#)),
  CatalogueCase(
    "C08 in a reference", ["C08"],
    #"{"type":"evidence.attached","subject":"hh-110105194912310021","time":"2026-11-19","data":{},"#
      + #""src":{"file":"13800138000.xlsx","row":2}}"#),
  CatalogueCase(
    "C08 in a pack", ["C08"],
    #"{"type":"policy.pack_activated","subject":"ledger","time":"2026-11-19","data":{"pack":"a","#
      + #""version":"1.0.0","content":{"x":["13800138000"]}}}"#),
  CatalogueCase("C08 in the header", ["C08"], header: #","late_reason":"打13800138000问过""#, allocated(plain)),
  CatalogueCase("C09 own by another", ["C09", "C06"], problem(opened, more: #","by":"p-2""#)),
  CatalogueCase("C09 entered by himself", ["C09"], problem(opened, more: #","basis":"entered""#)),
  CatalogueCase(
    "C09 paper without witness or scan", ["C09", "C09"],
    problem(opened, more: #","by":"p-2","basis":"paper","refs":["p-2"]"#)),
  CatalogueCase(
    "paper as it should be", [], signers: #""p-1","p-3""#,
    problem(opened, more: #","by":"p-2","basis":"paper","refs":["p-2"],\#(scan)"#)),
  CatalogueCase(
    "C09 paper witnessed by who did it", ["C09"], signers: #""p-1","p-2""#,
    problem(opened, more: #","by":"p-2","basis":"paper",\#(scan)"#)),
  CatalogueCase(
    "migrated: whether one is open is the rules' to say", [], problem(opened, more: #","basis":"migrated""#)),
  CatalogueCase("C10 unknown code", ["C10"], problem(#""source":"rumour","kind":"water""#)),
  CatalogueCase(
    "C10 evidence of no kind", ["C10"],
    problem(opened, more: "," + scan.replacing(#""scan""#, #""dream""#))),
  CatalogueCase("C11 place", ["C11"], problem(opened, more: #","place":"991021103204""#)),
  CatalogueCase("C11 village below no township", ["C11"], project(#""site":"621021000204""#)),
  CatalogueCase(
    "every reason at once", ["C02", "C03", "C07", "C10"],
    problem(#""source":"rumour","colour":1,"description":"明文""#)),
]

extension String {
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}

@Suite struct CatalogueCheckTests {
  @Test(arguments: cases)
  func refuses(_ row: CatalogueCase) throws {
    let refusals = Catalogue.current.check(try row.transaction())
    #expect(refusals.map(\.code).sorted() == row.codes.sorted(), "\(refusals)")
  }

  @Test func pathsSayWhere() throws {
    let nested = CatalogueCase(
      "", [], project(#""performance_targets":[{"target":"户数"},{"target":"户数","value":"1"}]"#))
    let refusals = Catalogue.current.check(try nested.transaction())
    #expect(refusals.map(\.path) == ["$.events[0].data.performance_targets[1].value"])
  }

  @Test func refsAreComposedAsTheyAreChecked() throws {
    let lines = (1...200).map { #"{"payee":"hh-\#($0)","amount_fen":100}"# }.joined(separator: ",")
    let data = #""allocation":"al-1","amount_fen":20000,"purpose":"补贴","lines":[\#(lines)]"#
    let bare = CatalogueCase(
      "", [], #"{"type":"disbursement.requested","subject":"pay-1","time":"2026-11-19","data":{\#(data)}}"#)
    let event = try #require(try bare.transaction().events.first)
    let refs = Catalogue.current.expectedRefs(
      type: event.type, data: event.data, by: "p-7", signers: ["p-1"], subject: "pay-1")
    #expect(refs.count == 202)
    #expect(refs.contains("p-7") && refs.contains("al-1") && refs.contains("hh-200"))
    let list = refs.map { "\"\($0)\"" }.joined(separator: ",")
    let full = CatalogueCase(
      "", [],
      #"{"type":"disbursement.requested","subject":"pay-1","time":"2026-11-19","by":"p-7","basis":"entered","#
        + #""refs":[\#(list)],"data":{\#(data)}}"#)
    #expect(Catalogue.current.check(try full.transaction()) == [])
  }

  @Test func aCorrectionIsJudgedByTheTypeItCorrects() throws {
    let fields = try JSONDocument.object(Array(#"{"amount_fen":"x","colour":1}"#.utf8))
    let codes = Catalogue.current.check(correction: fields, of: "fund.allocated").map(\.code)
    #expect(codes == ["C04", "C03"])
  }

  /// The numbers of GB 11643-1999 that the standard and its users give as examples.
  @Test(arguments: ["11010519491231002X", "440524188001010014", "370101190102039973", "34052419800101001X"])
  func identityNumbersAreFound(_ number: String) {
    let isOld = number.dropFirst(6).hasPrefix("18")
    #expect(PersonalNumbers.find(in: "号\(number)。") == (isOld ? nil : .identity))
    #expect(PersonalNumbers.find(in: "9\(number)") == nil)
  }

  @Test func checkingIsFast() throws {
    let line = allocated(plain + #","doc_no":"甘财农〔2026〕12号","resolution":"县委农村工作领导小组第3次会议""#)
    let lines = Array(repeating: line, count: 200).joined(separator: "\n")
    let transaction = try CatalogueCase("", [], lines).transaction()
    let clock = ContinuousClock()
    let rounds = 50
    let time = clock.measure {
      for _ in 0..<rounds { #expect(Catalogue.current.check(transaction).isEmpty) }
    }
    let perEvent = Double(time.components.attoseconds) / 1e9 / Double(rounds * 200)
    print("catalogue check: \(line.utf8.count)-byte event, \(perEvent) ns each")
  }
}
