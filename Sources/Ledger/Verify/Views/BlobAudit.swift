import EventSourcing
import TransparencyLog

/// Whether the files that evidence names are there and are the ones named.
///
/// Every file is hashed once, before the log is read; then each mention is looked up.
struct BlobAudit {
  private let folder: Folder
  /// Digests whose files have other contents.
  private let altered: Set<String>
  private var reported: Set<String> = []

  init(_ folder: Folder, jobs: Int) throws(LedgerError) {
    self.folder = folder
    altered = try Self.hashAll(folder, jobs: jobs)
  }

  private static func hashAll(_ folder: Folder, jobs: Int) throws(LedgerError) -> Set<String> {
    guard Files.exists(folder.blobs) else { return [] }
    var altered: Set<String> = []
    for shelf in try Files.names(in: folder.blobs) where shelf.utf8.count == 2 {
      let names = try Files.names(in: "\(folder.blobs)/\(shelf)").filter { $0.hasPrefix(shelf) && Hash(hex: $0) != nil }
      let verdicts = parallelMap(names.count, jobs: jobs) { index in
        Result { () throws(LedgerError) in try isIntact(names[index], folder) }
      }
      for (name, verdict) in zip(names, verdicts) where !(try verdict.get()) { altered.insert(name) }
    }
    return altered
  }

  /// A link to nothing is no altered file: the file is absent.
  private static func isIntact(_ name: String, _ folder: Folder) throws(LedgerError) -> Bool {
    do throws(LedgerError) { return try Files.sha256(folder.blob(name))?.hex == name } catch {
      guard error.kind == .missing else { throw error }
      return true
    }
  }

  /// Looks up what an entry names; each file is reported where it is named first.
  mutating func check(_ entry: ParsedEntry, _ findings: inout Findings) {
    for position in entry.transaction.events.indices {
      for evidence in entry.transaction.events[position].evidence {
        let isAbsent = !Files.exists(folder.blob(evidence.sha256))
        let isAltered = altered.contains(evidence.sha256)
        guard isAbsent || isAltered, !reported.contains(evidence.sha256) else { continue }
        // Bounded: a ledger whose files were all left behind must not be counted out one by one.
        if reported.count < Findings.countMax * 10 { reported.insert(evidence.sha256) }
        let event = "\(entry.seq).\(position)"
        findings.add(
          isAltered
            ? .altered(
              .views, "L08", seq: entry.seq, event: event, "事件\(event)的佐证文件\(evidence.sha256)被改动",
              "the file \(evidence.sha256), evidence of event \(event), was altered")
            : .warning(
              .views, "L08", seq: entry.seq, event: event, "事件\(event)的佐证文件\(evidence.sha256)不在 blobs/ 中",
              "the file \(evidence.sha256), evidence of event \(event), is not in blobs/"))
      }
    }
  }
}
