import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

/// Says in plain words what a proof proved, and what it did not.
struct VerdictPrinter {
  let verdict: ProofVerdict
  let haveRowsBeenChecked: Bool
  /// Whose cosignatures hold under the checkpoint, as many as the policy asks for; nil when no policy was given.
  let witnessed: Witnessed?
  /// What the pack around the proof shows besides; nil for a proof of its own.
  let pack: PackVerdict?

  /// A policy that is met, and by whom.
  struct Witnessed {
    let policy: WitnessPolicy
    let cosignatures: [Cosignature]
  }

  // MARK: For people

  func printText() throws {
    if let mark = verdict.purpose?.mark { Output.line(mark.spoken) }
    Output.line(say("证明成立。", "The proof holds."))
    for line in proved { Output.line(say("已证明：", "Proved: ") + line.spoken) }
    Output.line(say("未证明：", "Not proved:"))
    for line in notProved { Output.line("  " + line.spoken) }
    try printContent()
  }

  private var proved: [Bilingual] {
    var lines = [statement]
    if verdict.isOfPinnedGenesis, verdict.genesis != nil {
      lines.append(Bilingual("属于所给创世哈希的账本。", "it is of the ledger with the genesis given."))
    }
    if !verdict.signersVerified.isEmpty {
      let names = verdict.signersVerified
      lines.append(
        Bilingual(
          "签名出自所给公钥：\(names.joined(separator: "、"))。", "signed by the keys given: \(names.joined(separator: ", "))."))
    }
    if haveRowsBeenChecked {
      lines.append(Bilingual("所给文件就是被认证的视图内容。", "the file given is exactly what was attested."))
    }
    return lines + (witnessed.map { [proved($0)] } ?? []) + (pack.map(proved) ?? [])
  }

  private func proved(_ witnessed: Witnessed) -> Bilingual {
    let (count, listed) = (witnessed.cosignatures.count, witnessed.policy.witnesses.count)
    guard witnessed.policy.asksForWitnesses else {
      return Bilingual(
        "见证规则不要求见证签名；所列\(listed)名见证人中\(count)名签署了检查点。",
        "the policy asks for no witness; of the \(listed) it lists \(count) cosigned the checkpoint.")
    }
    let names = witnessed.cosignatures.map { "\($0.key.name) \(Self.time($0)?.beijingText ?? "")" }
    return Bilingual(
      "见证规则所列\(listed)名见证人中\(count)名签署了检查点，达到规定：\(names.joined(separator: "、"))。他们到那时没有见过这本账的另一份历史。",
      "of the \(listed) witnesses that the policy lists \(count) cosigned the checkpoint, as many as it asks for: \(names.joined(separator: ", ")). Until then they had seen no other history of this log."
    )
  }

  /// Nil for a time past what can be written.
  private static func time(_ cosignature: Cosignature) -> Timestamp? {
    Timestamp(statedSeconds: cosignature.time)
  }

  private func proved(_ pack: PackVerdict) -> [Bilingual] {
    var lines = [
      Bilingual(
        "包内各条均由其签名人签名，所用公钥由此前的条目登记；登记人的签名和公钥同样核对，直至创世。",
        "every entry in the pack is signed by its signers with keys that entries before it registered; the signatures and keys of whoever registered them likewise, up to the genesis."
      )
    ]
    if !pack.present.isEmpty {
      lines.append(
        Bilingual(
          "\(pack.present.count)份佐证文件与账上摘要相符。", "\(pack.present.count) evidence files have the digests in the log."))
    }
    for opening in pack.openings {
      lines.append(
        Bilingual(
          "\(opening.subject)的\(opening.field)为“\(opening.value)”，与账上承诺相符。",
          "\(opening.field) of \(opening.subject) is \"\(opening.value)\": it fits the commitment in the log."))
    }
    return lines
  }

  private func notProved(_ pack: PackVerdict) -> [Bilingual] {
    var lines = [
      Bilingual(
        "登记公钥的人当时是否确有登记职责", "that whoever registered a key held the duty of a registrar then"),
      Bilingual(
        "签名密钥是否在包外的条目中已被吊销", "that no signing key was revoked by an entry that is not in the pack"),
    ]
    if !pack.absent.isEmpty {
      lines.append(
        Bilingual("\(pack.absent.count)份佐证文件不在包内", "\(pack.absent.count) evidence files, which are not in the pack"))
    }
    if !pack.isPageOurs {
      lines.append(
        Bilingual(
          "index.html：与本程序所生成的不同，请以 entries 原文为准",
          "index.html: it is not the page this program would write; go by the entries"))
    }
    return lines
  }

