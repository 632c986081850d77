/// What came over HTTP: a request to answer.
public struct HTTPRequest: Sendable {
  /// `GET`, `POST`.
  public let method: String
  /// The path with its first slash, without a query.
  public let path: String
  /// The body; never longer than the server's limit.
  public let body: [UInt8]

  /// A request.
  public init(method: String, path: String, body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// An answer.
public struct HTTPResponse: Hashable, Sendable {
  /// Such as 200.
  public let status: Int
  /// Media type of the body.
  public let contentType: String
  /// The body.
  public let body: [UInt8]

  /// An answer.
  public init(status: Int, contentType: String = "text/plain; charset=utf-8", body: [UInt8] = []) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}

/// Why no answer came, or no server could be started.
public struct HTTPError: Error, Hashable, Sendable {
  /// What the address was.
  public let address: String
  /// Whether more bytes were sent than were asked for: the other side's doing, no trouble of the line.
  public let isTooLong: Bool
  private let zh: String
  private let en: String

  /// A failure, with what went wrong in each language.
  public init(address: String, _ zh: String, _ en: String, isTooLong: Bool = false) {
    self.address = address
    self.isTooLong = isTooLong
    self.zh = zh
    self.en = en
  }
}

extension HTTPError: CustomStringConvertible {
  /// Address and reason in each language.
  public var message: (zh: String, en: String) { ("\(address)：\(zh)", "\(address): \(en)") }

  /// Both, Chinese first.
  public var description: String { "\(message.zh) / \(message.en)" }
}
