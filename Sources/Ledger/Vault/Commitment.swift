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

/// A commitment and where it stands. An opening counts there alone: whoever makes one chooses its reference and its field,
/// and whoever reads a commitment in the log may write it down again in another place.
public struct SealedPlace: Hashable, Sendable {
  /// The subject of the event.
  public let subject: String
  /// The field's path with dots; of a correction, in the event it corrects.
  public let field: String
  /// The commitment in base64.
  public let commitment: String
}

extension Event {
  /// Every sealed value, in written order. A correction restates fields of another event under `fields`, sealed by their
  /// place in that one.
  public var sealedPlaces: [SealedPlace] {
    let stated = corrects == nil ? data : data["fields"]
    return stated.map { places(in: $0, []) } ?? []
  }

  private func places(in value: JSONValue, _ path: [String]) -> [SealedPlace] {
    if let commitment = Sealed.commitment(value) {
      return [SealedPlace(subject: subject, field: path.joined(separator: "."), commitment: commitment)]
    }
    switch value.kind {
    case .object: return value.members.flatMap { places(in: $0.value, path + [$0.name]) }
    case .array: return value.elements.enumerated().flatMap { places(in: $0.element, path + ["\($0.offset)"]) }
    default: return []
    }
  }
}

extension Opening {
  /// The only place at which it opens anything.
  public var place: SealedPlace { SealedPlace(subject: subject, field: field, commitment: commitment.base64) }

  /// Whether the event holds its commitment, about its subject and at its field: only then does it say anything of that
  /// subject.
  public func opens(_ event: Event) -> Bool { event.sealedPlaces.contains(place) }
}

extension Event {
  /// Of these openings, those whose commitments stand in this event at their place and nowhere else in it: who copies a
  /// commitment must not have its value read where it does not belong.
  public func opened(by openings: [Opening]) -> [Opening] {
    let places = sealedPlaces
    return openings.filter { opening in
      let place = opening.place
      return places.contains(place) && places.count { $0.commitment == place.commitment } == 1
    }
  }
}

extension Opening {

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