  private var statement: Bilingual {
    let (origin, size) = (verdict.checkpoint.origin, verdict.checkpoint.size)
    switch verdict.shown {
    case .entry(let entry, let position):
      let event = position.map { Bilingual("第\(entry.seq)条第\($0)个事件", "event \(entry.seq).\($0)") }
      let what = event ?? Bilingual("第\(entry.seq)条", "entry \(entry.seq)")
      return Bilingual(
        "账本“\(origin)”的\(what.zh)就是此文；其检查点（共\(size)条）由所给公钥签署。",
        "this is \(what.en) of the ledger \"\(origin)\", whose checkpoint over \(size) entries is signed by the key given."
      )
    case .consistency(let old):
      return Bilingual(
        "账本“\(origin)”的前\(old.size)条与旧检查点时完全相同，此后到\(size)条只有追加；两个检查点均由所给公钥签署。",
        "the first \(old.size) entries of \"\(origin)\" are the same in both checkpoints; up to \(size) entries were only added. Both are signed by keys given."
      )
    case .subject(let history):
      return Bilingual(
        "账本“\(origin)”前\(history.asOf)条中，“\(history.subject)”的全部\(history.chain.count)个事件（含签名）都在此：没有漏掉、增加、改动或换序——只要账本在事件\(history.attested.text)的认证属实。",
        "these are all \(history.chain.count) events (signatures among them) of \"\(history.subject)\" in the first \(history.asOf) entries of \"\(origin)\": none left out, added, changed or moved - if the ledger's attestation in event \(history.attested.text) is honest."
      )
    case .absence(let subject, let asOf, let subjects):
      return Bilingual(
        "账本“\(origin)”前\(asOf)条的\(subjects)个对象中没有“\(subject)”——只要账本的认证属实。",
        "among the \(subjects) subjects in the first \(asOf) entries of \"\(origin)\" there is no \"\(subject)\" - if the ledger's attestation is honest."
      )
    case .view(let view):
      return Bilingual(
        "账本“\(origin)”签署认证：视图“\(view.view)”（版本\(view.version)）在前\(view.asOf)条时的SHA-256为\(view.sha256)。",
        "the ledger \"\(origin)\" signed that its view \"\(view.view)\" (version \(view.version)) over the first \(view.asOf) entries has SHA-256 \(view.sha256)."
      )
    }
  }

  private var notProved: [Bilingual] {
    var lines: [Bilingual] = []
    if !verdict.isOfPinnedGenesis {
      lines.append(
        Bilingual("账本的创世哈希（未给 --genesis，或此证明不涉及）", "the ledger's genesis (no --genesis given, or none named)"))
    }
    if verdict.purpose == nil {
      lines.append(
        Bilingual("账本不是测试账本（所给之中没有创世条目）", "that it is no test ledger (the genesis is not among what was given)"))
    }
    // In a pack, the log's own registration vouches for everyone's key.
    let unverified = pack == nil ? signers.filter { !verdict.signersVerified.contains($0) } : []
    if !unverified.isEmpty {
      lines.append(
        Bilingual(
          "签名人的签名（未给其公钥）：\(unverified.joined(separator: "、"))",
          "the signatures of (no key given): \(unverified.joined(separator: ", "))"))
    }
    return lines + (pack.map(notProved) ?? []) + ofKind
  }

  /// What this kind of proof never shows.
  private var ofKind: [Bilingual] {
    let honest = Bilingual(
      "账本的认证是否属实：须重放全账核验（taizhang verify --level views）；认证不实将永远留在账上，有账本签名为证",
      "that the attestation is honest: only a replay shows that (taizhang verify --level views); a false one stays in the log, signed"
    )
    let truth = Bilingual(
      "记录内容是否属实、其后是否被更正，以及账本当时是否接受得当",
      "that what it says is true, that nothing corrected it later, that the ledger was right to accept it")
    switch verdict.shown {
    case .entry: return [truth]
    case .consistency:
      return [
        Bilingual("各条的内容、签名和是否合规", "what the entries say, who signed them, whether they keep the rules")
      ] + (isWitnessed ? [] : [splitView])
    case .subject(let history):
      let from = Bilingual(
        history.later.isEmpty
          ? "第\(history.asOf)条起有没有它的事件"
          : "第\(history.asOf)条起是否还有别的事件（所附\(history.later.count)条确在账本中，但不保证全）",
        history.later.isEmpty
          ? "whether it has events from entry \(history.asOf) on"
          : "whether there are others from entry \(history.asOf) on (the \(history.later.count) given are in the log, but perhaps not all)"
      )
      return [from, honest, truth]
    case .absence(_, let asOf, _):
      return [Bilingual("第\(asOf)条起是否有它的事件", "whether it has events from entry \(asOf) on"), honest]
    case .view:
      let rows = Bilingual("视图的内容本身（未给 --rows）", "what the rows are (no --rows given)")
      return (haveRowsBeenChecked ? [] : [rows]) + [honest]
    }
  }

  private var isWitnessed: Bool { witnessed?.policy.asksForWitnesses ?? false }

  private var splitView: Bilingual {
    Bilingual("账本没有向别人出示另一份历史：须有见证人共同签署", "that the ledger shows others no other history: that takes witnesses")
  }

  private var entries: [ParsedEntry] {
    switch verdict.shown {
    case .entry(let entry, _): [entry]
    case .subject(let history): history.entries
    default: []
    }
  }

