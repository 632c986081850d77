import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Glibc
import Ledger

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: say("列出事件", "List events."),
    discussion: say(
      "例：taizhang log --subject hh-0042 --since 2026-01-01",
      "Example: taizhang log --subject hh-0042 --since 2026-01-01"))

  @OptionGroup var reading: ReadingOptions
  @Option(help: .init(say("对象编号", "A subject."))) var subject: String?
  @Option(help: .init(say("事件类型", "An event type."))) var type: String?
  @Option(help: .init(say("区划代码前缀", "Beginning of an area code."))) var place: String?
  @Option(help: .init(say("发生日期不早于", "Happened on or after this day."))) var since: String?
  @Option(help: .init(say("发生日期不晚于", "Happened on or before this day."))) var until: String?
  @Flag(help: .init(say("持续跟踪新事件", "Go on with new events as they come."))) var follow = false

  func validate() throws {
    for day in [since, until].compactMap({ $0 }) where CivilDate(day) == nil {
      throw ValidationError("日期应为YYYY-MM-DD：\(day)", "a day is YYYY-MM-DD: \(day)")
    }
  }

  func run() throws {
    // Nothing found would read as: there was none.
    let type = try type.map(Self.typeName)
    if let place { try ViewQuery.check(place: place) }
    let filter = EventFilter(
      subject: subject, type: type, place: place, since: since.flatMap { CivilDate($0) },
      until: until.flatMap { CivilDate($0) })
    var view = try reading.view()
    let printer = EventPrinter(json: reading.common.json)
    try filter.forEach(in: view) { printer.print($0) }
    while follow {
      Output.flush()
      usleep(300_000)
      let newer = try view.ledger.view(jobs: reading.jobs)
      try filter.forEach(in: newer, from: view.size) { printer.print($0) }
      view = newer
    }
  }

  /// The name of a type given by name or label.
  private static func typeName(_ text: String) throws -> String {
    let types = Catalogue.current.types
    guard let type = types.first(where: { $0.name == text }) ?? types.first(where: { $0.zh == text || $0.en == text })
    else { throw CatalogueCommand.unknown(text) }
    return type.name
  }
}
