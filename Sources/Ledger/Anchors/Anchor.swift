public import EventSourcing
public import TransparencyLog

/// A checkpoint seen outside at some time (`anchor.recorded`, format.md §11): what bounds the ledger's own clock.
public struct Anchor: Sendable {
  /// Who keeps the outside clock; the raw values are those of `kind` in specs/format.md §11.
  public enum Kind: String, Sendable, CaseIterable {
    /// A witness's cosignature (C2SP tlog-cosignature).
    case witness
    /// A time-stamping authority's token (RFC 3161).
    case tsa
    /// Paper: the word of whoever signed the event, to the day.
    case paper
  }

  /// What kind of outside clock it goes by, and so what its token is.
  public let kind: Kind
  /// The signed checkpoint, byte for byte; of a witness, with its line.
  public let note: [UInt8]
  /// The checkpoint that `note` signs: origin, size and root. Its signature is checked against a log, not here.
  public let checkpoint: Checkpoint
  /// When it was seen at the latest, by the outside clock.
  public let time: Timestamp
  /// When it was seen at the earliest: the same instant, or the beginning of the day on which it was printed.
  public let earliest: Timestamp
  /// Who says so, of kind `witness`: anybody can make such a key, so a policy says whose word counts.
  public let witness: CosignerKey?
  /// The witness's name; nil where the token itself must be looked at.
  public var by: String? { witness?.name }
  /// The time stamp, of kind `tsa`.
  public let stamp: TimeStampToken?

  /// Takes an anchor apart and checks what needs no ledger: the token belongs to exactly this checkpoint.
  ///
  /// - Parameters:
  ///   - token: of `tsa`, base64 of the DER; of `witness`, its cosignature key.
  ///   - printed: when it was printed, of kind `paper`.
  /// - Throws: `L07` for a token that is not of this checkpoint, or a time outside the years 0001 to 9999.
  public init(kind: Kind, checkpoint note: [UInt8], token: String?, printed: EventTime) throws(LedgerError) {
    self.kind = kind
    self.note = note
    do throws(CheckpointError) { checkpoint = try Checkpoint(ofNote: note) } catch {
      throw Self.isFalse("检查点不合格式：\(error.message.zh)", "its checkpoint is malformed: \(error.message.en)")
    }
    switch kind {
    case .paper:
      earliest = try Self.within(printed.start)
      (time, witness, stamp) = (try Self.within(printed.end), nil, nil)
    case .tsa:
      let read = try Self.stamp(token)
      guard read.imprint == SHA256.hash(note) else {
        throw Self.isFalse("时间戳所盖的不是这个检查点", "the time stamp is not over this checkpoint")
      }
      (time, witness, stamp) = (try Self.within(Timestamp(stated: read.timeMs)), nil, read)
      earliest = time
    case .witness:
      let cosignature = try Self.cosignature(note, token)
      (time, witness, stamp) = (try Self.within(Timestamp(statedSeconds: cosignature.time)), cosignature.key, nil)
      earliest = time
    }
  }

  /// Reads an event; nil for one that is no anchor.
  init?(_ context: EventContext) throws(LedgerError) {
    guard context.event.type == Self.type else { return nil }
    let data = context.event.data
    guard let kind = data["kind"]?.string.flatMap({ Kind(rawValue: $0) }), let note = data["checkpoint"]?.string else {
      throw Self.isFalse("锚定缺少字段", "the anchor lacks a field")
    }
    try self.init(
      kind: kind, checkpoint: Array(note.utf8), token: data["token"]?.string, printed: context.event.time)
  }

  static let type = AnchorTimes.type

  /// A time that people can write; whatever outside bytes state beyond it is refused, never reckoned with.
  private static func within(_ time: Timestamp?) throws(LedgerError) -> Timestamp {
    guard let time, time.isWritable else {
      throw isFalse("所称时间不在公元1年至9999年之内", "the time it states is outside the years 0001 to 9999")
    }
    return time
  }

  private static func stamp(_ token: String?) throws(LedgerError) -> TimeStampToken {
    guard let der = token.flatMap({ Base64.decode($0) }) else {
      throw isFalse("没有时间戳，或不是base64", "there is no time stamp, or it is no base64")
    }
    do { return try TimeStampToken(der: der) } catch { throw isFalse(error.message.zh, error.message.en) }
  }

  private static func cosignature(_ note: [UInt8], _ token: String?) throws(LedgerError) -> Cosignature {
    let key: CosignerKey
    do throws(KeyError) {
      guard let token else { throw .malformed }
      key = try CosignerKey(token)
    } catch {
      throw isFalse("见证人的公钥不合格：\(error.message.zh)", "the witness's key is not acceptable: \(error.message.en)")
    }
    do throws(NoteError) {
      if let found = try Cosignature.find(under: note, by: [key]).first { return found }
    } catch {
      throw isFalse("见证签名不成立：\(error.message.zh)", "the cosignature does not hold: \(error.message.en)")
    }
    throw isFalse("检查点下没有该见证人的签名", "the witness has not cosigned the checkpoint")
  }

  static func isFalse(_ zh: String, _ en: String) -> LedgerError {
    LedgerError(.integrity, "L07", "锚定不成立：\(zh)", "the anchor does not hold: \(en)")
  }

  /// Checks it against the log it stands in: signed by the key in force, the same history, of the past.
  ///
  /// - Parameters:
  ///   - seq: where it is recorded, or will be.
  ///   - key: in force at the checkpoint's size.
  ///   - root: of the log at the checkpoint's size; asked only for sizes that the log has.
  /// - Throws: `L07`.
  func check(
    at seq: UInt64, origin: String, key: VerifierKey?, root: (UInt64) throws(LedgerError) -> Hash
  ) throws(LedgerError) {
    guard checkpoint.origin.utf8.elementsEqual(origin.utf8), checkpoint.size <= seq else {
      throw Self.isFalse("检查点不是本账本此前的", "its checkpoint is not an earlier one of this ledger")
    }
    do throws(CheckpointError) {
      guard let key else { throw .note(.noKnownSignature) }
      _ = try Checkpoint(verifying: note, by: key)
    } catch {
      throw Self.isFalse(
        "检查点不是由当时的密钥签署：\(error.message.zh)",
        "its checkpoint is not signed by the key then in force: \(error.message.en)")
    }
    guard try root(checkpoint.size) == checkpoint.root else {
      throw Self.isFalse(
        "前\(checkpoint.size)条与所锚定的不同：账本签署过另一份历史",
        "the first \(checkpoint.size) entries are not those anchored: the ledger signed another history")
    }
  }

  /// Checks it against the log it is to be recorded in.
  ///
  /// - Throws: `L07`.
  public func check(against view: LedgerView) throws(LedgerError) {
    let snapshot = try view.ledger.log.snapshot()
    try check(
      at: view.size, origin: view.ledger.about.origin, key: view.checkpointKey(forSize: checkpoint.size),
      root: { (size) throws(LedgerError) in try snapshot.root(at: size) })
  }

  /// Checks that the time stamp is by an authority whose certificate leads to one of these, in PEM.
  ///
  /// - Throws: `L07`, for other kinds too: nobody's certificate stands behind them.
  public func check(authorities: [UInt8]) throws(LedgerError) {
    guard let stamp else { throw Self.isFalse("不是时间戳", "it is no time stamp") }
    do { try stamp.verify(authorities: authorities) } catch { throw Self.isFalse(error.message.zh, error.message.en) }
  }
}
