import TestSupport
/// Random JSON, written by no code of the module under test.
enum JSONSample {
  private static let texts = [
    "", "a", "name", "张三丰", "青城县柳河镇", "𠮷", "e\u{301}", "\\n", "\\\"", "\\u5f20", "\\ud842\\udfb7", " ", "~",
    "0123456789abcdef", "入户走访。", "\\/", "\u{A0}", "\u{FFFD}", "\u{3000}",
  ]
  /// What JSON allows and the log does not.
  private static let laxTexts = [
    "\u{FEFF}", "\u{7F}", "\u{85}", "\u{202E}", "\u{FFFE}", "\\u200f", "\u{2066}",
  ]
  private static let laxValues = ["null", "1.5", "1e3", "-0", "9007199254740993", "[ ]", "\t1", "1 "]

  static func object(_ random: inout SplitMix64, strict: Bool) -> [UInt8] {
    Array(members(&random, depth: 0, strict: strict).utf8)
  }

  private static func members(_ random: inout SplitMix64, depth: Int, strict: Bool) -> String {
    let count = Int.random(in: 0...5, using: &random)
    let members = (0..<count).map { index in
      let name =
        strict || Int.random(in: 0..<20, using: &random) > 0 ? "\(text(&random, strict))\(index)" : "twice"
      return "\"\(name)\":\(value(&random, depth: depth + 1, strict: strict))"
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func value(_ random: inout SplitMix64, depth: Int, strict: Bool) -> String {
    if !strict, Int.random(in: 0..<25, using: &random) == 0 {
      return laxValues.randomElement(using: &random) ?? ""
    }
    switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &random) {
    case 0, 1: return "\"\(text(&random, strict))\""
    case 2: return String(Int64.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &random))
    case 3: return String(Int.random(in: -2...11, using: &random))
    case 4: return Bool.random(using: &random) ? "true" : "false"
    case 5: return members(&random, depth: depth, strict: strict)
    default:
      let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        value(&random, depth: depth + 1, strict: strict)
      }
      return "[\(elements.joined(separator: ","))]"
    }
  }

  private static func text(_ random: inout SplitMix64, _ strict: Bool) -> String {
    let pieces = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      if !strict, Int.random(in: 0..<30, using: &random) == 0 {
        return laxTexts.randomElement(using: &random) ?? ""
      }
      return texts.randomElement(using: &random) ?? ""
    }
    return pieces.joined()
  }

  /// Changes, drops, doubles or inserts bytes; bytes with a meaning in JSON are likelier.
  static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let telling = Array("{}[]:,\"\\0-.eEtfnu \n".utf8) + [0x80, 0xC0, 0xE0, 0xEF, 0xF4, 0xFF, 0x7F, 0x00]
    let byte = telling.randomElement(using: &random) ?? 0
    let index = Int.random(in: 0..<max(bytes.count, 1), using: &random)
    guard bytes.indices.contains(index) else { return bytes.append(byte) }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = byte
    case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: index)
    case 3: bytes.insert(byte, at: index)
    default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 6)], at: index)
    }
  }
}
