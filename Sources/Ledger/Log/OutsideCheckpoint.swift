import EventSourcing
import Glibc
import TransparencyLog

/// The newest checkpoints signed or verified here, kept outside the ledger's folder: whoever puts an older copy of the folder in
/// place does not also put back what this machine has seen.
///
/// A checkpoint is kept for each ledger (by its genesis) and each place where it was seen:
///
/// ```
/// $XDG_STATE_HOME/taizhang/GENESIS-PLACE.checkpoint   the signed note
/// $XDG_STATE_HOME/taizhang/GENESIS-PLACE.place        {"copy":false,"kind":"ledger","place":"/srv/ledger"}
/// ```
///
/// With `"loss_accepted":true`, the folder begins with a loss that is on record: it is not measured by what was seen elsewhere.
///
/// The first folder of a ledger that was seen is the ledger's; others are copies of it, such as those of a restore drill.
struct OutsideCheckpoint: Sendable {
  /// The folder that holds what is kept.
  private let state: String
  private let about: FolderDescription
  /// One, or two where a folder goes by another name than its own.
  private let places: [SeenPlace]

  /// What is kept of the ledger in a folder; nil when there is no home to keep it in.
  init?(_ about: FolderDescription, of folder: Folder) throws(LedgerError) {
    try self.init(about, SeenPlace.places(folder.isReplica ? .replica : .ledger, folder.path))
  }

  /// What is kept of the ledger as it was published somewhere.
  init?(_ about: FolderDescription, publishedAt place: String) throws(LedgerError) {
    try self.init(about, SeenPlace.places(published: place))
  }

  private init?(_ about: FolderDescription, _ places: [SeenPlace]) throws(LedgerError) {
    guard let state = try OutsideState.folder() else { return nil }
    self.state = state
    self.about = about
    self.places = places
  }

  /// The file of the place as it was named.
  var path: String { file(places[0]) }

  /// The ledger in a file's name: half the digits of its genesis, which are as many as nobody can match.
  private var ledger: String { String(about.genesis.hex.prefix(32)) }

  private func file(_ place: SeenPlace) -> String { "\(state)/\(ledger)-\(place.digest).checkpoint" }

  private static func placeFile(_ checkpoint: String) -> String { String(checkpoint.dropLast(11)) + ".place" }

  // MARK: Reading

  /// What was kept of this place, the larger where it has two names; nil when nothing was.
  ///
  /// - Throws: `E17` when it cannot be told whether there is any; `L03` when it is of another name than this
  ///   ledger's, though of its genesis; `E24` when it is no checkpoint.
  func read() throws(LedgerError) -> SeenCheckpoint? {
    var newest: SeenCheckpoint?
    for place in places {
      guard let kept = try Self.read(file(place), about.origin) else { continue }
      if kept.checkpoint.size > newest?.checkpoint.size ?? 0 { newest = kept }
    }
    return newest
  }

  private static func read(_ file: String, _ origin: String) throws(LedgerError) -> SeenCheckpoint? {
    guard try isKept(file) else { return nil }
    let bytes = try Files.read(file, limit: 1 << 20)
    let checkpoint: Checkpoint
    do { checkpoint = try Checkpoint(parsing: try SignedNote.parse(bytes).text) } catch { throw damaged(file) }
    guard checkpoint.origin == origin else { throw ofAnother(checkpoint.origin, file, origin) }
    let note = note(of: file)
    return SeenCheckpoint(
      checkpoint: checkpoint, file: file, place: note.place, isCopy: note.isCopy, seen: Files.modified(file))
  }

  /// Whether anything was kept. A home that this user may not enter is another's, where nothing of this user's can be; whoever
  /// could shut a user out of his own could as well empty it. Whatever else keeps this process from looking is no absence.
  private static func isKept(_ file: String) throws(LedgerError) -> Bool {
    do throws(LedgerError) { return try Files.isThere(file) } catch {
      if error.code == "E16" { return false }
      throw error
    }
  }

  /// What stands beside a checkpoint about where it was seen; of one that says nothing, nothing is known.
  private static func note(of file: String) -> (place: SeenPlace?, isCopy: Bool, isAccepted: Bool) {
    guard let bytes = try? Files.read(placeFile(file), limit: 1 << 16),
      let value = try? JSONDocument.object(bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes),
      let kind = value["kind"]?.string.flatMap({ SeenPlace.Kind(rawValue: $0) }), let name = value["place"]?.string
    else { return (nil, false, false) }
    return (SeenPlace(kind: kind, name: name), value["copy"]?.bool ?? false, value["loss_accepted"]?.bool ?? false)
  }

