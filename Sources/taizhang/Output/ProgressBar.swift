import Glibc

/// How far a long task is: on standard error, on a terminal only.
struct ProgressBar {
  private let label: String
  private let isShown = isatty(STDERR_FILENO) != 0

  init(_ label: String) { self.label = label }

  func show(_ done: UInt64, _ total: UInt64) {
    guard isShown, total > 0 else { return }
    let filled = Int(done * 30 / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    Output.prompt("\r\(label) \(bar) \(done * 100 / total)%")
  }

  func end() { if isShown { Output.prompt("\r\u{1B}[K") } }
}
