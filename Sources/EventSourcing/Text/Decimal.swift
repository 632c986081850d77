/// Writes a number in decimal.
///
/// - Returns: how many digits it has.
func writeDecimal(_ value: UInt64, into buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
  var count = 1
  var rest = value
  while rest >= 10 {
    rest /= 10
    count += 1
  }
  rest = value
  for index in stride(from: start + count - 1, through: start, by: -1) {
    buffer.initializeElement(at: index, to: UInt8(ascii: "0") + UInt8(rest % 10))
    rest /= 10
  }
  return count
}