  /// Every signer of the entries shown, each once.
  private var signers: [String] {
    var names: [String] = []
    for entry in entries {
      for signer in entry.transaction.header.signers where !names.contains(signer) { names.append(signer) }
    }
    return names
  }

  private func printContent() throws {
    switch verdict.shown {
    case .entry(let entry, let position):
      let stamp = entry.recorded.beijingText
      Output.line(say("内容（记录于\(stamp)）：", "What it says (recorded \(stamp)):"))
      for (index, event) in entry.transaction.events.enumerated() {
        let mark = position == index ? "→ " : "  "
        Output.line(mark + String(decoding: event.line.rawBytes, as: UTF8.self))
      }
    case .subject(let history):
      let contexts = history.entries.flatMap { entry in entry.places(of: history.subject).map { entry.context($0) } }
      let amendments = Amendments(among: contexts)
      for entry in history.entries { try printEntry(entry, of: history.subject, amendments) }
    default: break
    }
  }

  private func printEntry(_ entry: ParsedEntry, of subject: String, _ amendments: Amendments) throws {
    for place in entry.places(of: subject) {
      let opened = entry.transaction.events[place].opened(by: pack?.openings ?? [])
      let printer = TrailPrinter(json: false, reader: NameReader(disclosed: opened))
      try printer.print(amendments.of(entry.context(place)))
    }
    if entry.transaction.header.signers.contains(subject) {
      TrailPrinter(json: false, reader: NameReader(disclosed: [])).printSignature(entry, subject)
    }
  }

  // MARK: For programs

  func printJSON() {
    Output.json { writer in
      writer.member("ok", true)
      writer.member("origin", verdict.checkpoint.origin)
      if let purpose = verdict.purpose { writer.member("purpose", purpose.rawValue) }
      writer.member("size", Int64(clamping: verdict.checkpoint.size))
      writer.member("genesis_checked", verdict.isOfPinnedGenesis)
      writeShown(&writer)
      if let witnessed { Self.write(witnessed, &writer) }
      if let pack { Self.write(pack, &writer) }
      writer.name("signers")
      writer.array { for name in signers { $0.string(name) } }
      writer.name("signers_verified")
      // In a pack, the log's own registration vouches for everyone's key.
      writer.array { for name in pack == nil ? verdict.signersVerified : signers { $0.string(name) } }
    }
  }

  private static func write(_ witnessed: Witnessed, _ writer: inout JSONWriter) {
    writer.name("witnesses")
    writer.object { writer in
      writer.member("asked", witnessed.policy.asksForWitnesses)
      writer.member("listed", Int64(witnessed.policy.witnesses.count))
      writer.name("cosigned")
      writer.array { writer in
        for cosignature in witnessed.cosignatures {
          writer.object {
            $0.member("name", cosignature.key.name)
            if let time = time(cosignature) { $0.member("time", time.utcText) }
          }
        }
      }
    }
  }

  private static func write(_ pack: PackVerdict, _ writer: inout JSONWriter) {
    writer.name("pack")
    writer.object { writer in
      writer.member("evidence", Int64(pack.present.count))
      writer.member("evidence_absent", Int64(pack.absent.count))
      writer.member("page_is_ours", pack.isPageOurs)
      writer.name("disclosed")
      writer.array { writer in
        for opening in pack.openings {
          writer.object {
            $0.member("field", opening.field)
            $0.member("ref", opening.subject)
            $0.member("value", opening.value)
          }
        }
      }
    }
  }

  private func writeShown(_ writer: inout JSONWriter) {
    switch verdict.shown {
    case .entry(let entry, let position):
      writer.member("proof", "entry")
      writer.member("seq", Int64(clamping: entry.seq))
      if let position { writer.member("position", Int64(position)) }
      writer.member("recorded", entry.recorded.utcText)
      writer.name("events")
      writer.array { for event in entry.transaction.events { $0.raw(event.line.rawBytes) } }
    case .consistency(let old):
      writer.member("proof", "consistency")
      writer.member("old_size", Int64(clamping: old.size))
    case .subject(let history):
      writer.member("proof", "subject")
      writer.member("subject", history.subject)
      writer.member("as_of", Int64(clamping: history.asOf))
      writer.member("attested", history.attested.text)
      writer.member("count", Int64(clamping: history.chain.count))
      writer.member("head", history.chain.head.base64)
      writer.name("complete")
      writer.array { for entry in history.complete { $0.integer(Int64(clamping: entry.seq)) } }
      writer.name("later")
      writer.array { for entry in history.later { $0.integer(Int64(clamping: entry.seq)) } }
    case .absence(let subject, let asOf, let subjects):
      writer.member("proof", "absence")
      writer.member("subject", subject)
      writer.member("as_of", Int64(clamping: asOf))
      writer.member("subjects", Int64(clamping: subjects))
    case .view(let view):
      writer.member("proof", "view")
      writer.member("view", view.view)
      writer.member("version", view.version)
      writer.member("as_of", Int64(clamping: view.asOf))
      writer.member("attested", view.attested.text)
      writer.member("sha256", view.sha256)
      writer.member("rows_checked", haveRowsBeenChecked)
    }
  }
}
