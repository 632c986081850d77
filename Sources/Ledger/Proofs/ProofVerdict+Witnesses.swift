public import TransparencyLog

extension ProofVerdict {
  /// The policy's witnesses who cosigned the checkpoint that the proof rests on (of growth, the newer), in the order of their
  /// lines. Lines of anybody else count for nothing.
  ///
  /// - Throws: `L13` when a cosignature in the name of one of them is false, or fewer hold than the quorum asks for; `L04` when
  ///   the policy lists logs and none of them signed the checkpoint.
  public func cosignatures(_ policy: WitnessPolicy) throws(LedgerError) -> [Cosignature] {
    if !policy.logs.isEmpty,
      !policy.logs.contains(where: { (try? Checkpoint(verifying: note, by: $0.key)) != nil })
    {
      throw LedgerError(
        .integrity, "L04", "检查点没有见证规则所列日志的签名", "the checkpoint is not signed by a log that the policy lists")
    }
    let found = try Cosigning.cosignatures(under: note, policy)
    guard policy.isQuorum(found.map(\.key)) else {
      let (count, listed) = (found.count, policy.witnesses.count)
      let names = found.map(\.key.name).joined(separator: ", ")
      throw LedgerError(
        .integrity, "L13",
        "证明所依据的检查点，见证签名不足规定人数：规则所列\(listed)名见证人中\(count)名签署\(names.isEmpty ? "" : "（\(names)）")",
        "the checkpoint that the proof rests on lacks the quorum of witnesses: \(count) of the \(listed) listed signed it\(names.isEmpty ? "" : " (\(names))")"
      )
    }
    return found
  }
}
