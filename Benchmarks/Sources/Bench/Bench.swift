import AssistanceLedger
import CBaseline
import Glibc
import Ledger

/// `Bench FOLDER EVENTS [PHASE…]`: makes a ledger of so many events in FOLDER and measures everything beside the baselines, in
/// one run. A ledger that is there is used again by the phases that only read.
@main
struct Bench {
  /// Where everything is made.
  let folder: String
  /// How many events the ledger has, or gets.
  let events: Int

  static let eventsPerNote = 100
  static let notesPerCommit = 100
  /// What is measured when nothing is chosen.
  static let phases = ["append", "writers", "verify", "rebuild", "read", "baselines"]
  /// What is measured only when asked for.
  static let more = ["replay", "sizes", "signatures", "export"]

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let chosen = Array(arguments.dropFirst(2))
    guard arguments.count >= 2, let folder = arguments.first, let events = Int(arguments.dropFirst().first ?? ""),
      events >= 10_000, Set(chosen).isSubset(of: phases + more)
    else {
      print("Bench FOLDER EVENTS (at least 10000) [\((phases + more).joined(separator: "|"))]…")
      exit(64)
    }
    mkdir(folder, 0o755)
    // What was seen of an earlier run's ledger is no business of this one's.
    setenv("XDG_STATE_HOME", folder + "/state", 1)
    let bench = Bench(folder: folder, events: events)
    report("versions", text: String(cString: baseline_versions()))
    for phase in chosen.isEmpty ? phases : chosen { try await bench.run(phase) }
  }

  private func run(_ phase: String) async throws {
    let memory = PeakMemory()
    switch phase {
    case "append": try append()
    case "writers": try await writers()
    case "verify": try verify()
    case "rebuild": try rebuild()
    case "read": try read()
    case "replay": try replay()
    case "sizes": try sizes()
    case "signatures": try signatures()
    case "export": try export()
    default: try baselines()
    }
    // What earlier phases of this process left behind counts too: run a phase alone to measure it alone.
    report("\(phase)_rss_anon_peak", Double(memory.stop()), "MiB")
  }

  /// The ledger that the phase `append` made.
  var path: String { folder + "/ledger" }

  func open() throws -> Ledger { try Ledger.open(path, domain: AssistanceDomain()) }
}
