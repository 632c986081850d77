import ArgumentParser
import EventSourcing
import Glibc
import Ledger

/// The exit statuses of the command line, a contract (`specs/cli.md`).
enum ExitStatus: Int32, Error {
  case done = 0
  case no = 1
  case integrity = 2
  case usage = 64
  case malformed = 65
  case missing = 66
  case defect = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75

  init(_ kind: LedgerError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .refused: .no
      case .integrity: .integrity
      case .malformed: .malformed
      case .missing: .missing
      case .defect: .defect
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      case .tryAgain: .tryAgain
      }
  }

  /// Of what was refused: `malformed` when nothing but the form is at fault (`T00` to `T09`, before any ledger is asked),
  /// `no` when a rule says no to anything; nil when nothing was refused.
  init?(refused reasons: [Refusal]) {
    guard !reasons.isEmpty else { return nil }
    self = reasons.allSatisfy { $0.code.hasPrefix("T0") } ? .malformed : .no
  }
}

/// Turns whatever stopped a command into a message and an exit status.
enum Failure {
  static func exit(with error: any Error) -> Never {
    Output.flush()
    switch error {
    case let status as ExitStatus: Glibc.exit(status.rawValue)
    case let error as LedgerError:
      report(error)
      Glibc.exit(ExitStatus(error.kind).rawValue)
    case let refusals as Refusals:
      Output.refusals(refusals.reasons)
      Glibc.exit((ExitStatus(refused: refusals.reasons) ?? .no).rawValue)
    default: exit(parser: error)
    }
  }

  /// Help that was asked for, arguments that are wrong, and what nothing else tells.
  private static func exit(parser error: any Error) -> Never {
    let status = Taizhang.exitCode(for: error)
    let text = Taizhang.fullMessage(for: error)
    let message = Taizhang.message(for: error)
    switch status {
    case .success:
      Output.line(HelpText.spoken(text))
      Output.flush()
    case .validationFailure:
      // What a command found wrong itself has its code and both languages already.
      let told =
        message.hasPrefix("E05 ")
        ? message : Misuse(parser: message, arguments: Array(CommandLine.arguments.dropFirst())).told
      Output.diagnostic("taizhang: \(told)")
      // Where a command has begun, the library no longer knows which: its usage would be that of the whole program.
      if error is ValidationError { break }
      Output.diagnostic(HelpText.usage(String(text.dropFirst(Taizhang._errorPrefix.count + message.count + 1))))
    default:
      if !message.isEmpty { Output.diagnostic("taizhang: \(message)") }
    }
    Glibc.exit(status.rawValue)
  }

  /// Both languages, the reader's own first: the message may be passed on to someone who reads the other.
  static func report(_ error: LedgerError) {
    let (first, second) =
      Speech.language == .zh ? (error.message.zh, error.message.en) : (error.message.en, error.message.zh)
    Output.diagnostic("taizhang: \(error.code) \(first)\n          \(second)")
    for (number, note) in error.evidence.enumerated() {
      Output.diagnostic(say("证据\(number + 1)：", "evidence \(number + 1):"))
      Output.diagnostic(String(decoding: note, as: UTF8.self))
    }
  }
}
