import EventSourcing
import Glibc
import TransparencyLog

/// Where this machine keeps what it has seen of ledgers.
public enum OutsideState {
  /// The folder that takes the place of `$XDG_STATE_HOME` in the task that sets it: a rehearsal keeps what it saw to itself.
  @TaskLocal public static var home: String?

  /// `$XDG_STATE_HOME/taizhang`, by default `$HOME/.local/state/taizhang`; nil when neither names a folder, which whoever opens a
  /// ledger has to say: nothing is remembered then.
  ///
  /// A variable that is set and empty counts as not set, as the XDG base directory specification has it. It calls a relative path
  /// invalid; to pass it over would leave somebody sure of a memory that is kept elsewhere, or nowhere.
  ///
  /// - Throws: `E27` for a relative path.
  static func folder() throws(LedgerError) -> String? {
    if let home { return home + "/taizhang" }
    if let state = variable("XDG_STATE_HOME") {
      guard state.hasPrefix("/") else {
        throw LedgerError(
          .usage, "E27", "环境变量XDG_STATE_HOME须是以“/”开头的完整路径，现为“\(state)”；请改正或取消该变量后重试",
          "the environment's XDG_STATE_HOME must be a whole path that begins with \"/\", not \"\(state)\": set it right or unset it, then try again"
        )
      }
      return state + "/taizhang"
    }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/taizhang"
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
    return value
  }

  /// What is to be said where there is no such folder.
  static let absence = Bilingual(
    "没有可用的HOME或XDG_STATE_HOME，本机记不住见过的检查点，账本被换成旧的也察觉不到；请把XDG_STATE_HOME设为一个完整路径",
    "neither HOME nor XDG_STATE_HOME names a folder, so this machine remembers no checkpoint and would not notice an older ledger put in place: set XDG_STATE_HOME to a whole path"
  )
}

/// Somewhere a log was seen. The same log may be seen at several places that lag behind each other or, after a restore drill, go
/// different ways: what was seen of each is kept apart.
struct SeenPlace: Hashable, Sendable {
  enum Kind: String, Sendable {
    /// A ledger's own folder.
    case ledger
    /// A folder that follows a published log.
    case replica
    /// A folder or address where a log is published.
    case published
  }

  let kind: Kind
  /// A whole path, or an address.
  let name: String

  /// A folder as it was named, and as it really is, if that differs: a link that takes its place changes the second, a folder moved
  /// there by way of a link the first.
  static func places(_ kind: Kind, _ path: String) -> [SeenPlace] {
    let named = whole(path)
    guard let pointer = realpath(path, nil) else { return [SeenPlace(kind: kind, name: named)] }
    defer { free(pointer) }
    let real = String(cString: pointer)
    return (named == real ? [real] : [named, real]).map { SeenPlace(kind: kind, name: $0) }
  }

  /// An address as it is; a path whole.
  static func places(published place: String) -> [SeenPlace] {
    Files.exists(place) ? places(.published, place) : [SeenPlace(kind: .published, name: place)]
  }

  /// A path from the root on, without `.`, `..` and doubled strokes; links are not followed.
  private static func whole(_ path: String) -> String {
    var path = path
    if !path.hasPrefix("/") {
      var buffer = [CChar](repeating: 0, count: 4096)
      guard getcwd(&buffer, buffer.count) != nil else { return path }
      path = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/" + path
    }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The name of its file, without the genesis before it and the ending after it.
  var digest: String { String(SHA256.hash(Array("\(kind.rawValue) \(name)".utf8)).hex.prefix(16)) }
}

/// One checkpoint that this machine remembers.
struct SeenCheckpoint: Sendable {
  let checkpoint: Checkpoint
  /// The file it is in: a signed note, as `--checkpoint` takes it.
  let file: String
  let place: SeenPlace?
  /// Whether it is of a second folder of the ledger: a restore drill, a copy. It holds that folder to what was seen there, and
  /// speaks of no other.
  let isCopy: Bool
  /// When the file was written last.
  let seen: Timestamp?

