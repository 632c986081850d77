public import Assistance
import EventSourcing
public import Ledger

extension LedgerView {
  /// Where the money of a payment, an allocation, a project, a fund line or an appropriation came from and went to.
  ///
  /// - Throws: `E63` when the reference is none of these or not registered.
  public func trace(_ reference: String) throws(LedgerError) -> MoneyTrace {
    var failure: LedgerError?
    let trace = MoneyTrace.trace(reference, in: assistance) { related in
      do throws(LedgerError) { return try linked(to: related) } catch {
        failure = failure ?? error
        return []
      }
    }
    if let failure { throw failure }
    guard let trace else {
      throw LedgerError(
        .refused, "E63", "“\(reference)”不是已登记的支付、分配、项目、资金或资金下达",
        "\"\(reference)\" is no registered payment, allocation, project, fund line or appropriation")
    }
    return trace
  }

  /// The subject and references of every event linked to a reference.
  private func linked(to reference: String) throws(LedgerError) -> [String] {
    var links: [String] = []
    try forEachEvent(of: reference) { links += $0.event.links }
    return links
  }
}
