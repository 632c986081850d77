import Dispatch
import Synchronization

/// Work that goes on in another thread until somebody waits for it.
final class Ahead<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)
  /// Taken by the thread that works and let go, with all it holds, before it says that it is done.
  private let body: Mutex<(@Sendable () -> Value)?>

  init(_ body: @escaping @Sendable () -> Value) {
    self.body = Mutex(body)
    DispatchQueue.global().async { [self] in
      run()
      done.signal()
    }
  }

  private func run() {
    let body = self.body.withLock { (body) -> (@Sendable () -> Value)? in
      defer { body = nil }
      return body
    }
    guard let made = body?() else { return }
    value.withLock { $0 = made }
  }

  /// The result. To be called once.
  func wait() -> Value {
    done.wait()
    guard let made = value.withLock({ $0 }) else { preconditionFailure("waited for twice") }
    return made
  }
}
