import CBaseline
import Ledger

extension Bench {
  /// The same work done in C, each piece beside what it is compared with.
  func baselines() throws {
    let log = path + "/log"
    let generation = try Files.names(in: path + "/derived").last { $0.hasPrefix("g") } ?? "g1"
    let logTime = baseline_lmdb_log(log, folder + "/c-log", Self.notesPerCommit)
    let derivedTime = baseline_lmdb_derived(path + "/derived/" + generation, folder + "/c-derived")
    report("c_lmdb_log", Double(events) / logTime, "events/s")
    report("c_lmdb_log_and_derived", Double(events) / (logTime + derivedTime), "events/s")
    let sqlite = baseline_sqlite(log, folder + "/sqlite.db", Self.notesPerCommit, Self.eventsPerNote, events / 25)
    report("c_sqlite_wal_full", Double(events) / sqlite, "events/s")
    var bytes: UInt64 = 0
    let sha = baseline_sha256(log, &bytes)
    report(
      "c_sha256_leaves_and_nodes", Double(events) / sha, "events/s",
      note: "\(Double(bytes) / sha / 1e6) MB/s, one thread")
    let size = LogSize(log)
    report(
      "log_size_over_entries", Double(size.fileBytes) / Double(size.entryBytes), "×",
      note: "\(size.entryBytes) bytes of entries")
  }
}

/// What a log takes on disk.
struct LogSize {
  /// All pages up to the last, free ones too: the size of `data.mdb`.
  let fileBytes: UInt64
  /// Pages that hold something.
  let usedBytes: UInt64
  /// The entries themselves.
  let entryBytes: UInt64

  /// Measures the log in a folder, which may be open in this process.
  init(_ log: String) {
    var size = baseline_log_size()
    guard baseline_log_size(log, &size) == 0 else { fatalError("\(log) cannot be read") }
    (fileBytes, usedBytes, entryBytes) = (size.file_bytes, size.used_bytes, size.entry_bytes)
  }
}
