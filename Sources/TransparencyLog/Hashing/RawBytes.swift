extension [UInt8] {
  /// `withUnsafeBytes` that keeps the type of what its body throws, which the standard library's loses.
  func withRawBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try withUnsafeBufferPointer { (bytes) throws(E) in try body(UnsafeRawBufferPointer(bytes)) }
  }
}
