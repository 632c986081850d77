import Foundation
import Testing

/// A witness that serves.
@Suite struct BusyWitnessTests {
  /// Connects and sends so much; the socket, or nil when nobody takes it.
  private func connect(_ address: String, sending text: String) throws -> Int32 {
    let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &place.sin_addr)
    let done = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(done == 0)
    if !text.isEmpty { #expect(send(socket, text, text.utf8.count, Int32(MSG_NOSIGNAL)) > 0) }
    return socket
  }

  /// 64 connections that said nothing, or half a request, kept a witness from answering anybody. In a release build it did not even
  /// listen: its server was freed before it began to wait.
  @Test(arguments: ["", "POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nold"])
  func idleConnectionsStopNobody(_ text: String) throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (witness, address) = try taizhang.witness("city")
      defer { witness.stop() }
      try taizhang.write("witness city \(try taizhang.text("city/witness.vkey")) \(address)\nquorum city\n", "policy")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      var idle: [Int32] = []
      defer { for socket in idle { close(socket) } }
      for _ in 0..<300 { idle.append(try connect(address, sending: text)) }
      let asked = try taizhang.start("/usr/bin/timeout", ["8", Product.binary, "witness", "ask"])
      #expect(asked.status == 0, "\(asked)")
    }
  }
}
