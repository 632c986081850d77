public import EventSourcing

extension Catalogue {
  /// Judges the shape of every event of a transaction, whatever is known of its subjects.
  ///
  /// - Returns: every reason against it (codes `C01` to `C11`), in the order of the text.
  public func check(_ transaction: Transaction) -> [Refusal] {
    var refusals: [Refusal] = []
    for (name, text) in [
      ("device", transaction.header.device), ("late_reason", transaction.header.lateReason),
    ] {
      guard let text, let found = PersonalNumbers.find(in: text) else { continue }
      refusals.append(.personalNumber(found, path: "$.\(name)"))
    }
    for index in transaction.events.indices {
      let before = refusals.count
      check(transaction.events[index], transaction, &refusals)
      for new in before..<refusals.count { refusals[new] = refusals[new].at("$.events[\(index)]") }
    }
    return refusals
  }

  /// Judges the fields of a correction as if they stood in an event of the corrected type: every field
  /// must be known and right, none need be there.
  public func check(correction fields: JSONValue, of type: String) -> [Refusal] {
    guard let shape = index.type(type) else { return [.unknownType(type)] }
    var checker = DataChecker(knownPrefixes: index.knownPrefixes, refs: [], asksRefs: false)
    checker.check(fields, shape.object, asksRequired: false)
    return checker.refusals
  }

  private func check(_ event: Event, _ transaction: Transaction, _ refusals: inout [Refusal]) {
    checkBasis(event, transaction, &refusals)
    checkEnvelope(event, &refusals)
    guard let shape = index.type(event.type) else {
      refusals.append(.unknownType(event.type))
      return
    }
    if !hasPrefix(event.subject, shape.subjectPrefixes) {
      refusals.append(.subjectPrefix(event.subject, shape.type))
    }
    var checker = DataChecker(knownPrefixes: index.knownPrefixes, refs: event.refs, asksRefs: true)
    checker.own = event.subject
    checker.check(event.data, shape.object, asksRequired: true)
    let before = refusals.count
    refusals += checker.refusals
    for new in before..<refusals.count { refusals[new] = refusals[new].at("$.data") }
    if let by = event.by, !transaction.header.signers.contains(by) { checker.note(by) }
    let mayHoldMore = event.corrects != nil || event.voids != nil
    if checker.lacksRef || (checker.hasSurplus && !mayHoldMore) {
      let wanted = expectedRefs(
        type: event.type, data: event.data, by: event.by, signers: transaction.header.signers,
        subject: event.subject)
      refusals.append(.refs(wanted: wanted, given: event.refs, mayHoldMore: mayHoldMore))
    }
  }

  private func hasPrefix(_ reference: String, _ prefixes: [[UInt8]]) -> Bool {
    let wanted = prefixes.isEmpty ? index.knownPrefixes : prefixes
    return wanted.contains { DataChecker.hasPrefix(reference, $0) }
  }

  /// Who did it and who typed it must fit together, as far as the text alone shows (format: `basis`).
  private func checkBasis(_ event: Event, _ transaction: Transaction, _ refusals: inout [Refusal]) {
    let signers = transaction.header.signers
    let doer = transaction.doer(of: event)
    switch event.basis {
    case .own:
      if !signers.contains(doer) { refusals.append(.basisOwn(doer)) }
    case .entered:
      if signers.contains(doer) { refusals.append(.basisEntered(doer)) }
    case .paper:
      if signers.count < 2 || signers.contains(doer) { refusals.append(.basisPaperWitness(doer)) }
      if !event.evidence.contains(where: { $0.kind == "scan" }) { refusals.append(.basisPaperScan()) }
    case .migrated: break
    }
  }

  private func checkEnvelope(_ event: Event, _ refusals: inout [Refusal]) {
    if let place = event.place, !AreaCodes.isPlausible(place) {
      refusals.append(.area(place, path: "$.place"))
    }
    if let found = PersonalNumbers.find(in: event.subject) {
      refusals.append(.personalNumber(found, path: "$.subject"))
    }
    for reference in event.refs {
      if let found = PersonalNumbers.find(in: reference) {
        refusals.append(.personalNumber(found, path: "$.refs"))
      }
    }
    for (position, item) in event.evidence.enumerated()
    where index.evidenceKinds?.codes.contains(item.kind) != true {
      let title = index.evidenceKinds?.title ?? ""
      refusals.append(.code(item.kind, CatalogueIndex.evidenceList, title, path: "$.evidence[\(position)].kind"))
    }
    guard let source = event.source else { return }
    for (name, text) in [("file", source.file), ("sheet", source.sheet), ("key", source.key)] {
      guard let text, let found = PersonalNumbers.find(in: text) else { continue }
      refusals.append(.personalNumber(found, path: "$.src.\(name)"))
    }
  }
}