  /// The files kept of this ledger in other folders of it than this one.
  private func others() throws(LedgerError) -> [String] {
    guard Files.exists(state), Files.isReadable(state) else { return [] }
    let own = Set(places.map(file))
    return try Files.names(in: state).filter {
      $0.hasPrefix("\(ledger)-") && $0.hasSuffix(".checkpoint")
    }
    .map { "\(state)/\($0)" }.filter { !own.contains($0) && Self.note(of: $0).place?.kind == .ledger }
  }

  /// What was seen in the ledger's own folder, seen from another place: of a published log, a replica, a copy.
  func ledgers() throws(LedgerError) -> [SeenCheckpoint] {
    var seen: [SeenCheckpoint] = []
    for file in try others() where !Self.note(of: file).isCopy {
      if let kept = try Self.read(file, about.origin) { seen.append(kept) }
    }
    return seen
  }

  /// Whether this place is a second folder of the ledger, or would be if it were kept.
  func isCopy() throws(LedgerError) -> Bool {
    for place in places where try Self.isKept(file(place)) { return Self.note(of: file(place)).isCopy }
    return places[0].kind == .ledger ? try others().contains { !Self.note(of: $0).isCopy } : false
  }

  /// Another ledger of the same name was seen at this place before: the whole was exchanged. Of a ledger's own folder this is not
  /// asked: whoever may found one there may found it anew.
  ///
  /// - Throws: `L03`.
  func checkSameLedger() throws(LedgerError) {
    guard places[0].kind != .ledger, Files.exists(state) else { return }
    let endings = places.map { "-\($0.digest).checkpoint" }
    for name in try Files.names(in: state) where endings.contains(where: { name.hasSuffix($0) }) {
      guard !name.hasPrefix(ledger), let bytes = try? Files.read("\(state)/\(name)", limit: 1 << 20),
        let other = try? Checkpoint(parsing: SignedNote.parse(bytes).text), other.origin == about.origin
      else { continue }
      throw LedgerError(
        .integrity, "L03",
        "同一处此前见过同名的另一本账“\(about.origin)”（创世\(name.prefix(16))…，\(other.size)条）：整本账被调换；如确是重新建账，请删除“\(state)/\(name)”",
        "another ledger of the name \"\(about.origin)\" was seen at this place before (genesis \(name.prefix(16))…, \(other.size) entries): the whole was exchanged; if it was founded anew, remove \"\(state)/\(name)\""
      )
    }
  }

  private static func damaged(_ file: String) -> LedgerError {
    LedgerError(
      .malformed, "E24", "账本外保存的检查点“\(file)”已损坏；请与另存的检查点核对，再执行 taizhang verify，它会重新保存",
      "the checkpoint kept at \"\(file)\" is damaged; compare the ledger with one kept elsewhere, then run taizhang verify, which keeps it anew"
    )
  }

  /// The file goes by the genesis, so its name tells the ledger: it is the folder's description that says something else.
  private static func ofAnother(_ kept: String, _ file: String, _ origin: String) -> LedgerError {
    LedgerError(
      .integrity, "L03", "“taizhang.json”写的账本是“\(origin)”，账本外保存的检查点“\(file)”属于同一创世的“\(kept)”：其中之一被改动",
      "\"taizhang.json\" names the ledger \"\(origin)\", the checkpoint kept at \"\(file)\" is of \"\(kept)\" with the same genesis: one of them was altered"
    )
  }

  // MARK: Keeping

  /// Keeps a checkpoint, as what was seen at this place.
  ///
  /// - Throws: `E15` to `E17` when it cannot be kept: nothing of the ledger's is wrong then, but a rollback would go unnoticed, and
  ///   whoever called says so.
  func keep(_ note: [UInt8]) throws(LedgerError) {
    // Whoever verified beside a writer may come after him, with less.
    if let kept = try? read(), let new = try? Checkpoint(ofNote: note), kept.checkpoint.size > new.size { return }
    try Files.makeFolders(state, mode: 0o700)
    removeLeftovers()
    let isCopy = try isCopy()
    for place in places {
      let file = file(place)
      if Self.note(of: file).place == nil { try write(place, isCopy: isCopy) }
      try Files.write(file, note, mode: 0o600)
    }
  }

  /// Removes what a killed process left half written of this ledger. Nobody holds a lock here: what may be another thread's stays.
  private func removeLeftovers() {
    let own = ".\(getpid()).tmp"
    Leftovers.remove(in: state, unless: { $0.hasSuffix(own) }) { target in
      target == "\(ledger).probe"
        || target.hasPrefix("\(ledger)-") && (target.hasSuffix(".checkpoint") || target.hasSuffix(".place"))
    }
  }

  /// Whether a checkpoint could be kept now, by doing as ``keep(_:)`` would: rights alone do not tell.
  ///
  /// - Throws: what would keep it from being kept.
  func probe() throws(LedgerError) {
    try Files.makeFolders(state, mode: 0o700)
    let file = "\(state)/\(ledger).probe"
    try Files.write(file, [], mode: 0o600)
    try Files.remove(file)
  }

