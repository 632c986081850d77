import HTTP
import Ledger

/// Published files on a web server or in a bucket.
struct WebFiles: PublishedFiles {
  let place: String
  private let client = HTTPClient()

  /// - Parameter address: the log's prefix, with or without a slash at the end.
  init(_ address: String) {
    place = address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
    do throws(HTTPError) {
      let answer = try client.get("\(place)/\(path)", limit: limit)
      switch answer.status {
      case 200 where Self.isPage(answer.body): throw Self.page(at: "\(place)/\(path)")
      case 200: return answer.body
      case 404, 410: return nil
      // A bucket that does not list its names says so of what it does not hold; the full tile may be there.
      case 403 where path.contains(".p/"): return nil
      default: throw HTTPError(address: "\(place)/\(path)", "HTTP状态\(answer.status)", "HTTP status \(answer.status)")
      }
    } catch  where error.isTooLong {
      throw LedgerError(
        .malformed, "E13", "文件过大（\(error.message.zh)）", "the file is too large (\(error.message.en))")
    } catch {
      throw LedgerError(
        .inputOutput, "E95", "网络读取失败（\(error.message.zh)）", "reading over the network failed (\(error.message.en))")
    }
  }
}

extension WebFiles {
  /// Whether it is a page for people, such as a network's login gives in answer to everything: no file of a log begins like one.
  static func isPage(_ body: [UInt8]) -> Bool {
    let start = String(decoding: body.prefix(256).drop { [0x09, 0x0A, 0x0D, 0x20].contains($0) }, as: UTF8.self)
      .lowercased()
    return ["<!doctype", "<html", "<head", "<?xml"].contains { start.hasPrefix($0) }
  }

  static func page(at address: String) -> HTTPError {
    HTTPError(
      address: address, "得到的是网页，可能要先登录网络，或网址不对",
      "a web page was the answer: log in to the network first, or look at the address")
  }
}

/// Finds published files by what a person writes: a folder, a ledger's folder, or an address.
func publishedFiles(_ source: String) throws(LedgerError) -> any PublishedFiles {
  let isAddress = source.hasPrefix("http://") || source.hasPrefix("https://")
  return isAddress ? WebFiles(source) : try PublishedPlace.folder(source)
}
