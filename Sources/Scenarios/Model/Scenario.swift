import YAMLText
import EventSourcing

/// A scenario as read: what is set up, what happens, what must then be true.
public struct Scenario: Sendable {
  /// The value of `scenario`: what it shows, in words.
  public let name: String
  /// Path of the file, as given.
  public let file: String
  /// Requirement rows and checks it proves.
  public let covers: [String]
  /// Ids of built-in packs, or paths of pack files.
  let packs: [String]
  let region: String
  let organisations: [OrganisationSetup]
  let places: [PlaceSetup]
  let people: [PersonSetup]
  let steps: [StepSource]
  let tampers: [Tamper]
  let expectations: [ExpectationSource]
}

struct OrganisationSetup: Sendable {
  let reference: String
  let kind: String?
  let name: String
  let level: String?
  let place: String?
}

/// A region by its area code, a village, or both.
struct PlaceSetup: Sendable {
  let code: String
  let name: String?
  let level: String?
  /// The village there: what tags are put on.
  let village: String?
  let tags: [String]
  let isRegion: Bool
}

struct PersonSetup: Sendable {
  let reference: String
  let name: String?
  let rank: String?
  /// How many registrars sign for the key: 2, 1, or 0 for a person without one.
  let registrars: Int64
  let duties: [DutySetup]
}

struct DutySetup: Sendable {
  let role: String
  let org: String?
  let target: String?
  let targets: [String]
  let from: String
  let to: String?
}

/// A step as written: read again for each repetition, once its variables have values.
struct StepSource: Sendable {
  let item: YAMLItem
  let name: String?
  let repeatCount: Int64
  /// The variable that counts repetitions from 1.
  let variable: String?
}

/// A step ready to be signed.
struct Step {
  let place: YAMLItem.Place
  let at: Timestamp
  let signers: [String]
  let seen: [String]
  let expect: [Expectation]
  let events: [YAMLItem]
  /// Codes it must at least be refused with; nil when it must be accepted.
  let refused: [String]?
  let lateReason: String?
  let batch: BatchPart?
}
