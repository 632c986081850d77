public import EventSourcing

/// What events can be found by.
public enum Term: Hashable, Sendable {
  /// A subject: every link of its chain.
  case subject(String)
  /// An event type, such as `visit.recorded`.
  case type(String)
  /// The day it happened, at +08:00.
  case day(CivilDate)
  /// The 12-digit area code of the place.
  case place(String)

  /// First byte of the index key: keeps the kinds apart.
  var tag: UInt8 {
    switch self {
    case .subject: UInt8(ascii: "s")
    case .type: UInt8(ascii: "t")
    case .day: UInt8(ascii: "d")
    case .place: UInt8(ascii: "p")
    }
  }

  var text: String {
    switch self {
    case .subject(let text), .type(let text), .place(let text): text
    case .day(let day): day.text
    }
  }

  /// Everything before the position in an index key: tag, text, zero byte. No text holds a zero byte.
  var keyPrefix: [UInt8] {
    var bytes = [tag]
    bytes.append(contentsOf: text.utf8)
    bytes.append(0)
    return bytes
  }
}
