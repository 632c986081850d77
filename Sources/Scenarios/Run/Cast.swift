import EventSourcing
import Ledger
import Synchronization
import TransparencyLog

/// The keys of everyone in a scenario, the same in every run: a scenario can be repeated to the byte.
struct Cast {
  /// The founder and a second registrar, so that a key has two that vouch for it.
  static let registrars = ["p-registrar-1", "p-registrar-2"]

  /// The authority's leader, who appoints: with him the founding is over.
  static let leader = "p-appointer"

  private var keys: [String: SignerKey] = [:]

  /// The key whose Ed25519 seed is SHA-256 of `taizhang/scenario/v1 LF ref`.
  mutating func key(_ reference: String) throws(LedgerError) -> SignerKey {
    if let key = keys[reference] { return key }
    let seed = SHA256.hash(Array("taizhang/scenario/v1\n\(reference)".utf8)).bytes
    do {
      let key = try SignerKey(name: reference, privateKey: Ed25519PrivateKey(seed: seed))
      keys[reference] = key
      return key
    } catch {
      throw LedgerError(
        .malformed, "Y04", "“\(reference)”不能作签名人：\(error.message.zh)",
        "\"\(reference)\" cannot sign: \(error.message.en)")
    }
  }
}

/// Bytes that look random and are the same in every run.
final class SeededBytes: Sendable {
  private let state: Mutex<UInt64>
  private let label: String

  init(label: String) {
    self.label = label
    state = Mutex(0)
  }

  /// SHA-256 of `taizhang/scenario/v1 LF label LF number of the call LF number of the block`, as many as asked.
  func next(_ count: Int) -> [UInt8] {
    let call = state.withLock { (number) -> UInt64 in
      number += 1
      return number
    }
    var bytes: [UInt8] = []
    var block = 0
    while bytes.count < count {
      bytes += SHA256.hash(Array("taizhang/scenario/v1\n\(label)\n\(call)\n\(block)".utf8)).bytes
      block += 1
    }
    return Array(bytes.prefix(count))
  }
}

/// The clock of the stage: it stands still until a step moves it.
final class StageClock: LedgerClock {
  private let time: Mutex<Timestamp>

  init(_ time: Timestamp) { self.time = Mutex(time) }

  /// Scenarios leap over months.
  var isLeapConfirmed: Bool { true }
  func now() -> Timestamp { time.withLock { $0 } }
  func move(to next: Timestamp) { time.withLock { $0 = next } }
}
