import LMDB

/// Derived state built only to be compared, then thrown away: it keeps a replay of any length within bounded memory.
///
/// It lies beside the generations under `derived/`, where there is room for one more of its size; in the folder for
/// temporary files when that may not be written.
final class ScratchGeneration {
  private let folder: TemporaryFolder
  /// Nil only while going away.
  private var open: DerivedStore?

  var store: DerivedStore {
    guard let open else { preconditionFailure("the scratch generation is gone") }
    return open
  }

  init(_ derived: DerivedGenerations) throws(LedgerError) {
    let own = derived.folder.derived
    folder = try Files.isWritable(own) ? TemporaryFolder(in: own, prefix: "verify-") : TemporaryFolder("verify")
    open = try derived.makeScratch(folder.path)
  }

  /// The store is closed before its folder goes, as members would go in any order.
  deinit { open = nil }
}
