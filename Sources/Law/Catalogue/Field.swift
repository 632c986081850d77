public import EventSourcing

/// One field of an event's data: its name in JSON, the labels people read, and what it may hold.
public struct Field: Hashable, Sendable {
  /// Its name in JSON.
  public let name: String
  /// Label in Chinese.
  public let zh: String
  /// Label in English.
  public let en: String
  /// What its value may be.
  public let kind: Kind
  /// Whether the event is refused without it.
  public var isRequired = false
  /// Whether the log holds a commitment in its place: `{"c": "<44 characters of base64>"}`.
  public var isPersonal = false
  /// What the field means to the rules, whatever its kind.
  public var marks: Set<Mark> = []

  /// A field's meaning to the rules about who may record what (specs/authority.md).
  public enum Mark: String, CaseIterable, Sendable {
    /// Says who did it.
    case doer
    /// Says to whom, with whom or for whom.
    case party
    /// Says where the subject belongs.
    case seat
    /// A day that counts as when it happened: under the same limits as the event's time.
    case counts
  }

  /// Whether a correction may say it afresh: who, to whom and whose it is are changed by events of their own.
  public var isCorrectable: Bool { marks.isDisjoint(with: [.doer, .party, .seat]) }

  /// What a clerk must know to fill it in, when the label does not say enough.
  public var note: Bilingual?

  /// What a field may hold. Units are part of the kind: money is fen, ratios are basis points.
  public indirect enum Kind: Hashable, Sendable {
    /// Text of 1 to so many bytes of UTF-8.
    case text(byteCountMax: Int)
    /// Text made by machines (keys, proofs, tokens, slices of JSON): never searched for personal data.
    case machine(byteCountMax: Int)
    /// SHA-256 as 64 lower-case hex digits.
    case digest
    /// A code of the codelist of that id.
    case code(String)
    /// Several codes of the codelist of that id.
    case codes(String)
    /// A reference with one of these prefixes; an empty list means any known prefix.
    case reference([String])
    case references([String])
    case integer(ClosedRange<Int64>)
    /// Money in fen.
    case fen(ClosedRange<Int64>)
    /// A ratio in basis points: 10000 is the whole.
    case bp(ClosedRange<Int64>)
    case bool
    /// A day, `YYYY-MM-DD`.
    case date
    /// A day or an instant with offset.
    case time
    /// `{lat_e7, lon_e7}` in 10^-7 degrees.
    case geo
    /// An earlier event as `TX.POS`.
    case event
    /// A 12-digit statistical area code.
    case area
    case areas
    /// Texts of 1 to so many bytes each.
    case strings(byteCountMax: Int)
    case object([Field])
    case objects([Field])
    /// An object whose shape belongs to another reader (a policy pack, the fields of a correction).
    case json
  }

  /// Ten thousand billion yuan, in fen: more than any ledger will see, far from overflow in sums.
  public static let fenMax: Int64 = 1_000_000_000_000_000
  /// The longest free text, in bytes.
  public static let proseByteCountMax = 6000

  /// An optional, clear field.
  public init(_ name: String, _ zh: String, _ en: String, _ kind: Kind) {
    self.name = name
    self.zh = zh
    self.en = en
    self.kind = kind
  }

  /// The codelist its codes are taken from.
  public var codelist: String? {
    switch kind {
    case .code(let id), .codes(let id): id
    default: nil
    }
  }

  /// The prefixes its references may have; an empty list means any.
  public var prefixes: [String]? {
    switch kind {
    case .reference(let prefixes), .references(let prefixes): prefixes
    default: nil
    }
  }

  /// The least and greatest value of a number.
  public var range: ClosedRange<Int64>? {
    switch kind {
    case .integer(let range), .fen(let range), .bp(let range): range
    default: nil
    }
  }

  /// The fields of a nested object or list of objects.
  public var fields: [Field] {
    switch kind {
    case .object(let fields), .objects(let fields): fields
    default: []
    }
  }
}
