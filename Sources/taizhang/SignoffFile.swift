import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import QR
import TransparencyLog

/// All that a signature on a subject would rest on.
struct SignoffFile {
  let reference: String
  let chain: SubjectChain
  let trail: [EventContext]
  let evidence: [Evidence]
  /// The slots still unsigned, in order; of a problem only.
  let slots: [PackParameters.Slot]

  init(_ view: LedgerView, _ reference: String) throws {
    self.reference = reference
    chain = try view.chain(reference)
    guard chain.count > 0 else {
      throw LedgerError(.refused, "E55", "账本中没有“\(reference)”", "the ledger knows no \"\(reference)\"")
    }
    var trail: [EventContext] = []
    try view.forEachEvent(of: reference) { trail.append($0) }
    self.trail = trail
    evidence = trail.flatMap(\.event.evidence)
    let row = try view.row("problems", reference).flatMap { try? JSONDocument.object($0) }
    let signed = (row?["signatures"]?.strings ?? []).map { $0.prefix { $0 != " " } }
    let all = row == nil ? [] : view.assistance.signOffSlots(on: view.recorded.beijingDay)
    slots = all.filter { slot in !signed.contains { $0 == slot.slot } }
  }

  /// The event of the next signature, as it would stand in the note.
  var eventText: String {
    let slot = slots.first?.slot ?? ""
    return #"{"type":"problem.signed","subject":"\#(reference)","time":"…","data":{"slot":"\#(slot)"}}"#
      + #"  expect {"\#(reference)":[\#(chain.count),"\#(chain.head.base64)"]}"#
  }

  func form(origin: String, size: UInt64, isTest: Bool) -> [String] {
    var lines = [say("签字单　\(reference)", "Sign-off form  \(reference)")]
    if isTest, let mark = GenesisPlan.Purpose.test.mark { lines.append(mark.spoken) }
    lines.append(say("账本：\(origin)（截至第\(size)条）", "ledger: \(origin) (as of \(size) entries)"))
    lines.append(say("经过：", "trail:"))
    for context in trail {
      let label = Catalogue.current.type(context.event.type).map { say($0.zh, $0.en) } ?? context.event.type
      lines.append("  \(context.place)  \(context.event.time.day.text)  \(label)  \(context.doer)")
    }
    lines.append(say("佐证（\(evidence.count)件）：", "evidence (\(evidence.count)):"))
    for piece in evidence { lines.append("  \(piece.kindLabel)  \(piece.sha256)") }
    lines.append(
      say("所签内容的指纹（链头，共\(chain.count)个事件）：", "fingerprint of what is signed (chain head over \(chain.count) events):"))
    lines.append("  \(chain.head.hex)")
    for slot in slots.isEmpty ? [say("签名", "signature")] : slots.map({ Slots.label($0.slot) }) {
      lines.append("")
      lines.append("\(slot)：____________________    " + say("日期：____________", "date: ____________"))
    }
    return lines
  }

  /// What the paper says, for a camera: five lines that name the ledger, the reference and its chain as it was printed.
  ///
  /// ```
  /// taizhang/signoff/v1
  /// ORIGIN
  /// base64 of the genesis hash
  /// REFERENCE COUNT
  /// hex of the chain head
  /// ```
  func codeText(origin: String, genesis: String) -> String {
    "taizhang/signoff/v1\n\(origin)\n\(genesis)\n\(reference) \(chain.count)\n\(chain.head.hex)\n"
  }

  /// For paper that is stamped on.
  func code(origin: String, genesis: String) throws(LedgerError) -> QRCode {
    do { return try QRCode(codeText(origin: origin, genesis: genesis), correction: .quartile) } catch {
      throw LedgerError(
        .refused, "E96", "不能编成二维码：\(error.message.zh)", "this cannot be put in a QR code: \(error.message.en)")
    }
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}

/// The slots of a sign-off as people read them.
enum Slots {
  static func label(_ slot: String) -> String {
    Catalogue.current.codelist("signoff_slot")?.label(slot, Speech.language) ?? slot
  }
}
