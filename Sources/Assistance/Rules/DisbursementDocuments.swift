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
    return key("voucher", (owner.map { $0 ?? "" } + [number]).map { folded($0) })
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

  /// One invoice as a request names it.
  private struct Invoice {
    let field: String
    /// The issuer's reference or folded name; the number and the code, letters and digits only.
    let issuer: String
    let number: String
    let code: String

    /// An electronic number, or a paper one with its code, is nobody else's, whoever is said to have issued it.
    private static let uniqueCount = 18

    /// Where it is kept: by what is unique of it, and by issuer and number.
    var keys: [String] {
      let whole = code + number
      let short = DisbursementDocuments.key("invoice", [issuer, number])
      return whole.utf8.count >= Self.uniqueCount ? [DisbursementDocuments.key("invoice", [whole]), short] : [short]
    }
  }

  /// In written order, repetitions included. A number in either field, of any width, with or without hyphens, is one number.
  private static func invoices(_ context: EventContext, _ state: AssistanceState) -> [Invoice] {
    let payee = context.text("payee") ?? ""
    let payeeName = state.orgs[payee]?.name.map { folded($0) }
    func issuer(_ name: String?) -> String {
      guard let name = name.map({ folded($0) }), !name.isEmpty, name != payeeName, name != folded(payee) else {
        return payee
      }
      return name
    }
    var found: [Invoice] = []
    for invoice in context.event.data["invoices"].map({ Array($0.elements) }) ?? [] {
      guard let number = invoice["no"]?.string else { continue }
      found.append(
        Invoice(
          field: "invoices", issuer: issuer(invoice["issuer"]?.string), number: folded(number),
          code: folded(invoice["code"]?.string ?? "")))
    }
    for number in context.event.data["invoice_nos"]?.strings ?? [] {
      found.append(Invoice(field: "invoice_nos", issuer: payee, number: folded(number), code: ""))
    }
    return found
  }

  static func mayUseInvoices(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var seen: [Invoice] = []
    return invoices(context, state).flatMap { invoice -> [Refusal] in
      if seen.contains(where: { isOne($0, invoice) }) {
        return [repeated(context, invoice.number, by: context.event.subject, field: invoice.field)]
      }
      seen.append(invoice)
      return mayUse(invoice, context, state)
    }
  }

  private static func isOne(_ a: Invoice, _ b: Invoice) -> Bool {
    if a.keys[0] == b.keys[0] { return true }
    return a.keys.last == b.keys.last && (a.code == b.code || a.code.isEmpty || b.code.isEmpty)
  }

  private static func mayUse(_ invoice: Invoice, _ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    for (index, key) in invoice.keys.enumerated() {
      if key.utf8.count > keyByteCountMax {
        return [
          context.refuse("M18", "票据号码过长，请核对", "the document's number is too long: check it", field: invoice.field)
        ]
      }
      guard let used = state.money.documents[key] else { continue }
      // Of one issuer, one number under two codes are two invoices; without a code it could be either.
      let isOther =
        index == invoice.keys.count - 1 && !invoice.code.isEmpty && !used.codes.isEmpty
        && !used.codes.contains("-") && !used.codes.contains(invoice.code)
      if !isOther { return [repeated(context, invoice.number, by: used.payment, field: invoice.field)] }
    }
    return []
  }

  static func useInvoices(_ context: EventContext, _ state: AssistanceState) -> [String] {
    var used: [String] = []
    for invoice in invoices(context, state) {
      for key in invoice.keys {
        state.money.documents.update(key) { row in
          if row.payment.isEmpty {
            row = DisbursementDocumentRow(payment: context.event.subject, kind: "invoice", event: context.place)
          }
          row.codes.append(invoice.code.isEmpty ? "-" : invoice.code)
        }
        if !used.contains(key) { used.append(key) }
      }
    }
    return used
  }

  static func release(_ invoices: [String], _ state: AssistanceState) {
    for key in invoices { state.money.documents[key] = nil }
  }

  /// Letters and digits only, half-width, Latin letters in upper case: how a number is compared however it was typed.
  private static func folded(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let value = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      switch value {
      case 0x61...0x7A: folded.append(Unicode.Scalar(value - 32) ?? scalar)
      case 0x30...0x39, 0x41...0x5A: folded.append(Unicode.Scalar(value) ?? scalar)
      case 0x80...: if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { folded.append(scalar) }
      default: continue
      }
    }
    return String(folded)
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
  fileprivate static func key(_ kind: String, _ parts: [String]) -> String {
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
