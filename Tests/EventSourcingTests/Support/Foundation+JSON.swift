import EventSourcing
import Foundation

/// What a document says, free of how it is written, so that two readers can be compared.
indirect enum Plain: Equatable {
  case object([[UInt8]: Plain])
  case array([Plain])
  case string([UInt8])
  case integer(Int64)
  case bool(Bool)
}

extension Plain {
  init?(_ value: JSONValue) {
    switch value.kind {
    case .object:
      var members: [[UInt8]: Plain] = [:]
      for (name, value) in value.members { members[Array(name.utf8)] = Plain(value) }
      self = .object(members)
    case .array: self = .array(value.elements.compactMap { Plain($0) })
    case .string: self = .string(Array((value.string ?? "").utf8))
    case .integer: self = .integer(value.integer ?? .min)
    case .true, .false: self = .bool(value.bool ?? false)
    }
  }

  /// Nil for what the log has no word for: null and numbers that are no integers.
  init?(foundation value: Any) {
    switch value {
    case let members as [String: Any]:
      var result: [[UInt8]: Plain] = [:]
      for (name, value) in members {
        guard let value = Plain(foundation: value) else { return nil }
        result[Array(name.utf8)] = value
      }
      self = .object(result)
    case let elements as [Any]:
      let plain = elements.compactMap { Plain(foundation: $0) }
      guard plain.count == elements.count else { return nil }
      self = .array(plain)
    case let string as String: self = .string(Array(string.utf8))
    case let number as NSNumber:
      if isBool(number) {
        self = .bool(number.boolValue)
      } else if Double(number.int64Value) == number.doubleValue {
        self = .integer(number.int64Value)
      } else {
        return nil
      }
    default: return nil
    }
  }
}

/// Foundation reads `true` and `1` into one class; the type encoding tells them apart.
private func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
