import Glibc
import Ledger

extension Bench {
  /// Writes the ledger's events as they were signed, one JSON object a line, for peers to append: `FOLDER/events.jsonl`.
  func export() throws {
    let ledger = try open()
    let snapshot = try ledger.log.snapshot()
    guard let file = fopen(folder + "/events.jsonl", "w") else {
      fatalError("\(folder)/events.jsonl cannot be written")
    }
    var count = 0
    var byteCount = 0
    try snapshot.forEachEntry(from: 0, upTo: snapshot.size) { (_, bytes) throws(LedgerError) in
      guard let note = Entry.split(bytes)?.note else { fatalError("an entry that is none") }
      // The magic, the header, then an event a line up to the empty one.
      for line in note.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst(2) {
        if line.isEmpty { break }
        // What the ledger says of itself, its catalogue above all, is no part of the mix.
        if line.starts(with: "{\"type\":\"ledger.".utf8) { continue }
        fwrite(UnsafeRawBufferPointer(rebasing: line).baseAddress, 1, line.count, file)
        fputc(0x0A, file)
        count += 1
        byteCount += line.count
      }
    }
    guard fclose(file) == 0 else { fatalError("\(folder)/events.jsonl cannot be written") }
    report("export", Double(count), "events", note: "\(byteCount / max(1, count)) bytes each")
  }
}
