public import EventSourcing

/// A short digest of what an imported row says, to see whether a row sent again has changed.
///
/// FNV-1a, 64 bits, over subject, time, place and the members of `data` in their written order. Sealed members are
/// left out: their commitments differ each time. It finds changes, it does not protect: the log does.
public enum RowDigest {
  /// 16 lower-case hex digits.
  public static func text(of event: Event) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func fold(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
      hash = (hash ^ 0x0A) &* 0x0000_0100_0000_01b3
    }
    fold(event.type.utf8)
    fold(event.subject.utf8)
    fold(event.line["time"]?.rawBytes ?? [])
    fold((event.place ?? "").utf8)
    for (name, value) in event.data.members where Sealed.commitment(value) == nil {
      fold(name.utf8)
      fold(value.rawBytes)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
