import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

/// Options every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long,
    help: .init(say("账本文件夹（环境变量TAIZHANG_LEDGER）", "The ledger's folder (or TAIZHANG_LEDGER)."), valueName: "dir"))
  var ledger: String?

  @Option(name: .long, help: .init(say("输出语言：zh或en", "Language: zh or en."), valueName: "zh|en"))
  var lang: String?

  @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON.")))
  var json = false

  @Flag(
    name: .long,
    help: .init(say("拒绝原因附技术位置（文书中的JSON路径）", "Tell refusals with their technical place, a JSON path in the note.")))
  var verbose = false

  var path: String { ledger ?? environment("TAIZHANG_LEDGER") ?? "ledger" }

  func validate() throws {
    if let lang, Language(rawValue: lang) == nil {
      throw ValidationError("--lang 只接受 zh 或 en", "--lang takes zh or en")
    }
  }

  /// Opens the ledger for reading; of a test ledger, whatever is printed about it then begins with saying so.
  ///
  /// - Parameter isText: whether people read what is printed, of what is read as found: see ``AsFoundOption``.
  func open(asFound: Bool = false, isText: Bool = true) throws(LedgerError) -> Ledger {
    let ledger = try Ledger.open(path, domain: AssistanceDomain(), access: asFound ? .asFound : .reading)
    Output.mark(try ledger.purpose())
    if asFound, let failure = try ledger.memoryFailure() {
      Output.markAsFound(failure)
      if isText, let line = Output.asFoundLine { Output.line(line) }
    }
    try Output.notes(of: ledger)
    return ledger
  }
}

extension Output {
  /// Says on standard error that a ledger is a test ledger; nothing of another.
  static func mark(_ purpose: GenesisPlan.Purpose?) {
    if let mark = purpose?.mark { diagnostic(mark.spoken) }
  }

  /// Says what has to be known of this machine's memory of a ledger, and stops nobody.
  static func notes(of ledger: Ledger) throws(LedgerError) {
    for note in try ledger.memoryNotes() { self.note(note) }
  }

  /// Something to know on standard error.
  static func note(_ text: Bilingual) { diagnostic(say("注意：", "note: ") + text.spoken) }
}

/// How long a command that writes waits for another.
struct WaitOption: ParsableArguments {
  @Flag(
    name: .long,
    help: .init(say("另有写入者时不等待（默认最多等10秒）", "Do not wait for another writer (10 seconds at most by default).")))
  var noWait = false

  var patience: Patience {
    noWait
      ? .none
      : Patience(seconds: 10) { holder in
        let who = holder?.words ?? Bilingual("另一个程序", "another program")
        Output.diagnostic(
          say(
            "\(who.zh)正在写此账本，等它结束，最多10秒……（不等：--no-wait）",
            "\(who.en) holds the ledger: waiting for it, 10 seconds at most (not to wait: --no-wait)"))
      }
  }
}

/// Options of commands that read: which moment.
struct ReadingOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @OptionGroup var found: AsFoundOption

  @Option(
    name: .long,
    help: .init(
      say("截至何时：条目数、日期（当日结束）或时间", "As of: a number of entries, a date (its end) or a time."), valueName: "seq|date|time"
    ))
  var asOf: String?

  @Option(name: .long, help: .init(say("并行线程数", "Threads."), valueName: "n"))
  var jobs = 2

  func validate() throws {
    if let asOf { _ = try Moment.typed(asOf, option: "--as-of") }
    try Self.check(jobs: jobs)
  }

  /// Every thread has its share of the work and its memory: more than a thousand help nobody.
  static func check(jobs: Int) throws {
    if !(1...1000).contains(jobs) { throw ValidationError("--jobs 应为1至1000", "--jobs takes 1 to 1000") }
  }

  /// - Parameter isText: whether people read what is printed: not JSON, nor another format for programs.
  func view(isText: Bool? = nil) throws -> LedgerView {
    let moment = try asOf.map { try Moment.typed($0, option: "--as-of") }
    let ledger = try common.open(asFound: found.asFound, isText: isText ?? !common.json)
    return try ledger.view(at: moment ?? .now, jobs: jobs)
  }
}

