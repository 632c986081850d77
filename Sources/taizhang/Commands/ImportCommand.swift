import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Glibc
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
  @Option(help: .init(say("表中未写时的发生时间", "Time of rows that have none."))) var time: TimeArgument?
  @Option(help: .init(say("表中未写时的区划代码或地名", "Place of rows that have none: area code, or the area's name."))) var place:
    PlaceArgument?
  @Flag(help: .init(say("只检查，不写入", "Check only, write nothing."))) var dryRun = false
  @Flag(help: .init(say("将有变动的行记为更正", "Record changed rows as corrections."))) var applyCorrections = false
  @Option(help: .init(say("更正原因", "Why rows are corrected."))) var reason: String?
  @Option(
    help: .init(
      say("附件文件夹：各行“附件”列所写的佐证文件", "Folder of the evidence files that rows name in the column 附件."), valueName: "dir"))
  var attachments: String?
  @Flag(
    help: .init(
      say("超过一批上限时分批入账（每批整体写入）", "Divide a sheet too large for one batch; each batch is recorded as a whole.")))
  var split = false
  @Option(
    help: .init(
      say(
        "把问题标在表格副本中，写到此文件（不覆盖；问题多时自动写在表格旁）",
        "Copy the sheet with its faults marked into this file; of many faults it is made beside the sheet."),
      valueName: "file.xlsx"))
  var faults: String?

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
    try Files.refuseToOverwrite(path)
    try Self.masked(0o137) { () throws(SheetError) in try template.writeSheet(path: path) }
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
    try time?.check("--time")
    if let faults { try Files.refuseToOverwrite(faults) }
    let session = try writing.session()
    var options = ImportOptions()
    options.sheet = sheet
    options.time = try time?.eventTime("--time", today: writing.now().beijingDay)
    options.place = try place?.area(by: session.finder())
    options.isDryRun = dryRun
    options.appliesCorrections = applyCorrections
    options.lateReason = writing.lateReason
    options.attachments = attachments
    if let reason { options.reason = reason }
    options.splits = split
    let bars = StageBars()
    let report: ImportReport
    do {
      defer { bars.end() }
      report = try Importer(session, keys: try writing.keys(session), options: options, progress: bars.show).run(
        template, path: file)
    }
    if !dryRun { writing.close(session) }
    ImportPrinter(
      report: report, isDryRun: dryRun, appliesCorrections: applyCorrections, faults: markFaults(report, beside: file)
    ).print(json: writing.common.json)
    if !report.problems.isEmpty { throw ExitStatus.malformed }
  }

  /// Copies the sheet with its faults where that was asked for, or where too many are to be listed. That it cannot be
  /// written is told, and keeps nothing else from being told.
  private func markFaults(_ report: ImportReport, beside file: String) -> String? {
    guard !report.problems.isEmpty, faults != nil || ImportPrinter.exceeds(report) else { return nil }
    let path = faults ?? Self.freeName(beside: file)
    do throws(SheetError) {
      // It holds the register's names.
      try Self.masked(0o177) { () throws(SheetError) in try report.writeFaults(path) }
      return path
    } catch {
      Output.diagnostic(
        say("注意：标有问题的表格副本未能写出：\(error.zh)", "note: the copy with the faults marked was not written: \(error.en)"))
      return nil
    }
  }

  /// Makes files with these permissions taken away, whatever the umask is: what writes sheets leaves the mode to it.
  private static func masked<E: Error>(_ mask: mode_t, _ body: () throws(E) -> Void) throws(E) {
    let before = umask(mask)
    defer { umask(before) }
    try body()
  }

  /// `名册.问题.xlsx` beside `名册.xlsx`, or with the first number that is free.
  private static func freeName(beside file: String) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    let name = parts.last.map(String.init) ?? file
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let base = (parts.dropLast().map(String.init) + [stem + say(".问题", ".faults")]).joined(separator: "/")
    var path = base + ".xlsx"
    var number = 2
    while Files.exists(path) {
      path = "\(base)-\(number).xlsx"
      number += 1
    }
    return path
  }
}

/// A bar for each stage of an import.
private struct StageBars {
  private let bars: [ProgressBar] = [
    ProgressBar(say("读取", "reading")), ProgressBar(say("比对", "comparing")), ProgressBar(say("签名", "signing")),
    ProgressBar(say("入账", "recording")),
  ]

  func show(_ progress: ImportProgress) {
    let bar =
      switch progress.stage {
      case .reading: bars[0]
      case .comparing: bars[1]
      case .signing: bars[2]
      case .recording: bars[3]
      }
    bar.show(UInt64(progress.done), UInt64(progress.total))
  }

  func end() { bars[0].end() }
}
