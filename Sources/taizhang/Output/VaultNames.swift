import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import Synchronization

/// A moment of the ledger with the names that whoever runs the command may read: from references to names, and back.
final class NamedView {
  let view: LedgerView
  let reader: NameReader
  let names: SubjectNames
  let finder: SubjectFinder

  /// Opens the vault beside the ledger; without one, sealed names are masked, and nobody is found by one.
  init(_ view: LedgerView) throws(LedgerError) {
    self.view = view
    let vault = try Vault.readable(in: view.ledger.folder)
    reader = NameReader(vault: vault, damaged: NameReader.warnOfSome)
    names = try SubjectNames(view, reader)
    finder = SubjectFinder { () throws(LedgerError) in SubjectFinder.Books(view, vault: vault) }
  }
}

extension LedgerView {
  /// The day that 今天 means: a test ledger lives in its own time.
  var today: CivilDate { isTest ? recorded.beijingDay : SystemClock().now().beijingDay }
}

extension ReadingOptions {
  /// The moment asked for, with names.
  func named(isText: Bool? = nil) throws -> NamedView { try NamedView(try view(isText: isText)) }
}

extension LedgerSession {
  /// Finds whom names mean, by what is recorded now.
  func finder() -> SubjectFinder {
    SubjectFinder { () throws(LedgerError) in
      let vault = self.vaultDamage == nil ? try self.vault : nil
      return SubjectFinder.Books(try self.ledger.view(), vault: vault)
    }
  }
}

extension Vault {
  /// The vault beside a ledger; nil where there is none, and where it is damaged, which is said on standard error: nothing that
  /// the ledger proves rests on it.
  static func readable(in folder: Folder) throws(LedgerError) -> Vault? {
    do throws(LedgerError) { return try forReading(folder) } catch {
      guard error.kind == .integrity else { throw error }
      NameReader.warn(error)
      return nil
    }
  }
}

extension NameReader {
  /// What was said already: a page of names would say it once for each.
  private static let said = Mutex<Set<String>>([])

  /// Says that names are masked, why, and what to do.
  static func warn(_ error: LedgerError) { warn(error, Bilingual("姓名等一律遮盖", "names are masked")) }

  /// Says that of the values shown some are masked that the vault should open, and why.
  static func warnOfSome(_ error: LedgerError) {
    warn(error, Bilingual("部分姓名等被遮盖", "some names are masked"))
  }

  private static func warn(_ error: LedgerError, _ what: Bilingual) {
    let text = say(
      "注意：\(what.zh)（\(error.code) \(error.message.zh)）", "note: \(what.en) (\(error.code) \(error.message.en))")
    if said.withLock({ $0.insert(text).inserted }) { Output.diagnostic(text) }
  }
}
