import TestSupport
#if DEBUG
  import LMDB
  import Testing

  /// Random transactions against a dictionary: after each, the store holds what the dictionary does, failures
  /// included.
  @Suite struct ModelTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func agreesWithAModel(seed: UInt64) throws {
      let folder = try Folder()
      var environment: Environment? = try Environment(path: folder.path, options: testOptions())
      var random = SplitMix64(seed: seed)
      var model: [UInt16: [UInt8]] = [:]
      for round in 0..<60 {
        if Int.random(in: 0..<10, using: &random) == 0 {
          environment = nil
          environment = try Environment(path: folder.path, options: testOptions())
        }
        let open = try #require(environment)
        try Self.transact(open, &model, &random, first: round == 0)
        try Self.expectEqual(open, model)
      }
    }

    enum End: CaseIterable { case commit, abort, failPut, failCommit }

    static func transact(
      _ environment: Environment, _ model: inout [UInt16: [UInt8]], _ random: inout SplitMix64, first: Bool
    ) throws {
      let end = first ? .commit : End.allCases.randomElement(using: &random) ?? .commit
      let steps = Int.random(in: 1...80, using: &random)
      let faults = FaultInjector()
      environment.faults = faults
      if end == .failPut {
        faults.fail(.put, nth: Int.random(in: 1...steps, using: &random), with: .diskFull)
      }
      if end == .failCommit { faults.fail(.commit, with: .inputOutput) }
      var next = model
      var transaction = try environment.beginWrite()
      let database = try transaction.database(named: "m", create: true)
      var failed: LMDBError?
      for _ in 0..<steps {
        do throws(LMDBError) {
          try step(&transaction, database, &next, &random)
        } catch {
          failed = failed ?? error
          #expect(error.code == (failed == error ? .diskFull : .badTransaction))
        }
      }
      switch end {
      case .abort: transaction.abort()
      case .failCommit: #expect(commitCode(transaction) == .inputOutput)
      case .failPut where failed != nil: #expect(commitCode(transaction) == .badTransaction)
      case .commit, .failPut:
        try transaction.commit()
        model = next
      }
      environment.faults = nil
    }

    static func step(
      _ transaction: inout WriteTransaction, _ database: Database, _ model: inout [UInt16: [UInt8]],
      _ random: inout SplitMix64
    ) throws(LMDBError) {
      let number = UInt16.random(in: 0..<500, using: &random)
      let key = [UInt8(number >> 8), UInt8(number & 0xFF)]
      if Int.random(in: 0..<3, using: &random) == 0 {
        #expect(try transaction.delete(key, database) == (model.removeValue(forKey: number) != nil))
      } else {
        let size = Int.random(in: 0...(number % 20 == 0 ? 9000 : 60), using: &random)
        let value = [UInt8](repeating: UInt8.random(in: .min ... .max, using: &random), count: size)
        try transaction.put(key, value, database)
        model[number] = value
      }
    }

    static func expectEqual(_ environment: Environment, _ model: [UInt16: [UInt8]]) throws {
      let transaction = try environment.beginRead()
      let database = try transaction.database(named: "m")
      var expected = model.sorted { $0.key < $1.key }.makeIterator()
      try transaction.scan(database) { key, value in
        let next = expected.next()
        #expect(next?.key == UInt16(key[0]) << 8 | UInt16(key[1]))
        #expect(next?.value == Array(value))
        return .continue
      }
      #expect(expected.next() == nil)
      #expect(try transaction.stat(database).entries == model.count)
    }
  }
#endif
