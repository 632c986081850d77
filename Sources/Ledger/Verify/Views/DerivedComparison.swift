import LMDB
import TransparencyLog

/// Compares the live derived generation with one replayed from nothing.
///
/// Its snapshots are taken before the replay and held, so that a writer at work moves neither side.
final class DerivedComparison {
  let standing: DerivedStore.Standing
  /// One a worker: a read transaction serves one thread at a time.
  private let snapshots: [DerivedBase]

  private init(_ standing: DerivedStore.Standing, _ snapshots: [DerivedBase]) {
    self.standing = standing
    self.snapshots = snapshots
  }

  private enum Part: Int, CaseIterable {
    case chains
    case postings
    case transactions
    case tables
  }

  /// Differences reported of one database: enough to see what happened.
  private static let countMax = 20

  /// Takes hold of the live generation; nil, with a finding, when there is none to compare.
  static func open(_ ledger: Ledger, _ findings: inout Findings) throws(LedgerError) -> DerivedComparison? {
    guard let store = try ledger.derived.store() else {
      findings.add(try absence(ledger.derived))
      return nil
    }
    while true {
      var snapshots: [DerivedBase] = []
      for _ in Part.allCases { snapshots.append(try DerivedBase(store)) }
      var standings: [DerivedStore.Standing?] = []
      for snapshot in snapshots {
        standings.append(try snapshot.read { (snapshot) throws(LedgerError) in try snapshot.standing() })
      }
      guard let standing = standings[0] else {
        findings.add(
          .altered(
            .views, "L06", "派生状态没有写明所处位置；请执行 taizhang rebuild",
            "derived state does not say where it stands: run taizhang rebuild"))
        return nil
      }
      if standings.allSatisfy({ $0 == standing }) { return DerivedComparison(standing, snapshots) }
    }
  }

  /// Why there is nothing to compare.
  private static func absence(_ derived: DerivedGenerations) throws(LedgerError) -> Finding {
    guard let path = try derived.dataPath() else {
      return .warning(.views, "L06", "没有派生状态；请执行 taizhang rebuild", "there is no derived state: run taizhang rebuild")
    }
    do {
      _ = try Environment(path: path, options: Environment.Options(readOnly: true))
    } catch {
      return .altered(
        .views, "L06", "派生状态的文件损坏（\(error.message.zh)）；请执行 taizhang rebuild",
        "the file of derived state is damaged (\(error.message.en)): run taizhang rebuild")
    }
    return .warning(
      .views, "L06", "派生状态是别的版本所写，未比较；请执行 taizhang rebuild",
      "derived state was written by another version and was not compared: run taizhang rebuild")
  }

  /// Whether it stands somewhere in this log; adds what is wrong with where it stands.
  func isComparable(_ ledger: Ledger, size: UInt64, _ findings: inout Findings) throws(LedgerError) -> Bool {
    guard standing.position > 0, standing.position <= size, try ledger.isOfThisLog(standing) else {
      findings.add(
        .altered(
          .views, "L06", "派生状态（前\(standing.position)条）不属于这份日志；请执行 taizhang rebuild",
          "derived state (as of \(standing.position)) is not of this log: run taizhang rebuild"))
      return false
    }
    if standing.position < size {
      findings.add(
        .warning(
          .views, "L06", "派生状态只到第\(standing.position)条，日志有\(size)条；下次写入或 taizhang rebuild 会补上",
          "derived state is as of \(standing.position), the log has \(size) entries: the next append or taizhang rebuild catches up"
        ))
    }
    return true
  }

  /// Adds every difference from a replay that stands at the same place.
  func compare(_ store: DerivedStore, jobs: Int, _ findings: inout Findings) throws(LedgerError) {
    nonisolated(unsafe) let snapshots = snapshots
    let results = parallelMap(Part.allCases.count, jobs: jobs) { index in
      Result { () throws(LedgerError) in
        let replayed = try store.snapshot()
        return try snapshots[index].read { (stored) throws(LedgerError) in
          try Self.differences(Part.allCases[index], stored, replayed)
        }
      }
    }
    let replayed = try DerivedBase(store).read { (snapshot) throws(LedgerError) in try snapshot.standing() }
    if replayed != standing {
      findings.add(
        .altered(.views, "L06", "派生状态所写的位置与重放不同", "where derived state says it stands differs from a replay"))
    }
    for result in results { for finding in try result.get() { findings.add(finding) } }
  }

  private static func differences(
    _ part: Part, _ stored: borrowing DerivedSnapshot, _ replayed: borrowing DerivedSnapshot
  ) throws(LedgerError) -> [Finding] {
    do throws(LMDBError) {
      switch part {
      case .chains:
        return try DerivedDifference.records(
          stored, stored.chains, replayed, replayed.chains, countMax: countMax
        ).map { finding($0, "主体的事件链", "the chain of") }
      case .postings:
        return try DerivedDifference.postings(stored, replayed, countMax: countMax).map(posting)
      case .transactions:
        return try DerivedDifference.records(
          stored, stored.transactions, replayed, replayed.transactions, countMax: countMax
        ).map { finding($0, "事务索引", "the place of transaction") }
      case .tables: return try tables(stored, replayed)
      }
    } catch {
      throw LedgerError(error)
    }
  }

  private static func tables(
    _ stored: borrowing DerivedSnapshot, _ replayed: borrowing DerivedSnapshot
  ) throws(LMDBError) -> [Finding] {
    var findings: [Finding] = []
    for (name, database) in stored.tables.sorted(by: { $0.key < $1.key }) {
      guard let other = replayed.tables[name] else { continue }
      findings += try DerivedDifference.records(stored, database, replayed, other, countMax: countMax).map {
        finding($0, "表 \(name) 的行", "table \(name), row")
      }
    }
    return findings
  }

  private static func finding(_ difference: DerivedDifference, _ zh: String, _ en: String) -> Finding {
    let key = String(decoding: difference.key, as: UTF8.self)
    let what = difference.kind.words
    return .altered(
      .views, "L06", "派生状态与重放不同：\(zh)“\(key)”\(what.zh)",
      "derived state differs from a replay: \(en) \"\(key)\" \(what.en)")
  }

  private static func posting(_ difference: DerivedDifference) -> Finding {
    let text = String(decoding: difference.key.dropFirst().prefix { $0 != 0 }, as: UTF8.self)
    let kind =
      switch difference.key.first {
      case UInt8(ascii: "s"): ("主体索引", "the index of subject")
      case UInt8(ascii: "t"): ("类型索引", "the index of type")
      case UInt8(ascii: "d"): ("日期索引", "the index of day")
      case UInt8(ascii: "p"): ("地点索引", "the index of place")
      default: ("索引", "an index")
      }
    return finding(DerivedDifference(key: Array(text.utf8), kind: difference.kind), kind.0, kind.1)
  }
}

extension DerivedDifference.Kind {
  fileprivate var words: (zh: String, en: String) {
    switch self {
    case .missing: ("缺失", "is missing")
    case .extra: ("多出", "should not be there")
    case .altered: ("被改动", "was altered")
    }
  }
}