  /// Size, root, when and where it was seen, and the file.
  var words: Bilingual {
    let root = checkpoint.root.base64.prefix(12)
    let time = seen.map { Bilingual("\($0.beijingText)", " on \($0.beijingText)") }
    let place = place.map { place in
      switch place.kind {
      case .ledger: Bilingual("于文件夹“\(place.name)”", " in the folder \"\(place.name)\"")
      case .replica: Bilingual("于副本“\(place.name)”", " in the replica \"\(place.name)\"")
      case .published: Bilingual("于发布处“\(place.name)”", " as published at \"\(place.name)\"")
      }
    }
    return Bilingual(
      "\(checkpoint.size)条、根\(root)…的检查点，\(time?.zh ?? "")\(place?.zh ?? "")见过，存于“\(file)”",
      "the checkpoint over \(checkpoint.size) entries with root \(root)…, seen\(time?.en ?? "")\(place?.en ?? "") and kept in \"\(file)\""
    )
  }

  /// Why a log of `size` entries is not an extension of this, and what to do in each of the cases there can be; nil when it is.
  ///
  /// - Parameters:
  ///   - root: over the first entries, as many as were seen; nil when there are fewer.
  ///   - here: what is looked at, as it was named.
  func failure(size: UInt64, root: Hash?, here: String) -> LedgerError? {
    guard let plain = OutsideCheckpoint.failure(checkpoint, size: size, root: root) else { return nil }
    let (seen, advice) = (words, advice)
    return LedgerError(
      .integrity, plain.code, "“\(here)”：\(plain.message.zh)。本机记得\(seen.zh)。\(advice.zh)",
      "\"\(here)\": \(plain.message.en). This machine remembers \(seen.en). \(advice.en)")
  }

  private var advice: Bilingual {
    let restore = "taizhang restore … --into … --checkpoint \(shellWord(file))"
    switch place?.kind {
    case .replica:
      return Bilingual(
        "可能有三种情形：（一）有意放回了旧的副本：移走上述文件，再用 taizhang follow 追上来源；（二）副本损坏或不全：另建一份副本（taizhang follow 来源 --into 新文件夹）；（三）有人改动：请勿采信，原样保存副本文件夹和上述文件，报告主管机关。只看旧内容：查账命令加 --as-found",
        "There are three cases. (1) An old replica was put back on purpose: move that file away, then catch up with taizhang follow. (2) The replica is damaged or incomplete: begin another (taizhang follow SOURCE --into NEW-FOLDER). (3) Fraud: do not rely on it, keep the replica's folder and that file as they are, and report it. To read what is here all the same: --as-found with the reading commands"
      )
    case .published:
      return Bilingual(
        "可能有三种情形：（一）发布处换成了演练用的或过时的内容：请改看正式发布处，或移走上述文件后再核验；（二）记录确已丢失并经认可（ledger.loss_accepted）：移走上述文件后再核验；（三）有人改动：请勿采信，原样保存所发布的文件和上述文件，报告主管机关",
        "There are three cases. (1) A drill or stale files are published there: look at the real place, or move that file away and verify again. (2) Records were lost and the loss accepted (ledger.loss_accepted): move that file away and verify again. (3) Fraud: do not rely on it, keep the published files and that file as they are, and report it"
      )
    case .ledger, nil:
      return Bilingual(
        "可能有三种情形：（一）演练，或有意看旧备份：请恢复到另一个文件夹，或移走上述文件后再打开；（二）记录丢失：请用更新的备份、副本或已发布的文件恢复（\(restore)，可加 --from），确实没有更新的才加 --accept-loss；（三）有人改动：请勿再记账，原样保存整个文件夹和上述文件，报告主管机关。只看旧内容：查账命令加 --as-found",
        "There are three cases. (1) A drill, or an old copy put there on purpose: restore it into another folder, or move that file away before opening this one. (2) Records were lost: restore a newer copy, or take what is missing from a replica or published files (\(restore), with --from); only if there is none, --accept-loss. (3) Fraud: record nothing more, keep the whole folder and that file as they are, and report it. To read what is here all the same: --as-found with the reading commands"
      )
    }
  }
}
