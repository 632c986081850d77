import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: say("为一条记录作可携带的证明", "Make a portable proof of an entry."),
    discussion: say(
      """
      例：taizhang prove 17 --into 17.proof
      证明文件含条目原文、包含证明和签名检查点，离线即可核对：taizhang check 17.proof --vkey 检查点公钥
      注意：证明公开整条记录。
      """,
      """
      Example: taizhang prove 17 --into 17.proof
      The file holds the entry, its inclusion proof and a signed checkpoint; it is checked offline: taizhang check 17.proof --vkey KEY
      It discloses the whole entry.
      """))

  @OptionGroup var common: CommonOptions
  @Argument(help: .init(say("条目号SEQ，或SEQ.POS", "SEQ or SEQ.POS."))) var what: String
  @Option(help: .init(say("写入文件（默认标准输出）", "File to write (standard output by default)."))) var into: String?

  func run() throws {
    let parts = what.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let seq = UInt64(parts[0]), parts.count == 1 || UInt32(parts[1]) != nil else {
      throw ValidationError(say("应为SEQ或SEQ.POS：\(what)", "this takes SEQ or SEQ.POS: \(what)"))
    }
    let proof = try EntryProof.make(try common.open(), seq)
    if let into {
      try Files.write(into, proof.bytes)
      if common.json {
        Output.json {
          $0.member("file", into)
          $0.member("index", Int64(clamping: proof.index))
        }
      } else {
        Output.line(say("证明已写入：\(into)", "the proof is in: \(into)"))
      }
    } else {
      Output.write(bytes: proof.bytes)
    }
    let file = into ?? "FILE"
    let key = "\(common.path)/keys/checkpoint.vkey"
    Output.hint("taizhang check \(file) --vkey \(key)", "taizhang check \(file) --vkey \(key)")
  }
}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: say("离线核对证明", "Check a proof, offline."),
    discussion: say(
      """
      例：taizhang check 17.proof --vkey checkpoint.vkey --genesis 创世哈希
      公钥和创世哈希应从证明以外的渠道得到。退出码：0 成立；2 不成立；65 不是证明文件；66 没有文件
      """,
      """
      Example: taizhang check 17.proof --vkey checkpoint.vkey --genesis HASH
      Get key and genesis hash from elsewhere than the proof. Exit: 0 it holds; 2 it does not; 65 no proof file; 66 no file
      """))

  @Argument(help: .init(say("证明文件", "The proof."))) var file: String
  @Option(help: .init(say("账本的检查点公钥，或其文件", "The ledger's checkpoint key, or its file."))) var vkey: String
  @Option(help: .init(say("创世哈希（base64）", "The genesis hash, base64."))) var genesis: String?
  @Option(help: .init(say("签名人公钥或其文件，可多次", "A signer's public key or its file; may be repeated."))) var signer:
    [String] = []
  @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
  @Option(name: .long, help: .hidden) var lang: String?

  func validate() throws {
    if let genesis, Hash(base64: genesis) == nil {
      throw ValidationError(say("--genesis 应为32字节的base64", "--genesis takes 32 bytes in base64"))
    }
  }

  func run() throws {
    let verdict = try EntryProof.check(
      try Files.read(file, limit: 1 << 22), vkey: try Self.key(vkey), genesis: genesis.flatMap { Hash(base64: $0) },
      signers: try signer.map(Self.key))
    if json { printJSON(verdict) } else { printText(verdict) }
  }

  private static func key(_ text: String) throws -> VerifierKey {
    if let key = try? VerifierKey(text) { return key }
    return try KeyFile.loadVerifier(text)
  }

  private func printJSON(_ verdict: EntryProof.Verdict) {
    Output.json {
      $0.member("ok", true)
      $0.member("origin", verdict.checkpoint.origin)
      $0.member("size", Int64(clamping: verdict.checkpoint.size))
      $0.member("seq", Int64(clamping: verdict.entry.seq))
      $0.member("recorded", verdict.entry.recorded.utcText)
      $0.member("genesis_checked", verdict.isOfGenesis == true)
      $0.name("signers")
      $0.array { for name in verdict.entry.transaction.header.signers { $0.string(name) } }
      $0.name("signers_verified")
      $0.array { for name in verdict.signersVerified { $0.string(name) } }
      $0.name("events")
      $0.array { for event in verdict.entry.transaction.events { $0.raw(event.line.rawBytes) } }
    }
  }

  private func printText(_ verdict: EntryProof.Verdict) {
    let (entry, checkpoint) = (verdict.entry, verdict.checkpoint)
    let verified = verdict.signersVerified
    let unverified = entry.transaction.header.signers.filter { !verified.contains($0) }
    Output.line(say("证明成立。", "The proof holds."))
    Output.line(
      say(
        "已证明：账本“\(checkpoint.origin)”的第\(entry.seq)条就是此文；其检查点（共\(checkpoint.size)条）由所给公钥签署。",
        "Proved: this is entry \(entry.seq) of the ledger \"\(checkpoint.origin)\", whose checkpoint over \(checkpoint.size) entries is signed by the key given."
      ))
    if verdict.isOfGenesis == true {
      Output.line(say("已证明：该条属于所给创世哈希的账本。", "Proved: the entry names the genesis given."))
    }
    if !verified.isEmpty {
      let names = verified.joined(separator: say("、", ", "))
      Output.line(say("已证明：签名出自所给公钥：\(names)。", "Proved: signed by the keys given: \(names)."))
    }
    Output.line(say("未证明：", "Not proved:"))
    if verdict.isOfGenesis != true {
      Output.line(say("  账本的创世哈希（未给 --genesis）", "  the ledger's genesis (no --genesis given)"))
    }
    if !unverified.isEmpty {
      let names = unverified.joined(separator: say("、", ", "))
      Output.line(say("  签名人的签名（未给其公钥）：\(names)", "  the signatures of (no key given): \(names)"))
    }
    Output.line(
      say(
        "  记录内容是否属实、其后是否被更正，以及账本当时是否接受得当",
        "  that what it says is true, that nothing corrected it later, that the ledger was right to accept it"))
    Output.line(say("内容（记录于\(entry.recorded.beijingText)）：", "What it says (recorded \(entry.recorded.beijingText)):"))
    for event in entry.transaction.events { Output.line("  " + String(decoding: event.line.rawBytes, as: UTF8.self)) }
  }
}
