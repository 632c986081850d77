import Dispatch
import EventSourcing
import Synchronization

/// Many writers, one log: everyone who waits shares the next commit.
///
/// `fsync` dominates a single append, so while one group is being made durable the next gathers. Every reply, a refusal
/// too, waits for the commit of its group.
///
/// ```swift
/// let appender = Appender(writer)
/// let outcome = try await appender.append(note)
/// ```
public final class Appender: @unchecked Sendable {
  // Unchecked: `writer` is touched only on `queue`, which runs one block at a time; LMDB's write transaction begins and
  // ends inside one such block, so it stays on one thread.

  /// The most notes in one commit: bounds the time to the first reply and the memory of a group.
  public static let groupCountMax = 512
  /// How long the ledger must be quiet before derived state is stored.
  static let idleMs = 500

  private struct Waiting: Sendable {
    let notes: [[UInt8]]
    let reply: @Sendable (Result<[Outcome], LedgerError>) -> Void
  }

  private let writer: Writer
  private let queue = DispatchQueue(label: "taizhang.appender")
  private let waiting = Mutex<[Waiting]>([])

  /// The writer belongs to the appender from here on.
  public init(_ writer: Writer) { self.writer = writer }

  /// Appends one note; returns when it is durable.
  public func append(_ note: [UInt8]) async throws(LedgerError) -> Outcome {
    try await append([note])[0]
  }

  /// Appends notes that belong together, such as the parts of a batch; returns when they are durable.
  public func append(_ notes: [[UInt8]]) async throws(LedgerError) -> [Outcome] {
    let result = await withCheckedContinuation { continuation in
      enqueue(Waiting(notes: notes) { continuation.resume(returning: $0) })
    }
    return try result.get()
  }

  private func enqueue(_ request: Waiting) {
    let isFirst = waiting.withLock { (waiting) -> Bool in
      waiting.append(request)
      return waiting.count == 1
    }
    if isFirst { queue.async { [self] in drain() } }
  }

  /// Takes everyone who waits, up to a group's size, and commits them together.
  private func drain() {
    let group = waiting.withLock { (waiting) -> [Waiting] in
      var count = 0
      var taken = 0
      while taken < waiting.count, taken == 0 || count + waiting[taken].notes.count <= Self.groupCountMax {
        count += waiting[taken].notes.count
        taken += 1
      }
      defer { waiting.removeFirst(taken) }
      return Array(waiting.prefix(taken))
    }
    guard !group.isEmpty else { return }
    reply(to: group, Result { () throws(LedgerError) in try commit(group) })
    let isMore = waiting.withLock { !$0.isEmpty }
    if isMore {
      queue.async { [self] in drain() }
    } else {
      queue.asyncAfter(deadline: .now() + .milliseconds(Self.idleMs)) { [self] in flushIfIdle() }
    }
  }

  private func commit(_ group: [Waiting]) throws(LedgerError) -> [Outcome] {
    try writer.append(group.flatMap(\.notes))
  }

  private func reply(to group: [Waiting], _ result: Result<[Outcome], LedgerError>) {
    switch result {
    case .failure: for request in group { request.reply(result) }
    case .success(let outcomes):
      var rest = outcomes[...]
      for request in group {
        request.reply(.success(Array(rest.prefix(request.notes.count))))
        rest = rest.dropFirst(request.notes.count)
      }
    }
  }

  private func flushIfIdle() {
    guard waiting.withLock({ $0.isEmpty }), writer.pendingEventCount > 0 else { return }
    storeDerived()
  }

  /// Storing derived state can fail (a full disk) without harm: the log is whole, what was accepted is durable and answered
  /// so, and the next open replays what is missing.
  private func storeDerived() {
    lastFlushFailure.withLock { $0 = nil }
    do throws(LedgerError) { try writer.flush() } catch { lastFlushFailure.withLock { $0 = error } }
  }

  private let lastFlushFailure = Mutex<LedgerError?>(nil)

  /// Why derived state could not be stored last time; nil when it could.
  public var flushFailure: LedgerError? { lastFlushFailure.withLock { $0 } }

  /// Stores derived state; nobody may append afterwards.
  public func close() async throws(LedgerError) {
    let result: Result<Void, LedgerError> = await withCheckedContinuation { continuation in
      queue.async { [self] in
        continuation.resume(returning: Result { () throws(LedgerError) in try writer.flush() })
      }
    }
    try result.get()
  }
}
