import EventSourcing

/// Arithmetic on amounts in fen (1/100 yuan) that ends in nil where a ledger could no longer write the result.
enum Fen {
  /// The largest amount or total: what JSON can carry exactly, about 90 万亿元.
  static let max = JSONValue.integerMax

  /// The sum when it lies within 0…`max`, else nil: balances are never negative.
  static func sum(_ a: Int64, _ b: Int64) -> Int64? {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow || sum < 0 || sum > max ? nil : sum
  }

  /// The part of an amount given in basis points (1/10,000), rounded down to whole fen.
  static func share(_ amountFen: Int64, bp: Int64) -> Int64 {
    let (high, low) = amountFen.multipliedFullWidth(by: bp)
    guard high >= 0, high < 10_000 else { return amountFen }
    return Int64(10_000).dividingFullWidth((high, low)).quotient
  }

  /// `1234.50`: yuan with two decimals, for sentences.
  static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let rest = magnitude % 100
    return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
