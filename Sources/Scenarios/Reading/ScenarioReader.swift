import YAMLText
import Ledger

/// Reads a scenario file and the scenarios it builds on.
struct ScenarioReader {
  /// How many scenarios may stand on one another.
  static let depthMax = 8

  private static let names = [
    "scenario", "covers", "packs", "region", "base", "drop", "replace", "orgs", "places", "people", "steps", "tamper",
    "expect",
  ]

  static func read(_ path: String, below: [String] = []) throws(LedgerError) -> Scenario {
    let root = try YAMLItem.parse(try Files.read(path, limit: YAMLItem.byteCountMax), file: name(path))
    let fields = try Fields(root, ("场景", "a scenario"), known: names)
    guard !below.contains(path), below.count < depthMax else {
      throw .inFile("Y07", root.place, "base循环引用或层数过多", "bases form a circle or are too many")
    }
    var base: Scenario?
    if let file = try fields.text("base") { base = try read(beside(path, file), below: below + [path]) }
    let expectations = try ExpectationReader.read(try fields.list("expect"))
    let tampers = try fields.list("tamper").map { (item) throws(LedgerError) in try TamperReader.read(item) }
    if let first = try fields.list("tamper").first, !expectations.contains(where: \.isVerify) {
      throw .inFile(
        "Y03", first.place, "有tamper而没有verify预期，等于什么也没检验", "tampering without a verify expectation proves nothing")
    }
    let scenario = Scenario(
      name: try fields.requiredText("scenario"), file: path, covers: try fields.texts("covers") ?? [],
      packs: try fields.texts("packs").map { packs($0, beside: path) } ?? base?.packs ?? [],
      region: try fields.text("region") ?? base?.region ?? "621021",
      organisations: merge(base?.organisations, try SetupReader.organisations(try fields.map("orgs"))) { $0.reference },
      places: merge(base?.places, try SetupReader.places(try fields.map("places"))) { $0.village ?? $0.code },
      people: merge(base?.people, try SetupReader.people(try fields.map("people"))) { $0.reference },
      steps: try steps(fields, base?.steps ?? []), tampers: tampers, expectations: expectations)
    try StepReader.check(scenario.steps)
    return scenario
  }

  /// The file's own name: messages must not depend on where the folder lies.
  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func beside(_ path: String, _ other: String) -> String {
    guard !other.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return other }
    return path[...slash] + other
  }

  /// A file beside the scenario goes before a built-in pack of that name only when it is there.
  private static func packs(_ names: [String], beside path: String) -> [String] {
    names.map { name in
      let file = beside(path, name)
      return Files.exists(file) ? file : name
    }
  }

  /// What the base sets up, with this file's entries in place of those of the same name.
  private static func merge<T>(_ base: [T]?, _ own: [T], key: (T) -> String) -> [T] {
    let names = Set(own.map(key))
    return (base ?? []).filter { !names.contains(key($0)) } + own
  }

  private static func steps(_ fields: Fields, _ base: [StepSource]) throws(LedgerError) -> [StepSource] {
    var steps = base
    for name in try fields.texts("drop") ?? [] {
      guard let index = steps.firstIndex(where: { $0.name == name }) else {
        throw .inFile("Y05", fields.place, "base中没有名为“\(name)”的步骤", "the base has no step named \"\(name)\"")
      }
      steps.remove(at: index)
    }
    for member in try fields.map("replace") {
      guard let index = steps.firstIndex(where: { $0.name == member.name }) else {
        throw .inFile(
          "Y05", member.place, "base中没有名为“\(member.name)”的步骤", "the base has no step named \"\(member.name)\"")
      }
      steps[index] = try StepReader.source(member.value, name: member.name)
    }
    for item in try fields.list("steps") { steps.append(try StepReader.source(item, name: nil)) }
    return steps
  }
}
