import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: say("导入表格", "Import a sheet."),
    discussion: say(
      """
      例：taizhang import --list
          taizhang import --template household --out 花名册.xlsx
          taizhang import household 花名册.xlsx --sign p-0001 --dry-run
          taizhang import household 花名册.xlsx --sign p-0001
      整份表格一次入账：有一行不合格，全部不写入。
      """,
      """
      Example: taizhang import --list
               taizhang import --template household --out register.xlsx
               taizhang import household register.xlsx --sign p-0001 --dry-run
               taizhang import household register.xlsx --sign p-0001
      A sheet is recorded as a whole: one bad row, and nothing is written.
      """))

  @OptionGroup var writing: WritingOptions
  @Argument(help: .init(say("模板", "Template."))) var name: String?
  @Argument(help: .init(say("表格文件：.xlsx或.csv", "File: .xlsx or .csv."))) var file: String?
  @Flag(help: .init(say("列出全部模板", "List the templates."))) var list = false
  @Option(help: .init(say("写出该模板的空表", "Write this template's empty sheet."), valueName: "template"))
  var template: String?
  @Option(help: .init(say("空表文件名", "Where to write it."), valueName: "file.xlsx")) var out: String?
  @Option(help: .init(say("工作表名", "Name of the sheet."))) var sheet: String?
  @Option(help: .init(say("表中未写时的发生时间", "Time of rows that have none."))) var time: String?
  @Option(help: .init(say("表中未写时的区划代码", "Place of rows that have none."))) var place: String?
  @Flag(help: .init(say("只检查，不写入", "Check only, write nothing."))) var dryRun = false
  @Flag(help: .init(say("将有变动的行记为更正", "Record changed rows as corrections."))) var applyCorrections = false
  @Option(help: .init(say("更正原因", "Why rows are corrected."))) var reason: String?
  @Option(
    help: .init(
      say("附件文件夹：各行“附件”列所写的佐证文件", "Folder of the evidence files that rows name in the column 附件."), valueName: "dir"))
  var attachments: String?

  func run() throws {
    do {
      if list { return listTemplates() }
      if let template { return try writeTemplate(try named(template)) }
      guard let name, let file else {
        throw ValidationError("请给出模板和文件，或用 --list 查看模板", "name a template and a file, or see --list")
      }
      try importFile(try named(name), file)
    } catch let error as SheetError {
      let (first, second) = Speech.language == .zh ? (error.zh, error.en) : (error.en, error.zh)
      Output.diagnostic("taizhang: \(error.code) \(error.place): \(first)\n          \(second)")
      switch error.code {
      case "X01": throw ExitStatus.missing
      case "X41", "X43": throw ExitStatus.inputOutput
      default: throw ExitStatus.malformed
      }
    }
  }

  private func named(_ name: String) throws -> ImportTemplate {
    guard let template = ImportTemplate.named(name) else {
      throw ValidationError("没有模板“\(name)”，用 --list 查看", "there is no template \"\(name)\": see --list")
    }
    return template
  }

  private func listTemplates() {
    for template in ImportTemplate.all {
      if writing.common.json {
        Output.json {
          $0.member("id", template.id)
          $0.member("label", template.label)
          $0.member("columns", Int64(template.columns.count))
        }
      } else {
        Output.line("\(template.id)\t\(template.label.zh)\t\(template.label.en)")
      }
    }
  }

  private func writeTemplate(_ template: ImportTemplate) throws {
    let path = out ?? "\(template.id).xlsx"
    if Files.exists(path) {
      throw LedgerError(
        .cannotCreate, "E56", "“\(path)”已存在，未覆盖；请换一个文件名，或先移走它",
        "\"\(path)\" exists: it was not overwritten; choose another name, or move it away first")
    }
    try template.writeSheet(path: path)
    if writing.common.json {
      Output.json {
        $0.member("file", path)
        $0.member("template", template.id)
      }
    } else {
      Output.line(
        say("已写出空表：\(path)（\(template.label.zh)）", "wrote the empty sheet: \(path) (\(template.label.en))"))
    }
    Output.hint(
      "taizhang import \(template.id) \(path) --sign p-0001 --dry-run",
      "taizhang import \(template.id) \(path) --sign p-0001 --dry-run")
  }

  private func importFile(_ template: ImportTemplate, _ file: String) throws {
    if let time, EventTime(time) == nil {
      throw ValidationError("--time 应为日期或带时区的时间", "--time takes a date or a date-time with offset")
    }
    let session = try writing.session()
    var options = ImportOptions()
    options.sheet = sheet
    options.time = time
    options.place = place
    options.isDryRun = dryRun
    options.appliesCorrections = applyCorrections
    options.lateReason = writing.lateReason
    options.attachments = attachments
    if let reason { options.reason = reason }
    let report = try Importer(session, keys: try writing.keys(session), options: options).run(
      template, path: file)
    if !dryRun { writing.close(session) }
    ImportPrinter(report: report, isDryRun: dryRun, appliesCorrections: applyCorrections).print(
      json: writing.common.json)
    if !report.problems.isEmpty { throw ExitStatus.malformed }
  }
}
