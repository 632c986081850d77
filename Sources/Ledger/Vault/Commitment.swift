public import EventSourcing
public import TransparencyLog

/// A sealed personal value: what the log holds of it and what opens it.
public struct Opening: Hashable, Sendable {
  /// The event's subject, under whose key the opening is kept.
  public let subject: String
  /// The field's path in the event's data, with dots: `members.0.name`.
  public let field: String
  /// The value in clear.
  public let value: String
  /// 32 random bytes.
  public let random: [UInt8]

  /// An opening with fresh random bytes unless they are given; 32 of them, or a reader refuses its line.
  public init(subject: String, field: String, value: String, random: [UInt8] = secureRandomBytes(32)) {
    self.subject = subject
    self.field = field
    self.value = value
    self.random = random
  }

  /// HMAC-SHA-256(r, "taizhang/pii/v1" LF ref LF field LF value).
  ///
  /// The random key hides a value that could be guessed (there are few names); the field and subject keep an opening
  /// from being shown for another place.
  public var commitment: Hash {
    hmacSHA256(key: random, Array("taizhang/pii/v1\n\(subject)\n\(field)\n\(value)".utf8))
  }

  /// `{"c":"…"}`, as it stands in the log.
  public var sealed: [UInt8] { Array(#"{"c":"\#(commitment.base64)"}"#.utf8) }
}

extension Opening {
  /// Whether the event holds its commitment, about its subject and at its field: only then does it say anything of that
  /// subject. Whoever makes an opening chooses both, so an opening alone proves nothing.
  ///
  /// A correction restates fields of another event under `fields`, sealed by their place in that one.
  public func opens(_ event: Event) -> Bool {
    guard event.subject == subject else { return false }
    let path = field.split(separator: ".")
    return stands(in: event.data, at: path[...])
      || event.corrects != nil && event.data["fields"].map { stands(in: $0, at: path[...]) } == true
  }

  private func stands(in value: JSONValue, at path: ArraySlice<Substring>) -> Bool {
    guard let step = path.first else { return Sealed.commitment(value) == commitment.base64 }
    if value.kind == .object { return value[String(step)].map { stands(in: $0, at: path.dropFirst()) } ?? false }
    guard value.kind == .array, let wanted = Int(step) else { return false }
    for (index, element) in value.elements.enumerated() where index == wanted {
      return stands(in: element, at: path.dropFirst())
    }
    return false
  }

  /// One line of a file that travels beside a note: `{"field":…,"r":…,"ref":…,"value":…}`.
  public var line: [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("field", field)
      $0.member("r", Base64.encode(random))
      $0.member("ref", subject)
      $0.member("value", value)
    }
    return writer.bytes
  }

  /// Reads such a line; nil when it is another thing.
  public init?(line: [UInt8]) {
    guard let object = try? JSONDocument.object(line), let field = object["field"]?.string,
      let subject = object["ref"]?.string, let value = object["value"]?.string,
      let random = object["r"]?.string.flatMap({ Base64.decode($0) }), random.count == 32
    else { return nil }
    self.init(subject: subject, field: field, value: value, random: random)
  }
}
