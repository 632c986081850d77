/// A path as a word of a command that a person is to copy into a shell: as it stands where no shell would read it otherwise,
/// else between single quotes. One that begins with `-` gets `./` before it, so that no program takes it for an option.
public func shellWord(_ path: String) -> String {
  let path = path.hasPrefix("-") ? "./" + path : path
  let isPlain = path.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
  if isPlain && !path.isEmpty { return path }
  // Between single quotes all but a single quote stands for itself.
  return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
