import EventSourcing

/// Vouchers and invoices: each supports one payment (F16).
///
/// An invoice is free again when its payment is withdrawn or reversed; a voucher number stays used.
enum DisbursementDocuments {
  /// Keys are stored; longer ones would not fit beside a table's name in an index.
  private static let keyByteCountMax = 400

  // MARK: Vouchers

  private static func voucherKey(_ context: EventContext) -> String? {
    guard let number = context.text("voucher_no") else { return nil }
    let owner = [context.text("payer"), context.text("voucher_book"), context.text("voucher_period")]
    return key("voucher", owner.map { $0 ?? "" } + [number])
  }

  static func mayUseVoucher(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let key = voucherKey(context) else { return [] }
    return check(context, state, key, field: "voucher_no")
  }

  static func useVoucher(_ context: EventContext, _ state: AssistanceState) {
    guard let key = voucherKey(context), !state.money.documents.contains(key) else { return }
    state.money.documents[key] = DisbursementDocumentRow(
      payment: context.event.subject, kind: "voucher", event: context.place)
  }

  // MARK: Invoices

  /// In written order, repetitions included.
  private static func invoiceKeys(_ context: EventContext) -> [(key: String, field: String)] {
    let payee = context.text("payee") ?? ""
    var keys: [(key: String, field: String)] = []
    for invoice in context.event.data["invoices"].map({ Array($0.elements) }) ?? [] {
      guard let number = invoice["no"]?.string else { continue }
      let issuer = invoice["issuer"]?.string ?? payee
      keys.append((key("invoice", [issuer, invoice["code"]?.string ?? "", number]), "invoices"))
    }
    for number in context.event.data["invoice_nos"]?.strings ?? [] {
      keys.append((key("invoice", [payee, "", number]), "invoice_nos"))
    }
    return keys
  }

  static func mayUseInvoices(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var seen: Set<String> = []
    return invoiceKeys(context).flatMap { invoice in
      guard seen.insert(invoice.key).inserted else {
        return [repeated(context, invoice.key, by: context.event.subject, field: invoice.field)]
      }
      return check(context, state, invoice.key, field: invoice.field)
    }
  }

  static func useInvoices(_ context: EventContext, _ state: AssistanceState) -> [String] {
    var used: [String] = []
    for (key, _) in invoiceKeys(context) where !state.money.documents.contains(key) {
      state.money.documents[key] = DisbursementDocumentRow(
        payment: context.event.subject, kind: "invoice", event: context.place)
      used.append(key)
    }
    return used
  }

  static func release(_ invoices: [String], _ state: AssistanceState) {
    for key in invoices { state.money.documents[key] = nil }
  }

  // MARK: Both

  private static func check(
    _ context: EventContext, _ state: AssistanceState, _ key: String, field: String
  ) -> [Refusal] {
    if key.utf8.count > keyByteCountMax {
      return [
        context.refuse("M18", "票据号码过长，请核对", "the document's number is too long: check it", field: field)
      ]
    }
    guard let used = state.money.documents[key] else { return [] }
    return [repeated(context, key, by: used.payment, field: field)]
  }

  private static func repeated(
    _ context: EventContext, _ key: String, by payment: String, field: String
  ) -> Refusal {
    context.refuse(
      "F16", "票据\(key)已用于支付\(payment)，一张票据只能用一次", "document \(key) already supports payment \(payment)",
      field: field)
  }

  /// One spelling of a document: blanks left out, Latin letters in upper case, the separator escaped.
  private static func key(_ kind: String, _ parts: [String]) -> String {
    var bytes = Array(kind.utf8)
    for part in parts {
      bytes.append(UInt8(ascii: "/"))
      for byte in part.utf8 {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
        case UInt8(ascii: "/"): bytes += Array("%2F".utf8)
        case UInt8(ascii: "%"): bytes += Array("%25".utf8)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
        default: bytes.append(byte)
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
