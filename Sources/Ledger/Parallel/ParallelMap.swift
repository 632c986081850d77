import Dispatch

/// Maps indices on up to `jobs` threads; the result is in order whatever the schedule.
func parallelMap<T: Sendable>(_ count: Int, jobs: Int, atOnce: Int? = nil, _ transform: (Int) -> T) -> [T] {
  if jobs <= 1 || count < 2 { return (0..<count).map(transform) }
  return withoutActuallyEscaping(transform) { transform in
    nonisolated(unsafe) let transform = transform
    return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let base = buffer.baseAddress
      let stride = atOnce ?? max(1, (count + jobs * 4 - 1) / (jobs * 4))
      DispatchQueue.concurrentPerform(iterations: (count + stride - 1) / stride) { chunk in
        for index in (chunk * stride)..<min(count, (chunk + 1) * stride) {
          base?.advanced(by: index).initialize(to: transform(index))
        }
      }
      initialized = count
    }
  }
}
