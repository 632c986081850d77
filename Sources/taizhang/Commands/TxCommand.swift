import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

struct TxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tx", abstract: say("离线组成和签署事务文件", "Compose and sign a transaction offline, as a file to carry."),
    discussion: say(
      """
      例：taizhang tx new t.note --signer p-0001 --signer p-0002
          taizhang tx add t.note visit.recorded --subject hh-0001 visitor=p-0001 minutes=45
          taizhang tx sign t.note --sign p-0001.skey
          taizhang tx cosign t.note --sign p-0002.skey
          taizhang append t.note
      密封的内容另存为 t.note.openings，随文件一起携带。
      """,
      """
      Example: taizhang tx new t.note --signer p-0001 --signer p-0002
               taizhang tx add t.note visit.recorded --subject hh-0001 visitor=p-0001 minutes=45
               taizhang tx sign t.note --sign p-0001.skey
               taizhang tx cosign t.note --sign p-0002.skey
               taizhang append t.note
      What is sealed lies in t.note.openings: carry both files.
      """),
    subcommands: [New.self, Add.self, Sign.self, Cosign.self, Show.self])

  static func read(_ file: String) throws -> CarriedTransaction {
    try CarriedTransaction(try Files.read(file, limit: 1 << 20))
  }

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new", abstract: say("新建事务文件", "Begin a transaction."),
      discussion: say(
        "例：taizhang tx new t.note --signer p-0001\n不在账本旁时：--origin 名称 --genesis 创世哈希",
        "Example: taizhang tx new t.note --signer p-0001\nAway from the ledger: --origin NAME --genesis HASH"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("新文件", "The new file."))) var file: String
    @Option(help: .init(say("签名人，依次可多次；首位为经办人", "A signer, in order; may be repeated; the first acts."))) var signer:
      [String]
    @Option(help: .init(say("账本名称（默认取自账本）", "The ledger's origin (the ledger's own by default)."))) var origin: String?
    @Option(help: .init(say("创世哈希（默认取自账本）", "The genesis hash (the ledger's own by default)."))) var genesis: String?
    @Option(
      help: .init(
        say("签名所绑定的对象，可多次（销号签字必需）", "A subject whose chain the signature binds; may be repeated; sign-offs need it.")))
    var seen: [String] = []

    func validate() throws {
      if (origin == nil) != (genesis == nil) {
        throw ValidationError("--origin 与 --genesis 须同时给出", "--origin and --genesis go together")
      }
      if origin != nil, !seen.isEmpty { throw ValidationError("--seen 需要账本", "--seen needs the ledger") }
    }

    func run() throws {
      // Openings left from another transaction would belong to nothing in this one.
      for path in [file, file + ".openings"] { try Files.refuseToOverwrite(path) }
      let now = writing.now()
      let tx = ULID(ms: max(0, now.ms), random: secureRandomBytes(10))
      var draft: TransactionDraft
      if let origin, let genesis {
        draft = TransactionDraft(ledger: origin, genesis: genesis, tx: tx, signers: signer, at: now)
      } else {
        let ledger = try writing.common.open()
        draft = TransactionDraft(
          ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: tx, signers: signer, at: now)
        if !seen.isEmpty {
          let view = try ledger.view()
          for subject in seen {
            let chain = try view.chain(subject)
            draft.expect.append(
              Expectation(subject: subject, count: Int64(clamping: chain.count), head: chain.head.base64))
          }
        }
      }
      draft.lateReason = writing.lateReason
      try Files.create(file, try CarriedTransaction(header: draft).bytes)
      if writing.common.json {
        Output.json {
          $0.member("file", file)
          $0.member("tx", tx.text)
        }
      } else {
        Output.line(say("已新建：\(file)，事务\(tx.text)", "made: \(file), transaction \(tx.text)"))
      }
      Output.hint(
        "taizhang tx add \(file) visit.recorded --subject hh-0001 …",
        "taizhang tx add \(file) visit.recorded --subject hh-0001 …")
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("加一个事件", "Add an event."),
      discussion: say(
        "例：taizhang tx add t.note visit.recorded --subject hh-0001 visitor=p-0001 minutes=45",
        "Example: taizhang tx add t.note visit.recorded --subject hh-0001 visitor=p-0001 minutes=45"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("事务文件", "The transaction's file."))) var file: String
    @OptionGroup var form: FormOptions

    func run() throws {
      if !form.attach.isEmpty {
        throw LedgerError(
          .refused, "E34", "离线事务不带佐证文件，请入账后用 record evidence.attached --attach",
          "a carried transaction takes no files: attach them later with record evidence.attached --attach")
      }
      var transaction = try TxCommand.read(file)
      let event = try form.event(now: writing.now(), finder: nil)
      let openings = try transaction.add(event)
      let beside = file + ".openings"
      if !openings.isEmpty {
        let kept = Files.exists(beside) ? try Files.read(beside, limit: 1 << 24) : []
        try Files.write(beside, kept + openings.flatMap { $0.line + [0x0A] }, mode: 0o600)
      }
      try Files.write(file, transaction.bytes)
      if writing.common.json {
        Output.json {
          $0.member("file", file)
          $0.member("type", event.type)
          $0.member("subject", event.subject)
          $0.member("sealed", Int64(openings.count))
        }
      } else {
        Output.line(say("已加入：\(event.type) \(event.subject)", "added: \(event.type) \(event.subject)"))
      }
      Output.hint("taizhang tx sign \(file) --sign KEY", "taizhang tx sign \(file) --sign KEY")
    }
  }

  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign", abstract: say("首位签名人签名", "The first signer signs."),
      discussion: say(
        "例：taizhang tx sign t.note --sign p-0001.skey", "Example: taizhang tx sign t.note --sign p-0001.skey"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("事务文件", "The transaction's file."))) var file: String

    func run() throws { try TxCommand.sign(file, writing) }
  }

  struct Cosign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cosign", abstract: say("其后的签名人加签", "The next signer signs too."),
      discussion: say(
        "例：taizhang tx cosign t.note --sign p-0002.skey", "Example: taizhang tx cosign t.note --sign p-0002.skey"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("事务文件", "The transaction's file."))) var file: String

    func run() throws { try TxCommand.sign(file, writing) }
  }

  static func sign(_ file: String, _ writing: WritingOptions) throws {
    var transaction = try read(file)
    let folder = Folder(writing.common.path)
    let finder = SubjectFinder { () throws(LedgerError) in
      let view = try writing.common.open().view()
      return SubjectFinder.Books(view, vault: try Vault.readable(in: folder))
    }
    // Away from the ledger there are references and files only.
    let typed = writing.signersTyped
    let named = Files.exists(folder.description) ? try WritingOptions.keyNames(typed, finder) : typed
    for key in try KeyRing(folder).keys(named) { try transaction.sign(key) }
    try Files.write(file, transaction.bytes)
    let missing = try transaction.signers().dropFirst(transaction.signed.count)
    let signed = transaction.signed.joined(separator: " ")
    if writing.common.json {
      return Output.json {
        $0.strings("signed", transaction.signed)
        $0.strings("missing", Array(missing))
      }
    }
    if missing.isEmpty {
      Output.line(say("签名齐全：\(signed)", "every signature is there: \(signed)"))
      Output.hint("taizhang append \(file)", "taizhang append \(file)")
    } else {
      let rest = missing.joined(separator: " ")
      Output.line(say("已签：\(signed)；还缺：\(rest)", "signed: \(signed); missing: \(rest)"))
      Output.hint("taizhang tx cosign \(file) --sign KEY", "taizhang tx cosign \(file) --sign KEY")
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: say("显示事务文件", "Show a transaction's file."),
      discussion: say("例：taizhang tx show t.note", "Example: taizhang tx show t.note"))

    @Argument(help: .init(say("事务文件", "The transaction's file."))) var file: String
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws {
      let transaction = try TxCommand.read(file)
      let names = try transaction.signers()
      if json {
        return Output.json {
          $0.strings("signers", names)
          $0.strings("signed", transaction.signed)
          $0.member("sha256", SHA256.hash(transaction.text).hex)
          $0.member("text", String(decoding: transaction.text, as: UTF8.self))
        }
      }
      Output.write(bytes: transaction.text)
      Output.line(say("应签：", "signers: ") + names.joined(separator: " "))
      Output.line(say("已签（未核验）：", "signed (not verified): ") + transaction.signed.joined(separator: " "))
      Output.line("SHA-256: \(SHA256.hash(transaction.text).hex)")
    }
  }
}
