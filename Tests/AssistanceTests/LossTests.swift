import Testing

@testable import Assistance

@Suite struct LossTests {
  /// A copy that lacks the last entries may be put back, but the ledger says so: by its own key and two of its registrars
  /// and leaders, with the counts as they are.
  @Test(arguments: [
    (["ledger", "p-founder", "p-reg"], #"{"reason":"硬盘损坏","size_after":N}"#, []),
    (["ledger", "p-reg", "p-appointer"], #"{"reason":"硬盘损坏","root_before":"r","size_after":N,"size_before":99}"#, []),
    (["ledger", "p-founder"], #"{"reason":"硬盘损坏","size_after":N}"#, ["G22"]),
    (["ledger", "p-founder", "p-clerk"], #"{"reason":"硬盘损坏","size_after":N}"#, ["G22"]),
    (["ledger", "p-founder", "p-reg"], #"{"reason":"硬盘损坏","size_after":3}"#, ["R04"]),
    (["ledger", "p-founder", "p-reg"], #"{"reason":"硬盘损坏","size_after":N,"size_before":99}"#, ["R04"]),
    (["ledger", "p-founder", "p-reg"], #"{"reason":"硬盘损坏","root_before":"r","size_after":N}"#, ["R04"]),
    (
      ["ledger", "p-founder", "p-reg"], #"{"reason":"硬盘损坏","root_before":"r","size_after":N,"size_before":N}"#, ["R04"]
    ),
    (["ledger", "p-founder", "p-reg"], #"{"size_after":N}"#, ["C02"]),
  ])
  func aLossIsAccepted(_ signers: [String], _ data: String, _ codes: [String]) throws {
    let desk = try Desk.county()
    let stated = data.replacing("N", with: "\(desk.seq)")
    let note = Note("06-02", signers, E("ledger.loss_accepted", "ledger", stated))
    #expect(try desk.submit(note) == codes)
  }
}
