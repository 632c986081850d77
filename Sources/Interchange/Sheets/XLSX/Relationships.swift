/// Reads a `.rels` part: what other parts a part refers to (ECMA-376 part 2, 9).
final class RelationshipsHandler: XMLPartHandler {
  struct Relationship {
    let id: String
    /// The last component of the type URI, the same in transitional and strict workbooks: `worksheet`, `styles`…
    let kind: String
    /// The part's name inside the archive.
    let target: String
  }

  private(set) var all: [Relationship] = []
  private let folder: [Substring]

  /// - Parameter part: the part the relationships belong to; targets are relative to its folder.
  init(of part: String) {
    folder = Array(part.split(separator: "/").dropLast())
  }

  func first(_ kind: String) -> String? { all.first { $0.kind == kind }?.target }

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    guard name == "Relationship", attributes["TargetMode"] != "External",
      let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"]
    else { return }
    let kind = type.split(separator: "/").last.map(String.init) ?? type
    all.append(Relationship(id: id, kind: kind, target: resolve(target)))
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {}
  func end(_ name: XMLName) throws(SheetError) {}

  private func resolve(_ written: String) -> String {
    // Some programs write their own system's separator.
    let target = String(written.map { $0 == "\\" ? "/" : $0 })
    var path = target.hasPrefix("/") ? [] : folder
    for component in target.split(separator: "/") where component != "." {
      if component == ".." { _ = path.popLast() } else { path.append(component) }
    }
    return path.joined(separator: "/")
  }

  /// The name of the part that holds another part's relationships.
  static func part(of part: String) -> String {
    var path = part.split(separator: "/").map(String.init)
    let name = path.popLast() ?? ""
    return (path + ["_rels", name + ".rels"]).joined(separator: "/")
  }
}

/// Reads `comments1.xml`: which cells carry a comment, and what it says.
final class CommentsHandler: XMLPartHandler {
  private(set) var comments: [CellComment] = []
  private var cell: String?
  private var words: [UInt8] = []
  private var isInText = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    switch name {
    case "comment":
      cell = attributes["ref"]
      words = []
    case "t": isInText = true
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {
    if isInText { words += bytes }
  }

  func end(_ name: XMLName) throws(SheetError) {
    switch name {
    case "t": isInText = false
    case "comment":
      guard let cell else { return }
      comments.append(CellComment(cell: cell, text: EscapedText.decode(words[...])))
    default: break
    }
  }
}

/// Reads `workbook.xml`: the sheets in order, the date epoch, and whether stored results may be stale.
final class WorkbookHandler: XMLPartHandler {
  struct Entry {
    let name: String
    let relationship: String
    let isHidden: Bool
  }

  private(set) var sheets: [Entry] = []
  private(set) var usesEpoch1904 = false
  /// Set by programs that write formulas without calculating them: the stored results are placeholders.
  private(set) var mustCalculateOnLoad = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    switch name {
    case "workbookPr": usesEpoch1904 = attributes.isTrue("date1904")
    case "calcPr": mustCalculateOnLoad = attributes.isTrue("fullCalcOnLoad")
    case "sheet":
      guard let title = attributes["name"], let id = attributes.prefixed("id") else { return }
      let state = attributes["state"] ?? "visible"
      sheets.append(Entry(name: title, relationship: id, isHidden: state != "visible"))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {}
  func end(_ name: XMLName) throws(SheetError) {}
}
