import ArgumentParser
import Ledger

/// Commands of the contract that this version does not have: said plainly, with the status of a usage error.
enum LaterCommands {
  static let all: [any ParsableCommand.Type] = [
    Audit.self, Export.self, Serve.self,
  ]

  static func refuse(_ what: String) throws -> Never {
    throw LedgerError(.usage, "E07", "本版本不支持 \(what)", "\(what) is not supported in this version")
  }

  struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", shouldDisplay: false)
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
    func run() throws { try refuse("audit") }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "export", shouldDisplay: false)
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
    func run() throws { try refuse("export") }
  }

  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", shouldDisplay: false)
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
    func run() throws { try refuse("serve") }
  }
}
