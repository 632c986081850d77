import ArgumentParser
import EventSourcing
import Ledger
import Scenarios

struct ScenarioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario", abstract: say("执行场景文件", "Run scenario files."),
    discussion: say(
      "例：taizhang scenario specs/scenarios/*.yaml\n退出码：0全部成立，1有不成立，65文件有误或含尚不支持的预期。",
      "Example: taizhang scenario specs/scenarios/*.yaml\nExit status: 0 all hold, 1 some do not, 65 malformed or not supported yet."
    ))

  @Argument(help: .init(say("场景文件（YAML）", "Scenario files (YAML).")))
  var files: [String]
  @Flag(help: .init(say("以JSON输出，每个文件一行", "Print JSON, a line for each file.")))
  var json = false
  @Option(help: .init(say("输出语言：zh或en", "Language: zh or en."), valueName: "zh|en"))
  var lang: String?

  func validate() throws {
    if files.isEmpty { throw ValidationError("请给出场景文件", "give a scenario file") }
    if let lang, Language(rawValue: lang) == nil {
      throw ValidationError("--lang 只接受 zh 或 en", "--lang takes zh or en")
    }
  }

  func run() throws {
    var status = ExitStatus.done
    for file in files {
      let found = try run(file)
      if found.rawValue > status.rawValue { status = found }
    }
    if status != .done { throw status }
  }

  /// Every file has its turn: one that is malformed does not hide what the others show.
  private func run(_ file: String) throws -> ExitStatus {
    do throws(LedgerError) {
      let report = try Scenario.read(file).run()
      if json { printJSON(report) } else { print(report) }
      return ExitStatus(rawValue: report.exitStatus) ?? .malformed
    } catch {
      guard error.kind == .malformed || error.kind == .missing else { throw error }
      if json { printJSON(file, error) }
      Failure.report(error)
      return ExitStatus(error.kind)
    }
  }

  private func print(_ report: ScenarioReport) {
    for result in report.results {
      let mark =
        switch result.verdict {
        case .holds: say("成立", "holds")
        case .fails: say("不成立", "FAILS")
        case .unsupported: say("不支持", "UNSUPPORTED")
        }
      let index = result.index.map { "\(result.kind)[\($0)]" } ?? result.kind
      Output.line("\(report.name)\t\(index)\t\(mark)\t\(result.message.spoken)")
    }
  }

  private func printJSON(_ report: ScenarioReport) {
    Output.json { writer in
      writer.member("scenario", report.name)
      writer.member("file", report.file)
      writer.member("ok", report.ok)
      writer.name("expectations")
      writer.array { writer in
        for result in report.results {
          writer.object { writer in
            if let index = result.index { writer.member("index", Int64(index)) }
            writer.member("kind", result.kind)
            if result.verdict == .unsupported {
              writer.member("supported", false)
            } else {
              writer.member("ok", result.verdict == .holds)
            }
            writer.member("message", result.message)
          }
        }
      }
    }
  }

  private func printJSON(_ file: String, _ error: LedgerError) {
    Output.json { writer in
      writer.member("file", file)
      writer.member("ok", false)
      writer.member("code", error.code)
      writer.member("message", error.message)
    }
  }
}
