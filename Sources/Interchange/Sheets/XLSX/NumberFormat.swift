/// What a number format says about the numbers it shows.
struct NumberFormat: Sendable, Equatable {
  var isDate = false
  var isPercent = false

  /// A format built into the file format (ECMA-376 part 1, 18.8.30, with its East Asian ids).
  init(builtin id: Int) {
    switch id {
    case 14...22, 27...36, 45...47, 50...58: isDate = true
    case 9, 10: isPercent = true
    default: break
    }
  }

  /// A custom format code: a date if it has y, m, d, h or s outside quotes, brackets and escapes.
  init(code: String) {
    let plain = TextFolding.key(code)
    if plain == "general" || plain == "standard" || plain == "@" { return }
    var scalars = code.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\"": while let quoted = scalars.next(), quoted != "\"" {}
      case "[":
        var first: Unicode.Scalar?
        while let inside = scalars.next(), inside != "]" { if first == nil { first = inside } }
        // [h], [mm] and [s] count elapsed time; [Red], [$-804] and [>9] do not.
        isDate = isDate || first.map { "hms".unicodeScalars.contains($0) } ?? false
      case "\\", "_", "*": _ = scalars.next()
      case "y", "Y", "m", "M", "d", "D", "h", "H", "s", "S": isDate = true
      case "%": isPercent = true
      default: break
      }
    }
  }
}

/// Reads `styles.xml`: which number format each cell style (`s="…"`) has.
final class StylesHandler: XMLPartHandler {
  /// By style index.
  private(set) var formats: [NumberFormat] = []
  private var custom: [Int: NumberFormat] = [:]
  private var inCellFormats = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    switch name {
    case "numFmt":
      if let id = attributes.number("numFmtId"), let code = attributes["formatCode"] {
        custom[id] = NumberFormat(code: code)
      }
    case "cellXfs": inCellFormats = true
    case "xf":
      guard inCellFormats else { return }
      let id = attributes.number("numFmtId") ?? 0
      formats.append(custom[id] ?? NumberFormat(builtin: id))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {}

  func end(_ name: XMLName) throws(SheetError) {
    if name == "cellXfs" { inCellFormats = false }
  }
}
