import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: say("作可携带、可离线核对的证明", "Make a portable proof that is checked offline."),
    discussion: say(
      """
      例：taizhang prove 17 --into 17.proof           一条记录；17.0 为其中一个事件
          taizhang prove --subject hh-0042 -o hh.proof  某对象的全部事件（或证明它不存在），须先 taizhang attest
          taizhang prove --view households -o v.proof    视图摘要
          taizhang prove --consistency 旧.checkpoint    此后只有追加；也可写条数，如 --consistency 100 200
          taizhang prove --pack hh-0042 -o hh.zip --disclose head_name   证据包：条目、证明、公钥、佐证、可打印页面
      核对：taizhang check 文件 --vkey 检查点公钥 --genesis 创世哈希
      注意：证明公开其所含的整条记录。
      """,
      """
      Example: taizhang prove 17 --into 17.proof            an entry; 17.0 for one event in it
               taizhang prove --subject hh-0042 -o hh.proof   all events of a subject, or that it does not exist; after taizhang attest
               taizhang prove --view households -o v.proof    a view's digest
               taizhang prove --consistency OLD.checkpoint    nothing but additions since; sizes will do: --consistency 100 200
               taizhang prove --pack hh-0042 -o hh.zip --disclose head_name   entries, proofs, keys, evidence, a page to print
      To check: taizhang check FILE --vkey KEY --genesis HASH
      A proof discloses the whole of the entries it holds.
      """))

  @OptionGroup var common: CommonOptions
  @Argument(help: .init(say("条目号SEQ、事件SEQ.POS，或对象编号", "SEQ, SEQ.POS or a subject's reference.")))
  var what: String?
  @Option(
    help: .init(
      say("某对象（编号或名称）的全部事件，或其不存在", "All events of a subject (reference or name), or its absence."), valueName: "ref"))
  var subject: String?
  @Option(help: .init(say("视图摘要", "A view's digest."), valueName: "view")) var view: String?
  @Option(
    parsing: .upToNextOption,
    help: .init(
      say(
        "两个检查点之间只有追加：旧、新（文件或条数；新的默认为最新）",
        "Only additions between OLD and NEW: files or sizes; NEW is the newest by default."),
      valueName: "old> <new"))
  var consistency: [String] = []
  @Option(help: .init(say("证据包（ZIP），须有 --into", "An evidence pack, a ZIP file; needs --into."), valueName: "ref"))
  var pack: String?
  @Option(
    parsing: .upToNextOption,
    help: .init(
      say(
        "证据包中公开的封存字段，如 head_name、members.*.name", "Sealed fields to disclose in the pack: head_name, members.*.name."),
      valueName: "field"))
  var disclose: [String] = []
  @Option(help: .init(say("用不晚于此条目数的认证", "Use an attestation about at most so many entries."), valueName: "seq"))
  var asOf: UInt64?
  @Option(
    name: [.customShort("o"), .long], help: .init(say("写入文件（默认标准输出）", "File to write (standard output by default).")))
  var into: String?
  @Option(help: .init(say("并行线程数", "Threads."))) var jobs = 2

  private enum Wish {
    case entry(UInt64, Int?)
    case subject(String)
    case view(String)
    case consistency(String, String?)
    case pack(String)
  }

  func validate() throws { _ = try wish() }

  /// Exactly one thing is to be proved.
  private func wish() throws -> Wish {
    let wishes: [Wish?] = [
      try what.map(Self.wish), subject.map { .subject($0) }, view.map { .view($0) },
      consistency.isEmpty ? nil : .consistency(consistency[0], consistency.count > 1 ? consistency[1] : nil),
      pack.map { .pack($0) },
    ]
    let given = wishes.compactMap { $0 }
    guard given.count == 1 else {
      throw ValidationError(
        "请指明一样：SEQ、--subject、--view、--consistency 或 --pack",
        "name one thing: SEQ, --subject, --view, --consistency or --pack")
    }
    if pack == nil, !disclose.isEmpty {
      throw ValidationError("--disclose 用于 --pack", "--disclose goes with --pack")
    }
    if pack != nil, into == nil { throw ValidationError("--pack 须有 --into", "--pack needs --into") }
    if consistency.count > 2 {
      throw ValidationError("--consistency 只接受旧、新两个", "--consistency takes two: old and new")
    }
    try ReadingOptions.check(jobs: jobs)
    return given[0]
  }

  private static func wish(_ what: String) throws -> Wish {
    if let seq = UInt64(what) { return .entry(seq, nil) }
    if let place = Position(what) { return .entry(place.seq, Int(place.position)) }
    return .subject(what)
  }

  func run() throws {
    if let into { try Files.refuseToOverwrite(into) }
    let ledger = try common.open()
    // One vault for whatever needs it: a process opens it once.
    let disclosing = disclose.isEmpty ? nil : try Vault.forReading(ledger.folder)
    let finder = SubjectFinder { () throws(LedgerError) in
      let vault = try disclose.isEmpty ? Vault.readable(in: ledger.folder) : disclosing
      return SubjectFinder.Books(try ledger.view(jobs: jobs), vault: vault)
    }
    if let pack, let into { return try writePack(ledger, try finder.reference(pack, prefixes: []), into, disclosing) }
    let wish: Wish =
      switch try self.wish() {
      case .subject(let typed): .subject(try finder.reference(typed, prefixes: []))
      case .view(let typed): .view(try ViewArgument.name(typed))
      case let other: other
      }
    let prover = try Prover(ledger)
    let proof = try make(wish, prover)
    if let into {
      try Files.create(into, proof.bytes, mode: 0o640)
      report(into, proof)
    } else {
      Output.write(bytes: proof.bytes)
    }
    if case .absence(_, let subject, _) = proof {
      Output.diagnostic(
        say("账本中没有“\(subject)”：这是它不存在的证明", "the ledger knows no \"\(subject)\": this proves its absence"))
    }
    hintAtWitnesses(ledger, prover.note)
    hint(into ?? "FILE")
  }

  /// Who checks by the policy refuses what its witnesses have not signed yet. The proof is made: a policy that cannot be read is
  /// no failure of it, and `verify` names it.
  private func hintAtWitnesses(_ ledger: Ledger, _ note: [UInt8]) {
    guard let policy = try? Cosigning(ledger).policy(), let keys = try? Cosigning.keys(under: note, policy),
      !policy.isQuorum(keys)
    else { return }
    Output.hint("taizhang witness ask", "taizhang witness ask")
  }

  private func hint(_ file: String) {
    let command = "taizhang check \(file) --vkey \(common.path)/keys/checkpoint.vkey"
    Output.hint(command, command)
  }

  private func writePack(_ ledger: Ledger, _ subject: String, _ file: String, _ vault: Vault?) throws {
    let made = try PackMaker(ledger, vault: vault).make(subject, disclose: disclose, asOf: asOf, jobs: jobs)
    // What was sealed in the log is plain in there.
    try Files.create(file, made.bytes, mode: made.openings.isEmpty ? 0o640 : 0o600)
    for evidence in made.absent {
      Output.diagnostic(say("缺佐证文件：\(evidence.sha256)", "an evidence file is not here: \(evidence.sha256)"))
    }
    if common.json {
      Output.json {
        $0.member("file", file)
        $0.member("proof", "pack")
        $0.member("members", Int64(made.names.count))
        $0.member("disclosed", Int64(made.openings.count))
        $0.member("absent", Int64(made.absent.count))
      }
    } else {
      Output.line(
        say(
          "证据包已写入：\(file)（\(made.names.count)个文件，公开\(made.openings.count)项个人信息）",
          "the evidence pack is in: \(file) (\(made.names.count) files, \(made.openings.count) personal values disclosed)"
        ))
    }
    hint(file)
  }

  private func make(_ wish: Wish, _ prover: Prover) throws -> Proof {
    switch wish {
    case .entry(let seq, let position): return try prover.entry(seq, position: position)
    case .subject(let ref): return try prover.subject(ref, asOf: asOf, jobs: jobs)
    case .view(let name): return try prover.view(name, asOf: asOf, jobs: jobs)
    case .pack: preconditionFailure("a pack is no single proof")
    case .consistency(let old, let new):
      return try prover.consistency(
        old: try Self.checkpoint(old, prover), new: try new.map { try Self.checkpoint($0, prover) } ?? prover.note)
    }
  }

  /// A size whose checkpoint the log has stored, or the file of one kept elsewhere.
  private static func checkpoint(_ text: String, _ prover: Prover) throws -> [UInt8] {
    if let size = UInt64(text) { return try prover.storedCheckpoint(size) }
    return try Files.read(text, limit: 1 << 20)
  }

  private func report(_ file: String, _ proof: Proof) {
    if common.json {
      Output.json {
        $0.member("file", file)
        $0.member("proof", proof.kind)
        if case .entry(let proof, _) = proof { $0.member("index", Int64(clamping: proof.index)) }
      }
    } else {
      Output.line(say("证明已写入：\(file)", "the proof is in: \(file)"))
    }
  }
}

extension Proof {
  /// The kind's stable name.
  var kind: String {
    switch self {
    case .entry: "entry"
    case .consistency: "consistency"
    case .subject: "subject"
    case .absence: "absence"
    case .view: "view"
    }
  }
}
