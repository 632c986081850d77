import CCurl

/// Asks web servers, by libcurl: http and https, certificates checked, three redirects at most, every answer bounded.
///
/// Any number of threads may ask at once: each question has a handle of its own.
public struct HTTPClient: Sendable {
  /// How long an answer may be silent, and how long one of few bytes may take in all.
  public let timeoutSeconds: Int
  /// The slowest line that is waited for: a village's, over which 16 MiB take half an hour. An answer may take as long as its
  /// limit takes at this pace, so that whoever trickles cannot hold a reader for ever.
  static let bytesPerSecondMin = 8192

  /// Must happen once, before any thread asks.
  private static let start: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// A client.
  public init(timeoutSeconds: Int = 30) {
    self.timeoutSeconds = timeoutSeconds
    _ = Self.start
  }

  /// Fetches what is at an address.
  ///
  /// - Parameter limit: a longer body is an error, and not read further.
  public func get(_ address: String, limit: Int) throws(HTTPError) -> (status: Int, body: [UInt8]) {
    try perform(address, limit: limit) { (_) throws(HTTPError) in }
  }

  /// Sends bytes to an address.
  ///
  /// - Parameter limit: a longer answer is an error.
  public func post(
    _ address: String, _ body: [UInt8], contentType: String, limit: Int
  ) throws(HTTPError) -> (status: Int, body: [UInt8]) {
    let headers = curl_slist_append(nil, "Content-Type: \(contentType)")
    defer { curl_slist_free_all(headers) }
    return try perform(address, limit: limit) { (handle) throws(HTTPError) in
      let code = body.withUnsafeBytes { curl_set_post(handle, $0.baseAddress, $0.count) }
      try Self.check(code, address)
      try Self.check(curl_set_headers(handle, headers), address)
    }
  }

  /// The body as it comes in.
  private final class Body {
    var bytes: [UInt8] = []
    let limit: Int
    var isTooLong = false

    init(limit: Int) { self.limit = limit }

    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
      isTooLong = bytes.count + piece.count > limit
      if !isTooLong { bytes.append(contentsOf: piece) }
      return !isTooLong
    }
  }

  private func perform(
    _ address: String, limit: Int, _ prepare: (UnsafeMutableRawPointer) throws(HTTPError) -> Void
  ) throws(HTTPError) -> (status: Int, body: [UInt8]) {
    guard let handle = curl_easy_init() else {
      throw HTTPError(address: address, "curl_easy_init失败", "curl_easy_init failed")
    }
    defer { curl_easy_cleanup(handle) }
    let body = Body(limit: limit)
    try Self.check(curl_set_text(handle, CURLOPT_URL, address), address)
    try Self.check(curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"), address)
    try Self.check(curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, ""), address)
    try Self.check(curl_set_text(handle, CURLOPT_USERAGENT, "taizhang"), address)
    for (option, value) in [
      (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, 3), (CURLOPT_NOSIGNAL, 1), (CURLOPT_CONNECTTIMEOUT, 10),
      (CURLOPT_TIMEOUT, timeoutSeconds + limit / Self.bytesPerSecondMin),
      (CURLOPT_LOW_SPEED_LIMIT, 100), (CURLOPT_LOW_SPEED_TIME, timeoutSeconds),
    ] {
      try Self.check(curl_set_long(handle, option, value), address)
    }
    try prepare(handle)
    let code = withExtendedLifetime(body) {
      let set = curl_set_body_callback(
        handle,
        { bytes, size, count, context in
          guard let bytes, let context else { return 0 }
          let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
          return Unmanaged<Body>.fromOpaque(context).takeUnretainedValue().take(piece) ? piece.count : 0
        }, Unmanaged.passUnretained(body).toOpaque())
      return set == CURLE_OK ? curl_easy_perform(handle) : set
    }
    if body.isTooLong {
      throw HTTPError(address: address, "超过\(limit)字节", "more than \(limit) bytes", isTooLong: true)
    }
    try Self.check(code, address)
    return (curl_status(handle), body.bytes)
  }

  private static func check(_ code: CURLcode, _ address: String) throws(HTTPError) {
    guard code == CURLE_OK else {
      let text = String(cString: curl_easy_strerror(code))
      throw HTTPError(address: address, chinese(code) ?? text, text)
    }
  }

  /// The failures that a person can do something about; nil for all others, which keep the library's words.
  private static func chinese(_ code: CURLcode) -> String? {
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: "不是可用的网址"
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: "找不到该主机"
    case CURLE_COULDNT_CONNECT: "连不上该主机"
    case CURLE_OPERATION_TIMEDOUT: "超时"
    case CURLE_PEER_FAILED_VERIFICATION: "对方的证书不可信"
    case CURLE_TOO_MANY_REDIRECTS: "转址次数过多"
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: "连接中断"
    default: nil
    }
  }
}
