import EventSourcing
public import TransparencyLog

/// What a verifier knows from elsewhere than the published files.
public struct PublishedPins: Sendable {
  /// The key that must have signed the checkpoint; nil to go by the genesis and its rotations.
  public var checkpointKey: VerifierKey?
  /// The leaf hash of entry 0.
  public var genesis: Hash?
  /// Whose cosignatures the checkpoint needs.
  public var policy: WitnessPolicy?

  /// Pins, each optional.
  public init(checkpointKey: VerifierKey? = nil, genesis: Hash? = nil, policy: WitnessPolicy? = nil) {
    self.checkpointKey = checkpointKey
    self.genesis = genesis
    self.policy = policy
  }

  /// Says what of a checkpoint is not as pinned.
  func check(_ note: [UInt8], _ findings: inout Findings) throws(LedgerError) {
    if let checkpointKey, (try? Checkpoint(verifying: note, by: checkpointKey)) == nil {
      findings.add(
        .altered(
          .hashes, "L04", "检查点没有所给公钥“\(checkpointKey.name)”的签名",
          "the checkpoint is not signed by the key given, \"\(checkpointKey.name)\""))
    }
    try checkPolicy(note, &findings)
  }

  /// Says what of a checkpoint is not as the policy asks.
  func checkPolicy(_ note: [UInt8], _ findings: inout Findings) throws(LedgerError) {
    guard let policy else { return }
    checkLogs(policy, note, &findings)
    let keys: [CosignerKey]
    do throws(LedgerError) { keys = try Cosigning.keys(under: note, policy) } catch {
      findings.add(.failure(.signatures, error))
      return
    }
    guard !policy.isQuorum(keys) else { return }
    let names = keys.isEmpty ? nil : keys.map(\.name).joined(separator: ", ")
    findings.add(
      .altered(
        .signatures, "L13", "检查点的见证签名不足规定人数（已有：\(names ?? "无")）",
        "the checkpoint lacks the quorum of witnesses (signed by: \(names ?? "none"))"))
  }

  private func checkLogs(_ policy: WitnessPolicy, _ note: [UInt8], _ findings: inout Findings) {
    guard !policy.logs.isEmpty,
      !policy.logs.contains(where: { (try? Checkpoint(verifying: note, by: $0.key)) != nil })
    else { return }
    findings.add(
      .altered(
        .hashes, "L04", "检查点没有见证规则所列日志的签名", "the checkpoint is not signed by a log that the policy lists"))
  }

  /// Says whether the first entry is the one pinned.
  func check(genesis leaf: Hash, _ findings: inout Findings) {
    guard let genesis, genesis != leaf else { return }
    findings.add(
      .altered(.hashes, "L03", seq: 0, "创世条目不是所给的那一条", "the genesis is not the one given"))
  }
}
