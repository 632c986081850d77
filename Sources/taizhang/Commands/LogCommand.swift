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
  @Option(help: .init(say("对象：编号或名称", "A subject: reference or name."))) var subject: SubjectArgument?
  @Option(help: .init(say("事件类型：名称或代码", "An event type: name or label."))) var type: String?
  @Option(help: .init(say("区划代码前缀或地名", "Beginning of an area code, or the area's name."))) var place: PlaceArgument?
  @Option(help: .init(say("发生日期不早于", "Happened on or after this day."))) var since: TimeArgument?
  @Option(help: .init(say("发生日期不晚于", "Happened on or before this day."))) var until: TimeArgument?
  @Flag(help: .init(say("持续跟踪新事件", "Go on with new events as they come."))) var follow = false

  func validate() throws {
    try since?.check("--since", isDay: true)
    try until?.check("--until", isDay: true)
  }

  func run() throws {
    // Nothing found would read as: there was none.
    let type = try type.map(CatalogueCommand.type)
    var named = try reading.named()
    let today = named.view.today
    let filter = EventFilter(
      subject: try subject?.found(by: named.finder), type: type, place: try place?.beginning(by: named.finder),
      since: try since?.day("--since", today: today), until: try until?.day("--until", today: today))
    try print(filter, named, from: 0)
    while follow {
      Output.flush()
      usleep(300_000)
      let newer = try NamedView(try named.view.ledger.view(jobs: reading.jobs))
      try print(filter, newer, from: named.view.size)
      named = newer
    }
  }

  /// Prints what matches, each event with what has become of it.
  private func print(_ filter: EventFilter, _ named: NamedView, from: UInt64) throws {
    let printer = EventPrinter(json: reading.common.json, names: named.names)
    var failure: (any Error)?
    try filter.forEach(in: named.view, from: from) { context in
      guard failure == nil else { return }
      do { try printer.print(try Amendments.of(context, named.view)) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
