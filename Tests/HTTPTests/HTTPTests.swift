import HTTP
import Testing

/// Client and server against each other, on this machine only.
@Suite struct HTTPTests {
  private let client = HTTPClient(timeoutSeconds: 5)

  private func server(limit: Int = 1000) throws -> HTTPServer {
    try HTTPServer(host: "127.0.0.1", port: 0, bodyByteCountMax: limit) { request in
      switch (request.method, request.path) {
      case ("GET", "/台账"): HTTPResponse(status: 200, body: Array("有".utf8))
      case ("POST", "/echo"): HTTPResponse(status: 409, contentType: "text/x.tlog.size", body: request.body)
      case ("GET", "/long"): HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 100_000))
      default: HTTPResponse(status: 404)
      }
    }
  }

  @Test func questionsAreAnswered() throws {
    let server = try server()
    let place = "http://127.0.0.1:\(server.port)"
    let found = try client.get("\(place)/%E5%8F%B0%E8%B4%A6", limit: 10)
    #expect(found.status == 200 && found.body == Array("有".utf8))
    #expect(try client.get("\(place)/nothing", limit: 10) == (404, []))
    let body = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    let echo = try client.post("\(place)/echo", body, contentType: "text/plain", limit: 1000)
    #expect(echo.status == 409 && echo.body == body)
    #expect(try client.post("\(place)/echo", [], contentType: "text/plain", limit: 1000) == (409, []))
  }

  @Test func bodiesAreBoundedAtBothEnds() throws {
    let server = try server(limit: 999)
    let place = "http://127.0.0.1:\(server.port)"
    let body = [UInt8](repeating: 1, count: 1000)
    #expect(try client.post("\(place)/echo", body, contentType: "text/plain", limit: 2000).status == 413)
    #expect(throws: HTTPError.self) { try client.get("\(place)/long", limit: 99_999) }
    #expect(try client.get("\(place)/long", limit: 100_000).body.count == 100_000)
  }

  @Test func manyThreadsMayAskAtOnce() async throws {
    let server = try server()
    let place = "http://127.0.0.1:\(server.port)"
    let client = client
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          let body = [UInt8](repeating: UInt8(number), count: number)
          let answer = try client.post("\(place)/echo", body, contentType: "text/plain", limit: 100)
          #expect(answer.body == body)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func whatIsNotThereIsAnError() throws {
    let port = try server().port
    #expect(throws: HTTPError.self) { try client.get("http://127.0.0.1:\(port)/", limit: 10) }
    #expect(throws: HTTPError.self) { try client.get("file:///etc/hostname", limit: 1000) }
    #expect(throws: HTTPError.self) { try client.get("no address", limit: 10) }
    #expect(throws: HTTPError.self) {
      try HTTPServer(host: "localhost.", port: 0, bodyByteCountMax: 1) { _ in HTTPResponse(status: 200) }
    }
    let taken = try server()
    #expect(throws: HTTPError.self) {
      try HTTPServer(host: "127.0.0.1", port: taken.port, bodyByteCountMax: 1) { _ in HTTPResponse(status: 200) }
    }
  }
}
