import Law
import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct AppendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append", abstract: say("追加已签名的文书", "Append signed notes."),
    discussion: say(
      "例：taizhang append tx.note；从标准输入：taizhang append -",
      "Example: taizhang append tx.note; from standard input: taizhang append -"))

  @OptionGroup var writing: WritingOptions
  @Argument(help: .init(say("文书文件，“-”为标准输入", "Files of signed notes; - is standard input.")))
  var files: [String]
  @Flag(help: .init(say("只检查，不写入", "Check only, write nothing.")))
  var dryRun = false
  @Flag(help: .init(say("不带开封文件：密封内容在本机不可读", "Without openings: what is sealed cannot be read here.")))
  var withoutOpenings = false

  func run() throws {
    let notes = try files.map { file in
      let note = try read(file)
      return (note: note, openings: try openings(file + ".openings", note))
    }
    let session = try writing.session()
    if dryRun { return try report(dry: session.writer.dryRun(notes.map(\.note))) }
    let outcomes = try session.append(notes)
    writing.close(session)
    try report(outcomes)
  }

  private func read(_ file: String) throws -> [UInt8] {
    file == "-" ? try Files.readStandardInput(limit: 1 << 20) : try Files.read(file, limit: 1 << 20)
  }

  /// The openings beside a note: of its own sealed values and of nothing else, for they come from outside.
  private func openings(_ file: String, _ note: [UInt8]) throws -> [Opening] {
    // What is no note will be refused with its reasons: it opens nothing.
    guard let events = try? ParsedNote(note).transaction.events else { return [] }
    guard file != "-.openings", try Files.isThere(file) else {
      if !withoutOpenings, events.contains(where: { !$0.sealedPlaces.isEmpty }) { throw Self.missing(file) }
      return []
    }
    let openings = try Files.read(file, limit: 1 << 24).split(separator: 0x0A).map { line in
      guard let opening = Opening(line: Array(line)) else {
        throw LedgerError(.malformed, "E47", "“\(file)”不是开封文件", "\"\(file)\" is not a file of openings")
      }
      guard opening.subject != Reference.ledger, events.contains(where: opening.opens) else {
        throw LedgerError(
          .malformed, "E49", "“\(file)”中\(opening.subject)的\(opening.field)不属于此文书，未写入；请取回与文书一同生成的开封文件",
          "in \"\(file)\", \(opening.field) of \(opening.subject) opens nothing in the note, nothing was written: get the file made with the note"
        )
      }
      return opening
    }
    let opened = Set(openings.map(\.place))
    if !withoutOpenings, events.contains(where: { !opened.isSuperset(of: $0.sealedPlaces) }) {
      throw Self.missing(file)
    }
    return openings
  }

  /// What nobody can open once it is recorded is lost for good, and no line of the log says that it was.
  private static func missing(_ file: String) -> LedgerError {
    LedgerError(
      .missing, "E14",
      "文书有密封内容，开封文件“\(file)”不存在或不全：入账后再也无法读取，因此未写入；请取回与文书一同生成的开封文件，放在文书旁，或加 --without-openings（本机保密库中已有，或确认不留）",
      "the note holds sealed values and their openings file \"\(file)\" is not there, or lacks some: recorded like this nobody could ever read them, so nothing was written; put the file made with the note beside it, or say --without-openings (the vault has them already, or nobody is to keep them)"
    )
  }

  private func report(_ outcomes: [Outcome]) throws {
    for (file, outcome) in zip(files, outcomes) {
      OutcomeReport(file: file, outcome: outcome).print(json: writing.common.json)
    }
    if let status = ExitStatus(refused: outcomes.flatMap(\.refusals)) { throw status }
  }

  private func report(dry reasons: [[Refusal]]) throws {
    for (file, found) in zip(files, reasons) {
      if writing.common.json {
        Output.json {
          $0.member("file", file)
          $0.member("ok", found.isEmpty)
          $0.refusals(found)
        }
      } else if found.isEmpty {
        Output.line(say("\(file)：可以受理（未写入）", "\(file): would be accepted (nothing was written)"))
      } else {
        Output.refusals(found)
      }
    }
    if let status = ExitStatus(refused: reasons.flatMap { $0 }) { throw status }
  }
}

/// How the answer to one note is told.
struct OutcomeReport {
  let file: String?
  let outcome: Outcome
  /// The subjects of its events, in their order, each once: how what was made is called from now on.
  var references: [String] = []

  /// - Parameter more: what else a program is told of what was recorded.
  func print(json: Bool, _ more: (inout JSONWriter) -> Void = { _ in }) {
    if json { return printJSON(more) }
    switch outcome {
    case .refused(let reasons): Output.refusals(reasons)
    case .accepted(let receipt):
      Output.line(
        say(
          "已入账：第\(receipt.seq)条，\(receipt.recorded.beijingText)，事务\(receipt.tx.text)",
          "recorded: entry \(receipt.seq), \(receipt.recorded.beijingText), transaction \(receipt.tx.text)"))
    case .repeated(let receipt):
      Output.line(
        say(
          "此前已入账：第\(receipt.seq)条，事务\(receipt.tx.text)",
          "recorded before: entry \(receipt.seq), transaction \(receipt.tx.text)"))
    }
    guard outcome.refusals.isEmpty else { return }
    for reference in references {
      let kind = Catalogue.current.prefix(String(Reference.prefix(reference)))
      Output.line(
        say("\(kind?.zh ?? "编号")：\(reference)", "\(kind?.en.lowercased() ?? "reference"): \(reference)"))
    }
  }

  private func printJSON(_ more: (inout JSONWriter) -> Void) {
    Output.json { writer in
      if let file { writer.member("file", file) }
      writer.member("ok", outcome.refusals.isEmpty)
      if let receipt = outcome.receipt { Self.write(receipt, to: &writer) }
      guard outcome.refusals.isEmpty else { return writer.refusals(outcome.refusals) }
      if !references.isEmpty { writer.strings("references", references) }
      more(&writer)
    }
  }

  private static func write(_ receipt: Receipt, to writer: inout JSONWriter) {
    writer.name("receipt")
    writer.object {
      $0.member("tx", receipt.tx.text)
      $0.member("seq", Int64(receipt.seq))
      $0.member("recorded", receipt.recorded.utcText)
      $0.member("leaf", receipt.leaf.base64)
      $0.member("checkpoint", String(decoding: receipt.checkpoint, as: UTF8.self))
    }
  }
}
