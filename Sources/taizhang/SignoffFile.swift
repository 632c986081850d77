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
  /// As the rules count it: a sheet names files by their digest, without the envelope's list.
  let evidence: [EvidencePiece]
  /// What is signed on it and what is still to be; nil of a subject that nobody signs off.
  let signOffs: SignOffs?

  init(_ view: LedgerView, _ reference: String) throws {
    self.reference = reference
    chain = try view.chain(reference)
    guard chain.count > 0 else {
      throw LedgerError(.refused, "E55", "账本中没有“\(reference)”", "the ledger knows no \"\(reference)\"")
    }
    var trail: [EventContext] = []
    try view.forEachEvent(of: reference) { trail.append($0) }
    self.trail = trail
    evidence = EvidencePiece.counted(of: reference, in: trail)
    signOffs = view.assistance.signOffs(of: reference, on: view.recorded.beijingDay)
  }

  /// What waits, the next first.
  var waiting: [SignOffs.Step] { signOffs?.waiting ?? [] }
  /// The slots of a problem still unsigned, in order.
  var slots: [String] { waiting.compactMap(\.slot) }

  /// The event in which a step was done.
  func done(_ step: SignOffs.Step) -> EventContext? {
    step.done.flatMap { done in trail.first { $0.place == done || $0.eventID.text == done } }
  }

  /// The event of the next signature, as it would stand in the note. A problem's sign-off binds the chain as it was seen.
  var eventText: String? {
    guard let next = waiting.first else { return nil }
    let data = next.slot.map { #"{"slot":"\#($0)"}"# } ?? "{}"
    let text = #"{"type":"\#(next.event)","subject":"\#(reference)","time":"…","data":\#(data)}"#
    guard next.slot != nil else { return text }
    return text + #"  expect {"\#(reference)":[\#(chain.count),"\#(chain.head.base64)"]}"#
  }

  /// The command that records what waits next; whoever may do it puts their key in.
  var command: String? {
    waiting.first.map { Self.command($0.event, reference, slot: $0.slot, signer: "KEY") }
  }

  /// The command that records a step of a sign-off.
  static func command(_ event: String, _ reference: String, slot: String?, signer: String) -> String {
    let fields = slot.map { " slot=\($0)" } ?? (event == "disbursement.paid" ? " voucher_no=…" : "")
    return "taizhang record \(event) --subject \(reference)\(fields) --sign \(signer)"
  }

  /// Said of a subject that nobody signs off.
  static func none(_ reference: String) -> Bilingual {
    Bilingual(
      "“\(reference)”不设签字程序；设签字程序的有：问题（pb-…，签字、销号）和支付（pay-…，申请、审批、支付）",
      "\"\(reference)\" is not signed off; what is: problems (pb-…, signatures and closing) and payments (pay-…, request, approval, payment)"
    )
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
}
