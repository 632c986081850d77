import ArgumentParser
import AssistanceLedger
import EventSourcing
import Glibc
import HTTP
import Ledger
import QR
import TransparencyLog

struct WitnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract: say(
      "见证：为账本的检查点联署，使其不能回滚、不能有两份",
      "Witnessing: cosign checkpoints, so that a ledger cannot go back or have two histories."),
    discussion: say(
      """
      见证人一侧：witness key、witness serve（联网）或 witness add --file（不联网）
      账本一侧：witness policy 定规则，witness ask 向联网的见证人要签名；witness request 与 witness take 经U盘或纸面
      """,
      """
      The witness: witness key, then witness serve (on a network) or witness add --file (without one)
      The ledger: witness policy sets the rule, witness ask asks witnesses on a network; witness request and witness take go by USB stick or paper
      """),
    subcommands: [
      Key.self, Serve.self, Add.self, Policy.self, Ask.self, Request.self, Take.self,
    ])

  struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: say("生成见证人密钥", "Make a witness's key."),
      discussion: say(
        "例：taizhang witness key city.example/witness --store witness",
        "Example: taizhang witness key city.example/witness --store witness"))

    @Argument(help: .init(say("见证人名称，如网址去掉协议", "The witness's name: an address without its scheme."))) var name: String
    @OptionGroup var store: WitnessStoreOptions
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false

    func run() throws {
      let key = try CosignerKeyFile.generate(name: name, folder: store.store)
      PublicKeyPrinter(json: json).print(key.key.name, key.key.text, secret: "\(store.store)/witness.skey")
      Output.diagnostic(
        say("私钥：\(store.store)/witness.skey（请勿外传）", "secret key: \(store.store)/witness.skey (keep it secret)"))
    }
  }
}

/// Where a witness keeps its key and what it has cosigned.
struct WitnessStoreOptions: ParsableArguments {
  @Option(help: .init(say("见证人的文件夹", "The witness's folder."), valueName: "dir")) var store = "witness"
  @Option(name: .long, help: .hidden) var lang: String?

  func open(_ logs: [String]) throws -> WitnessStore {
    let keys = try logs.map(verifierKey)
    guard !keys.isEmpty else {
      throw ValidationError("请用 --log 给出所见证账本的检查点公钥", "name the ledger's checkpoint key with --log")
    }
    return try WitnessStore(store, key: try CosignerKeyFile.load("\(store)/witness.skey"), logs: keys)
  }

  /// Seconds since 1970.
  static func time() -> UInt64 { UInt64(max(0, SystemClock().now().ms / 1000)) }
}

/// How what travels is written.
enum CarriedFormat: String, ExpressibleByArgument, CaseIterable {
  /// The bytes themselves, for a USB stick.
  case plain
  /// The bytes, and below them a QR code that holds the same.
  case paper
  /// The QR code alone, as an SVG document.
  case svg

  func bytes(_ content: [UInt8]) throws -> [UInt8] {
    guard self != .plain else { return content }
    let code: QRCode
    do { code = try QRCode(content, correction: content.count < 1500 ? .medium : .low) } catch {
      throw LedgerError(
        .refused, "E96", "内容太长，一个二维码装不下（\(error.message.zh)）；请用U盘：--format plain",
        "it is too long for one QR code (\(error.message.en)): use a USB stick, --format plain")
    }
    return self == .svg ? Array(code.svg().utf8) : content + Array("\n\(code.text())".utf8)
  }
}
