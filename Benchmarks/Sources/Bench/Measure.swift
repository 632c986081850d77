import Glibc

/// Seconds of a monotonic clock.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Seconds that all threads of this process together were at work.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// How long `body` takes.
func timed(_ body: () throws -> Void) rethrows -> Double {
  let start = seconds()
  try body()
  return seconds() - start
}

/// One line of the report: also as JSON, so that runs can be compared by a program.
func report(_ name: String, _ value: Double, _ unit: String, note: String = "") {
  let digits = value >= 100 ? 0 : value >= 1 ? 2 : 4
  var scaled = value
  for _ in 0..<digits { scaled *= 10 }
  var text = String(Int(scaled.rounded()))
  if digits > 0 {
    while text.count <= digits { text = "0" + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
  }
  emit("{\"name\":\"\(name)\",\"value\":\(text),\"unit\":\"\(unit)\",\"note\":\"\(note)\"}\n")
}

/// A line that tells no number.
func report(_ name: String, text: String, note: String = "") {
  emit("{\"name\":\"\(name)\",\"text\":\"\(text)\",\"note\":\"\(note)\"}\n")
}

private func emit(_ line: String) {
  // At once, so that a run cut short has told what it knew.
  _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
}
