import Glibc
import Ledger
import TeaHouse
import TransparencyLog

/// What this machine can do at all, to set verification beside.
enum Rates {
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// SHA-256 of leaves of several sizes and of nodes, and Ed25519 verifications, on one core.
  static func measure() {
    for byteCount in [65, 600, 2000, 6000, 60_000] {
      let bytes = [UInt8](repeating: 7, count: byteCount)
      let rounds = 200_000_000 / (byteCount + 200)
      let seconds = time { for _ in 0..<rounds { keep(SHA256.hash(bytes)) } }
      CrashWriter.say("SHA-256 of \(byteCount) bytes: \(Int(seconds / Double(rounds) * 1e9)) ns\n")
    }
    let message = [UInt8](repeating: 7, count: 600)
    let signature = House.founder.sign(message)
    let key = House.founder.verifier.publicKey
    let seconds = time { for _ in 0..<5000 { keep(key.verify(signature: signature, message: message)) } }
    CrashWriter.say("Ed25519 verify: \(Int(5000 / seconds)) /s\n")
  }

  /// The levels `hashes` and `signatures` beside nothing but the hashing and the Ed25519 work they cannot do without, on
  /// one core, in turn; the best of several rounds each, since others may be at work on the machine.
  static func compare(_ path: String) throws(LedgerError) {
    let ledger = try Ledger.open(path, domain: TeaHouse(), access: .verifying)
    try pair("hashes", rounds: 7) { (snapshot) throws(LedgerError) in
      let node = [UInt8](repeating: 1, count: 65)
      try snapshot.forEachEntry(from: 0, upTo: snapshot.size) { (_, bytes) throws(LedgerError) in
        keep(MerkleTree.leafHash(bytes))
        keep(SHA256.hash(node))
      }
    } verify: { () throws(LedgerError) in
      _ = try ledger.verify(level: .hashes, jobs: 1)
    }
    let key = House.founder.verifier
    try pair("signatures", rounds: 3) { (snapshot) throws(LedgerError) in
      try snapshot.forEachEntry(from: 3, upTo: snapshot.size) { (_, bytes) throws(LedgerError) in
        let note = UnsafeRawBufferPointer(rebasing: bytes[43...])
        guard let (text, lines) = try? SignedNote.split(note) else { return }
        for line in lines { keep(key.verify(line, text: text, in: note)) }
      }
    } verify: { () throws(LedgerError) in
      _ = try ledger.verify(level: .signatures, jobs: 1)
    }

    func pair(
      _ name: String, rounds: Int, bare: (borrowing LogSnapshot) throws(LedgerError) -> Void,
      verify: () throws(LedgerError) -> Void
    ) throws(LedgerError) {
      var best = (bare: Double.infinity, verify: Double.infinity)
      for _ in 0..<rounds {
        let snapshot = try ledger.log.snapshot()
        var start = now()
        try bare(snapshot)
        best.bare = min(best.bare, now() - start)
        start = now()
        try verify()
        best.verify = min(best.verify, now() - start)
      }
      CrashWriter.say("\(name): \(best.verify) s, bare \(best.bare) s, ratio \(best.bare / best.verify)\n")
    }
  }

  private static func time(_ body: () -> Void) -> Double {
    let start = now()
    body()
    return now() - start
  }

  @inline(never) private static func keep<T>(_ value: T) { withExtendedLifetime(value) {} }

  /// Anonymous memory of this process.
  static func anonymousKiB() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("RssAnon:") { return Int(text.filter(\.isNumber)) ?? 0 }
    }
    return 0
  }
}
