import Glibc

/// Seconds of a monotonic clock.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// How long `body` takes.
func timed(_ body: () throws -> Void) rethrows -> Double {
  let start = seconds()
  try body()
  return seconds() - start
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
  let line = "{\"name\":\"\(name)\",\"value\":\(text),\"unit\":\"\(unit)\",\"note\":\"\(note)\"}\n"
  // At once, so that a run cut short has told what it knew.
  _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
}
