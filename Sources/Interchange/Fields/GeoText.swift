import EventSourcing

/// Positions as people write them: `35.12,107.88`, latitude first.
enum GeoText {
  /// Writes `{"lat_e7":…,"lon_e7":…}`, exactly.
  static func write(_ text: String, _ writer: inout JSONWriter) throws(CellProblem) {
    let parts = TextFolding.folded(text).split { ",，;、 ".contains($0) }.map(String.init)
    guard parts.count == 2 else { throw problem(text) }
    let latitude = try degrees(parts[0], 90, text)
    let longitude = try degrees(parts[1], 180, text)
    writer.object {
      $0.member("lat_e7", latitude)
      $0.member("lon_e7", longitude)
    }
  }

  /// - Parameter most: the greatest magnitude in degrees. Places beyond the seventh, a centimetre, are refused.
  private static func degrees(_ text: String, _ most: Int, _ seen: String) throws(CellProblem) -> Int64 {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? String(text.dropFirst()) : text
    let range = 0...(most * 10_000_000)
    guard
      case .success(let value) = CellReading.scaled(
        Cell(.text(digits), column: 1, row: 1), decimals: 7, in: range)
    else { throw problem(seen) }
    return Int64(isNegative ? -value : value)
  }

  private static func problem(_ seen: String) -> CellProblem {
    CellProblem(
      "X153", "“\(seen)”不是坐标", "“\(seen)” is not a position",
      adviceZh: "请写成“纬度,经度”，如 35.12,107.88", adviceEn: "Write latitude,longitude such as 35.12,107.88")
  }
}

/// JSON typed by a person: white space outside strings is dropped, the rest must be the log's JSON.
enum JSONText {
  static func compact(_ text: String) throws(CellProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in text.utf8 {
      if !isInString, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = isInString && byte == UInt8(ascii: "\\") && !isEscaped
      bytes.append(byte)
    }
    do { _ = try JSONDocument.object(Array(#"{"v":"#.utf8) + bytes + [UInt8(ascii: "}")]) } catch {
      throw CellProblem(
        "X154", "不是JSON：\(error.message.zh)", "This is not JSON: \(error.message.en)",
        adviceZh: "请写成JSON，整数不带小数", adviceEn: "Write JSON with whole numbers only")
    }
    return bytes
  }
}
