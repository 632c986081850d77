import CMicroHTTPD
import Glibc
import Synchronization

/// A small web server, by libmicrohttpd: one thread, bounded bodies, no TLS (a proxy before it does that).
///
/// Nobody can keep others out by holding connections open, silent or trickling: when there are ``connectionCountMax``, a new one
/// takes the place of the oldest of whichever address holds the most.
public final class HTTPServer: Sendable {
  /// So many connections are held at once.
  public static let connectionCountMax = 128

  /// Answers a request. Called on the server's own thread.
  public typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

  /// The port it listens on.
  public let port: Int
  private nonisolated(unsafe) let daemon: OpaquePointer
  private let context: Context

  /// A connection that is open.
  private struct Guest {
    /// Which connection, as a number: it is compared, never followed.
    let id: Int
    let socket: Int32
    let address: UInt32
  }

  private final class Context: Sendable {
    let handler: Handler
    let bodyByteCountMax: Int
    /// In the order in which they came.
    private let guests = Mutex<[Guest]>([])

    init(_ handler: @escaping Handler, bodyByteCountMax: Int) {
      self.handler = handler
      self.bodyByteCountMax = bodyByteCountMax
    }

    func come(_ connection: OpaquePointer) {
      let guest = Guest(
        id: Int(bitPattern: connection), socket: mhd_socket(connection), address: mhd_client(connection))
      let leaving = guests.withLock { (guests) -> Int32? in
        guests.append(guest)
        guard guests.count > HTTPServer.connectionCountMax else { return nil }
        var counts: [UInt32: Int] = [:]
        for guest in guests { counts[guest.address, default: 0] += 1 }
        let most = counts.values.max()
        guard let place = guests.firstIndex(where: { counts[$0.address] == most }) else { return nil }
        return guests.remove(at: place).socket
      }
      // The library closes it in its next round.
      if let leaving { shutdown(leaving, Int32(SHUT_RDWR)) }
    }

    func leave(_ connection: OpaquePointer) {
      let id = Int(bitPattern: connection)
      guests.withLock { guests in guests.removeAll { $0.id == id } }
    }
  }

  /// A request's body on its way in.
  private final class Incoming {
    var body: [UInt8] = []
    var isTooLong = false
  }

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - host: an IPv4 address, such as `127.0.0.1`.
  ///   - port: 0 for any that is free.
  ///   - bodyByteCountMax: a request with a longer body is answered with 413.
  public init(host: String, port: Int, bodyByteCountMax: Int, handler: @escaping Handler) throws(HTTPError) {
    let place = "\(host):\(port)"
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    guard let number = in_port_t(exactly: port), inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
      throw HTTPError(address: place, "不是IPv4地址和端口", "not an IPv4 address and port")
    }
    address.sin_port = number.bigEndian
    context = Context(handler, bodyByteCountMax: bodyByteCountMax)
    let opaque = Unmanaged.passUnretained(context).toOpaque()
    let started = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        mhd_start($0, UInt32(Self.connectionCountMax), Self.access, Self.completed, Self.changed, opaque)
      }
    }
    guard let started else {
      throw Self.failure(place, code: errno)
    }
    daemon = started
    self.port = Int(mhd_port(started))
  }

  /// Answers until the process ends.
  ///
  /// The server is given to the process: with the last use of a reference an optimised build drops the object, and a server
  /// held by nobody has stopped listening before whoever started it comes to wait.
  public func serve() -> Never {
    _ = Unmanaged.passRetained(self)
    while true { pause() }
  }

  private static func failure(_ place: String, code: Int32) -> HTTPError {
    let text = String(cString: strerror(code))
    let known = [EADDRINUSE: "地址已被占用", EADDRNOTAVAIL: "本机没有这个地址", EACCES: "没有权限"]
    return HTTPError(address: place, known[code] ?? text, text)
  }

  /// Stops listening, when no request is being answered any more.
  deinit { MHD_stop_daemon(daemon) }

  private static let access: MHD_AccessHandlerCallback = {
    context, connection, url, method, _, data, dataCount, request in
    guard let context, let connection, let url, let method, let dataCount, let request else { return mhd_result(0) }
    guard let known = request.pointee else {
      // The first call for a request brings its head only.
      request.pointee = Unmanaged.passRetained(Incoming()).toOpaque()
      return mhd_result(1)
    }
    let server = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
    let incoming = Unmanaged<Incoming>.fromOpaque(known).takeUnretainedValue()
    if dataCount.pointee > 0 {
      if incoming.body.count + dataCount.pointee > server.bodyByteCountMax {
        incoming.isTooLong = true
      } else {
        incoming.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: dataCount.pointee))
      }
      dataCount.pointee = 0
      return mhd_result(1)
    }
    let message = HTTPRequest(
      method: String(cString: method), path: String(cString: url), body: incoming.body)
    return HTTPServer.send(
      incoming.isTooLong ? HTTPResponse(status: 413) : server.handler(message), to: connection)
  }

  private static let changed: MHD_NotifyConnectionCallback = { context, connection, _, code in
    guard let context, let connection else { return }
    let server = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
    if mhd_is_start(code) != 0 { server.come(connection) } else { server.leave(connection) }
  }

  private static let completed: MHD_RequestCompletedCallback = { _, _, request, _ in
    guard let request, let known = request.pointee else { return }
    Unmanaged<Incoming>.fromOpaque(known).release()
    request.pointee = nil
  }

  private static func send(_ answer: HTTPResponse, to connection: OpaquePointer) -> MHD_Result {
    let response = answer.body.withUnsafeBytes { body in
      mhd_copying_response(body.count, body.baseAddress)
    }
    guard let response else { return mhd_result(0) }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", answer.contentType)
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }
}