/// Options of commands that write: who signs, and the clock.
struct WritingOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @OptionGroup var wait: WaitOption

  @Option(
    name: .long, parsing: .upToNextOption,
    help: .init(
      say(
        "签名密钥：文件、人员编号或姓名，可多个，依次签名（环境变量TAIZHANG_SIGN）",
        "Signing keys: files, person references or names, in order (or TAIZHANG_SIGN)."), valueName: "key"))
  var sign: [String] = []

  @Option(
    name: .long,
    help: .init(say("补录原因", "Why it is recorded late."), valueName: "text"))
  var lateReason: String?

  @Flag(
    name: .long,
    help: .init(
      say(
        "确认时间无误（距上一条记录7天以上，--clock 所给的时间亦然）",
        "The clock is right, a supplied one too (more than 7 days since the last entry)."))
  )
  var clockConfirmed = false

  @Option(name: .long, help: .init(say("测试账本的时间", "The time, for a test ledger only."), valueName: "time"))
  var clock: String?

  func validate() throws {
    if let clock, Timestamp(clock) == nil {
      throw ValidationError("--clock 应为带时区的时间", "--clock takes a date-time with offset")
    }
    if clock == nil { try SuppliedClock.checkEnvironment() }
  }

  func session() throws -> LedgerSession {
    let session = try LedgerSession.open(common.path, clock: ledgerClock, patience: wait.patience)
    if suppliedTime != nil, !session.writer.isTest {
      throw LedgerError(.refused, "E32", "只有测试账本可以指定时间", "only a test ledger takes a supplied clock")
    }
    Output.mark(session.writer.isTest ? .test : .production)
    try Output.notes(of: session.ledger)
    return session
  }

  /// Stores derived state. That it cannot be stored undoes nothing: what was accepted is durable, and must not be told as
  /// a failure, or it will be entered again.
  func close(_ session: LedgerSession) {
    if let damage = session.vaultDamage, damage.kind == .integrity { NameReader.warn(damage) }
    do throws(LedgerError) { try session.close() } catch {
      Output.diagnostic(
        say(
          "注意：已入账的内容不受影响；派生状态未能保存（\(error.code) \(error.message.zh)），下次记账或 taizhang rebuild 时补上",
          "note: what was recorded is safe; derived state was not stored (\(error.code) \(error.message.en)); the next recording or taizhang rebuild makes up for it"
        ))
    }
    if let failure = session.writer.memoryFailure { Output.note(LedgerError.unkept(failure)) }
  }

  /// The keys that sign: those named, else those of the environment, else the only person's key there is, else the only one there
  /// is that may record these events.
  func keys(_ session: LedgerSession, toRecord events: [PlainEvent] = []) throws -> [SignerKey] {
    let named = try Self.keyNames(signersTyped, session.finder())
    return try KeyRing(session.ledger.folder).keys(named) {
      events.isEmpty ? $0 : session.able($0, toRecord: events)
    } together: {
      events.isEmpty ? nil : session.together($0, toRecord: events)
    }
  }

  /// Who is to sign, as it was typed.
  var signersTyped: [String] {
    sign.isEmpty ? (environment("TAIZHANG_SIGN")?.split(separator: " ").map(String.init) ?? []) : sign
  }

  /// Files and references as they are, persons' names as their references. What is nobody's name is left for the key ring, which
  /// says that there is no such key.
  static func keyNames(_ typed: [String], _ finder: SubjectFinder) throws(LedgerError) -> [String] {
    var names: [String] = []
    for name in typed {
      let isFile = Files.exists(name) || name.contains("/") || name.hasSuffix(".skey")
      do throws(LedgerError) {
        names.append(isFile ? name : try finder.reference(name, prefixes: ["p"]))
      } catch {
        guard error.code == "E55" else { throw error }
        names.append(name)
      }
    }
    return names
  }

  /// The keys of the ledger's own word: those named, else the ledger's that lies in `keys/`.
  func ledgerKeys(_ ledger: Ledger) throws -> [SignerKey] {
    try KeyRing(ledger.folder).keys(sign.isEmpty ? [Reference.ledger] : sign)
  }

  /// The time of the ledger's clock.
  func now() -> Timestamp { ledgerClock.now() }

  private var suppliedTime: Timestamp? { clock.map { Timestamp($0) } ?? SuppliedClock.environmentTime }

  private var ledgerClock: any LedgerClock {
    if let time = suppliedTime { return SuppliedClock(time: time, isLeapConfirmed: clockConfirmed) }
    return SystemClock(isLeapConfirmed: clockConfirmed)
  }
}

/// A time given on the command line or in the environment, for test ledgers.
struct SuppliedClock: LedgerClock {
  let time: Timestamp
  /// A year mistyped leaps as far as a clock that is wrong, and what was recorded cannot be taken back.
  var isLeapConfirmed = false
  func now() -> Timestamp { time }

  /// The time in `TAIZHANG_CLOCK`; nil when it is not set. For commands that have called ``checkEnvironment()``.
  static var environmentTime: Timestamp? { environment("TAIZHANG_CLOCK").flatMap { Timestamp($0) } }

  /// A variable that is set but no time is a mistake: to go by the system's clock instead would date events by it.
  static func checkEnvironment() throws {
    guard let text = environment("TAIZHANG_CLOCK"), Timestamp(text) == nil else { return }
    throw ValidationError("环境变量TAIZHANG_CLOCK应为带时区的时间：\(text)", "TAIZHANG_CLOCK takes a date-time with offset: \(text)")
  }
}
