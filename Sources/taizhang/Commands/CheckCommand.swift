import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: say("离线核对证明或证据包", "Check a proof or an evidence pack, offline."),
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
  @Option(
    help: .init(
      say("账本的检查点公钥，或其文件；更换过的可多次给出", "The ledger's checkpoint key, or its file; repeat it for keys before a rotation."))
  )
  var vkey: [String] = []
  @Option(help: .init(say("创世哈希（base64）", "The genesis hash, base64."))) var genesis: String?
  @Option(help: .init(say("签名人公钥或其文件，可多次", "A signer's public key or its file; may be repeated."))) var signer:
    [String] = []
  @Option(
    help: .init(
      say(
        "视图证明所说的内容（query --format jsonl 的输出）", "The rows a view's proof is about: the output of query --format jsonl."),
      valueName: "file"))
  var rows: String?
  @Option(
    help: .init(
      say(
        "见证规则文件（C2SP tlog-policy）：检查点须有其规定的见证签名；其中列有日志公钥的，可不给 --vkey",
        "A policy (C2SP tlog-policy) whose quorum must have cosigned; where it lists logs, --vkey may be left out."),
      valueName: "file"))
  var policy: String?
  @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
  @Option(name: .long, help: .hidden) var lang: String?

  func validate() throws {
    if let genesis, Hash(base64: genesis) == nil {
      throw ValidationError("--genesis 应为32字节的base64", "--genesis takes 32 bytes in base64")
    }
    if vkey.isEmpty, policy == nil { throw ValidationError("请给出 --vkey", "give --vkey") }
  }

  func run() throws {
    let policy = try policy.map { path in try Cosigning.read(path) }
    let pins = ProofPins(
      checkpointKeys: try checkpointKeys(policy), genesis: genesis.flatMap { Hash(base64: $0) },
      signers: try signer.map(verifierKey))
    let bytes = try Files.read(file, limit: Proof.byteCountMax)
    let pack = PackCheck.isPack(bytes) ? try PackCheck(parsing: bytes).check(pins) : nil
    let verdict = try pack?.proof ?? Proof(parsing: bytes).check(pins)
    let rowsHold = try checkRows(verdict)
    let witnessed = try policy.map { policy in
      VerdictPrinter.Witnessed(policy: policy, cosignatures: try verdict.cosignatures(policy))
    }
    let printer = VerdictPrinter(verdict: verdict, haveRowsBeenChecked: rowsHold, witnessed: witnessed, pack: pack)
    if json { printer.printJSON() } else { try printer.printText() }
  }

  private func checkpointKeys(_ policy: WitnessPolicy?) throws -> [VerifierKey] {
    if !vkey.isEmpty { return try vkey.map(verifierKey) }
    let listed = policy?.logs.map(\.key) ?? []
    if listed.isEmpty { throw ValidationError("见证规则没有列出日志，请给出 --vkey", "the policy lists no log: give --vkey") }
    return listed
  }

  /// Whether rows were given, and are those that the ledger attested.
  private func checkRows(_ verdict: ProofVerdict) throws -> Bool {
    guard let rows else { return false }
    guard case .view(let statement) = verdict.shown else {
      throw LedgerError(.usage, "E59", "这不是视图的证明，--rows 无从核对", "--rows is for the proof of a view, which this is not")
    }
    guard SHA256.hash(try Files.read(rows, limit: Proof.byteCountMax)).hex == statement.sha256 else {
      throw LedgerError(
        .integrity, "L11", "“\(rows)”不是账本所认证的视图内容", "\"\(rows)\" is not what the ledger attested of the view")
    }
    return true
  }
}
