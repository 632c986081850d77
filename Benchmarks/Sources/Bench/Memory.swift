import Dispatch
import Glibc
import Synchronization

/// The most anonymous memory this process has from here to ``stop()``, looked at ten times a second.
final class PeakMemory: @unchecked Sendable {
  // Unchecked: the timer is touched by its owner alone, what it does only through the lock.

  private let peak = Mutex(anonymousMiB())
  private let timer: any DispatchSourceTimer

  init() {
    timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now(), repeating: .milliseconds(100))
    timer.setEventHandler { [weak self] in self?.look() }
    timer.resume()
  }

  private func look() { peak.withLock { $0 = max($0, anonymousMiB()) } }

  /// The peak in MiB; nothing is looked at afterwards.
  func stop() -> Int {
    timer.cancel()
    look()
    return peak.withLock { $0 }
  }
}

/// Anonymous memory of this process in MiB: what cannot be dropped and read again.
func anonymousMiB() -> Int {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, 256, file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if text.hasPrefix("RssAnon:") { return (Int(text.split { !$0.isNumber }.first ?? "0") ?? 0) / 1024 }
  }
  return 0
}