  private func write(_ place: SeenPlace, isCopy: Bool, isAccepted: Bool = false) throws(LedgerError) {
    var writer = JSONWriter()
    writer.object {
      $0.member("copy", isCopy)
      $0.member("kind", place.kind.rawValue)
      if isAccepted { $0.member("loss_accepted", true) }
      $0.member("place", place.name)
    }
    writer.newline()
    try Files.write(Self.placeFile(file(place)), writer.bytes, mode: 0o600)
  }

  /// Begins this place anew with a checkpoint, its loss accepted. The ledger goes on here, whatever was seen elsewhere, and other folders
  /// of it are copies. Where it is alive elsewhere, this may be a rehearsal of its loss: that folder stays what it was, and this one is
  /// measured by it no more, for what it lacks is on record.
  func keepAnew(_ note: [UInt8]) throws(LedgerError) {
    try forget()
    try Files.makeFolders(state, mode: 0o700)
    let isRehearsal = try isAliveElsewhere()
    if !isRehearsal {
      for file in try others() {
        if let place = Self.note(of: file).place { try write(place, isCopy: true) }
      }
    }
    for place in places {
      try write(place, isCopy: isRehearsal, isAccepted: true)
      try Files.write(file(place), note, mode: 0o600)
    }
  }

  /// Whether the ledger's own folder, as it was seen before, is there and another than this.
  private func isAliveElsewhere() throws(LedgerError) -> Bool {
    try others().contains { file in
      let note = Self.note(of: file)
      guard !note.isCopy, let place = note.place else { return false }
      return (try? Folder(place.name).readDescription())?.genesis == about.genesis
    }
  }

  /// All that is kept of this ledger, to be put back by ``putBack(_:)``.
  func everything() throws(LedgerError) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in try allFiles() { files[path] = try Files.read(path, limit: 1 << 20) }
    return files
  }

  /// Leaves exactly what was kept before.
  func putBack(_ before: [String: [UInt8]]) throws(LedgerError) {
    for path in try allFiles() where before[path] == nil { try Files.remove(path) }
    for (path, bytes) in before { try Files.write(path, bytes, mode: 0o600) }
  }

  private func allFiles() throws(LedgerError) -> [String] {
    guard Files.exists(state), Files.isReadable(state) else { return [] }
    return try Files.names(in: state).filter {
      $0.hasPrefix("\(ledger)-") && ($0.hasSuffix(".checkpoint") || $0.hasSuffix(".place"))
    }
    .map { "\(state)/\($0)" }
  }

  /// Forgets what was seen at this place.
  func forget() throws(LedgerError) {
    for place in places {
      try Files.remove(file(place))
      try Files.remove(Self.placeFile(file(place)))
    }
  }

  // MARK: Comparing

  /// Why this log is not an extension of what was kept of its place; nil when it is.
  func failure(of log: borrowing LogSnapshot) throws(LedgerError) -> LedgerError? {
    guard let kept = try read() else { return nil }
    let size = kept.checkpoint.size
    return kept.failure(size: log.size, root: log.size < size ? nil : try log.root(at: size), here: places[0].name)
  }

  /// What was seen in the ledger's own folder and is not a beginning of this copy's log: it is older, or went another way.
  func ahead(of log: borrowing LogSnapshot) throws(LedgerError) -> SeenCheckpoint? {
    guard try isCopy(), !places.contains(where: { Self.note(of: file($0)).isAccepted }) else { return nil }
    var ahead: SeenCheckpoint?
    for kept in try ledgers() {
      let size = kept.checkpoint.size
      let root = log.size < size ? nil : try log.root(at: size)
      if root != kept.checkpoint.root, size > ahead?.checkpoint.size ?? 0 { ahead = kept }
    }
    return ahead
  }

  /// Why a log of `size` entries is not an extension of a checkpoint; nil when it is.
  ///
  /// - Parameter root: over the first entries, as many as were kept; nil when there are fewer.
  static func failure(_ kept: Checkpoint, size: UInt64, root: Hash?) -> LedgerError? {
    guard size >= kept.size else {
      return LedgerError(
        .integrity, "L09", "账本只有\(size)条，而此前已见过\(kept.size)条：账本被回滚或截断",
        "the log has \(size) entries but \(kept.size) were seen before: it was rolled back or truncated")
    }
    if root == kept.root { return nil }
    return LedgerError(
      .integrity, "L04", "账本前\(kept.size)条与此前见过的检查点不同：历史被改写",
      "the first \(kept.size) entries differ from the checkpoint seen before: history was rewritten")
  }
}
