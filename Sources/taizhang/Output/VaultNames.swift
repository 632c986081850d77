import AssistanceLedger
import EventSourcing
import Ledger

extension NameReader {
  /// Opens the vault beside a ledger; where it is damaged, says so on standard error and masks every name: nothing that the
  /// ledger proves rests on it.
  static func ofLedger(in folder: Folder) throws(LedgerError) -> NameReader {
    do throws(LedgerError) {
      return NameReader(vault: try Vault.forReading(folder), damaged: warn)
    } catch {
      guard error.kind == .integrity else { throw error }
      warn(error)
      return NameReader(vault: nil)
    }
  }

  /// Says that names are masked, why, and what to do.
  static func warn(_ error: LedgerError) {
    Output.diagnostic(
      say(
        "注意：姓名等一律遮盖（\(error.code) \(error.message.zh)）",
        "note: names are masked (\(error.code) \(error.message.en))"))
  }
}
