import ArgumentParser
import EventSourcing
import Ledger
import TransparencyLog

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: say("签名密钥", "Signing keys."), subcommands: [Generate.self, Show.self])

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: say("生成密钥对：NAME.skey（仅本人可读）和NAME.vkey", "Make a key pair: NAME.skey (mode 0600) and NAME.vkey."),
      discussion: say("例：taizhang key generate p-0042 --into keys", "Example: taizhang key generate p-0042 --into keys")
    )

    @Argument(help: .init(say("密钥名称：人员编号", "Name of the key: a person's reference.")))
    var name: String
    @Option(help: .init(say("存放文件夹", "Folder to put it in.")))
    var into = "."
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws {
      let key = try KeyFile.generate(name: name, folder: into)
      PublicKeyPrinter(json: json).print(key.verifier.name, key.verifier.text, secret: "\(into)/\(name).skey")
      Output.diagnostic(say("私钥：\(into)/\(name).skey（请勿外传）", "secret key: \(into)/\(name).skey (keep it secret)"))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: say("显示公钥", "Show a public key."),
      discussion: say("例：taizhang key show keys/p-0042.skey", "Example: taizhang key show keys/p-0042.skey"))

    @Argument(help: .init(say("密钥文件", "Key file.")))
    var file: String
    @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
    @Option(name: .long, help: .hidden) var lang: String?

    func run() throws {
      let key = file.hasSuffix(".vkey") ? try KeyFile.loadVerifier(file) : try KeyFile.load(file).verifier
      PublicKeyPrinter(json: json).print(key.name, key.text)
    }
  }
}

/// Prints a public key: its line, or an object that names it.
struct PublicKeyPrinter {
  let json: Bool

  /// - Parameter secret: the file of the secret key, of a pair just made.
  func print(_ name: String, _ key: String, secret: String? = nil) {
    guard json else { return Output.line(key) }
    Output.json {
      $0.member("name", name)
      $0.member("vkey", key)
      if let secret { $0.member("secret", secret) }
    }
  }
}
