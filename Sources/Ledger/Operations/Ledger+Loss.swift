public import TransparencyLog

/// What is missing from a copy that is put back all the same.
public struct Loss: Sendable {
  /// The latest checkpoint known, when it covers more than the copy holds; nil when nobody kept one.
  public let before: Checkpoint?
  /// How many entries the copy holds.
  public let after: UInt64
}

extension Ledger {
  /// Puts back a copy although something came after it; `record` must write down, as the first new entry, that this was
  /// accepted.
  ///
  /// What was lost is read from the checkpoint given, or from the one this machine kept outside, whichever covers more. From
  /// then on this machine holds the ledger to the copy. When `record` fails, nothing is left at `path` and what this machine
  /// kept is as before.
  ///
  /// - Parameter note: the latest signed checkpoint anyone outside holds; nil when there is none.
  /// - Throws: as ``restore(_:into:domain:checkpoint:)``, but not for a copy that is shorter than the checkpoint.
  public static func restore<R>(
    _ copy: String, into path: String, domain: any LedgerDomain, acceptingLossSince note: [UInt8]?,
    record: (Loss) throws(LedgerError) -> R
  ) throws(LedgerError) -> R {
    try unpacking(copy, into: path) { (about) throws(LedgerError) in
      let outside = try OutsideCheckpoint(about, of: Folder(path))
      let before = try outside?.everything() ?? [:]
      let kept = try kept(outside)
      let (loss, newest) = try loss(path, domain, given: note, kept: kept)
      do throws(LedgerError) {
        // Whoever records here is held to the copy from now on; where nothing can be kept, nothing holds anybody.
        do throws(LedgerError) { try outside?.keepAnew(newest) } catch {
          guard before.isEmpty else { throw error }
        }
        return try record(loss)
      } catch {
        try outside?.putBack(before)
        throw error
      }
    }
  }

  /// What this machine saw of the ledger, in the folder restored into and in the ledger's own.
  private static func kept(_ outside: OutsideCheckpoint?) throws(LedgerError) -> [[UInt8]] {
    guard let outside else { return [] }
    let here = try outside.read().flatMap { $0.isCopy ? nil : $0 }
    return try ((here.map { [$0] } ?? []) + outside.ledgers()).map { (seen) throws(LedgerError) in
      try Files.read(seen.file, limit: 1 << 20)
    }
  }

  /// What is lost, and the copy's own newest checkpoint.
  private static func loss(
    _ path: String, _ domain: any LedgerDomain, given: [UInt8]?, kept: [[UInt8]]
  ) throws(LedgerError) -> (Loss, [UInt8]) {
    // What this machine kept may well be ahead: that is the loss, and no reason to refuse.
    let ledger = try open(path, domain: domain, access: .verifying)
    try checkWhole(ledger.log, ledger.folder, ledger.about, domain)
    let snapshot = try ledger.log.snapshot()
    guard snapshot.size > 0, try snapshot.leafHash(0) == ledger.about.genesis,
      let newest = try snapshot.newestCheckpoint()
    else { throw disagreement }
    var before: Checkpoint?
    for note in (given.map { [$0] } ?? []) + kept {
      let stated = try parsed(note)
      guard try isSigned(note, ledger, forSize: min(stated.size, snapshot.size)) else { throw disagreement }
      if stated.size <= snapshot.size {
        guard try snapshot.root(at: stated.size) == stated.root else { throw disagreement }
      } else if stated.size > before?.size ?? 0 {
        before = stated
      }
    }
    return (Loss(before: before, after: snapshot.size), newest)
  }
}
