#if DEBUG
  import LMDB
  import Testing

  @Suite struct FaultTests {
    let folder: Folder
    let environment: Environment
    let faults = FaultInjector()

    init() throws {
      folder = try Folder()
      environment = try Environment(path: folder.path)
      try environment.fill("a", [("k", "v")])
      environment.faults = faults
    }

    @Test(arguments: [
      (FaultInjector.Point.put, LMDBError.Operation.put), (.commit, .commit), (.sync, .commit),
    ])
    func nothingIsHalfWritten(_ point: FaultInjector.Point, _ operation: LMDBError.Operation) throws {
      faults.fail(point, with: .diskFull)
      #expect(throws: LMDBError(.diskFull, operation, path: folder.path)) {
        try environment.fill("a", [("k", "w"), ("l", "x")])
      }
      #expect(try environment.contents("a") == ["k=v"])
      try environment.fill("a", [("l", "x")])
      #expect(try environment.contents("a") == ["k=v", "l=x"])
    }

    @Test func failsTheNthOnceAndCounts() throws {
      faults.fail(.put, nth: 3, with: .inputOutput)
      try environment.write { transaction in
        let database = try transaction.database(named: "a")
        try transaction.put([1], [], database)
        try transaction.reserve([2], 1, database) { $0[0] = 0 }
      }
      #expect(code { try environment.fill("a", [("m", "")]) } == .inputOutput)
      try environment.fill("a", [("m", "")])
    }

    @Test func failsCursorsAndSync() throws {
      faults.fail(.put, with: .diskFull)
      #expect(throws: LMDBError(.diskFull, .put, path: folder.path)) {
        try environment.write { transaction in
          let database = try transaction.database(named: "a")
          var cursor = try transaction.writeCursor(database)
          try cursor.put([1], [])
        }
      }
      faults.fail(.sync, with: .inputOutput)
      #expect(throws: LMDBError(.inputOutput, .sync, path: folder.path)) { try environment.sync() }
      faults.fail(.sync, with: .inputOutput)
      faults.clear()
      try environment.sync()
    }
  }
#endif
