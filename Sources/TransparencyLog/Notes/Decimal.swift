extension UInt64 {
  /// Reads ASCII decimal as C2SP formats write it: digits only, no leading zero but in `0`, below 2^64.
  init?(canonicalDecimal digits: some Collection<UInt8>) {
    guard let first = digits.first, first != 0x30 || digits.count == 1 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (tens, tooMany) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooMuch) = tens.addingReportingOverflow(UInt64(digit - 0x30))
      guard !tooMany && !tooMuch else { return nil }
      value = sum
    }
    self = value
  }
}
