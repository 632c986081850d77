import EventSourcing
public import Ledger
import Yams

extension YAMLItem {
  /// Largest file, in bytes.
  public static let byteCountMax = 1 << 20
  /// Most values of a file: aliases may name one value many times.
  public static let valueCountMax = 100_000

  /// Reads one YAML document.
  ///
  /// - Throws: `Y01` when it is not YAML or has no content, `Y04` for a name given twice or no text.
  public static func parse(_ bytes: [UInt8], file: String) throws(LedgerError) -> YAMLItem {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .inFile("Y01", Place(file: file, line: 1), "不是UTF-8文本", "not UTF-8 text")
    }
    let root: Node?
    do { root = try compose(yaml: text) } catch YamlError.duplicatedKeysInMapping(let names, let context) {
      let list = names.sorted().joined(separator: ", ")
      throw .inFile(
        "Y04", Place(file: file, line: context.mark.line), "此行开始的对象中名称重复：\(list)",
        "the map that begins here gives a name twice: \(list)")
    } catch {
      // The library's words, which are English.
      let words = "\(error)"
      throw .inFile("Y01", Place(file: file, line: line(of: error)), "不是YAML：\(words)", "not YAML: \(words)")
    }
    guard let root else {
      throw .inFile("Y01", Place(file: file, line: 1), "文件没有内容", "the file is empty")
    }
    var reader = NodeReader(file: file)
    return try reader.item(root, line: 1)
  }

  private static func line(of error: any Error) -> Int {
    switch error as? YamlError {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: 1
    }
  }
}

/// Turns nodes into items, counting them.
private struct NodeReader {
  let file: String
  var count = 0

  mutating func item(_ node: Node, line: Int) throws(LedgerError) -> YAMLItem {
    let line = node.mark?.line ?? line
    let place = YAMLItem.Place(file: file, line: line)
    count += 1
    guard count <= YAMLItem.valueCountMax else {
      throw .inFile("Y01", place, "内容过多", "too many values")
    }
    switch node {
    case .scalar(let scalar):
      try check(scalar.string, place)
      return YAMLItem(place: place, value: .scalar(scalar.string, isPlain: scalar.style == .plain))
    case .sequence(let nodes):
      var items: [YAMLItem] = []
      for node in nodes { items.append(try item(node, line: line)) }
      return YAMLItem(place: place, value: .list(items))
    case .mapping(let mapping): return YAMLItem(place: place, value: .map(try members(mapping, line)))
    case .alias:
      throw .inFile("Y01", place, "别名没有所指", "an alias without what it names")
    }
  }

  private mutating func members(_ mapping: Node.Mapping, _ line: Int) throws(LedgerError) -> [YAMLItem.Member] {
    var members: [YAMLItem.Member] = []
    for (key, value) in mapping {
      let place = YAMLItem.Place(file: file, line: key.mark?.line ?? line)
      guard case .scalar(let scalar) = key else {
        throw .inFile("Y04", place, "名称应为文本", "a name must be a text")
      }
      try check(scalar.string, place)
      members.append(YAMLItem.Member(name: scalar.string, place: place, value: try item(value, line: place.line)))
    }
    return members
  }

  /// No text of such a file holds what no text of a person may hold, wherever it would go.
  private func check(_ text: String, _ place: YAMLItem.Place) throws(LedgerError) {
    guard let fault = TextFault(in: text) else { return }
    throw .inFile("Y04", place, fault.message.zh, fault.message.en)
  }
}
