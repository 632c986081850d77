public import EventSourcing
import TransparencyLog

extension VerificationReport {
  /// One JSON document, as `verify --json` prints it, with a line feed.
  public var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("ok", ok)
      $0.member("level", level.rawValue)
      $0.member("origin", origin)
      if let purpose { $0.member("purpose", purpose.rawValue) }
      if let isGenesisChecked { $0.member("genesis_checked", isGenesisChecked) }
      $0.member("size", Int64(clamping: size))
      $0.member("root", root.base64)
      $0.member("entries", Int64(clamping: entries))
      $0.member("events", Int64(events))
      $0.member("signatures", Int64(signatures))
      $0.name("seconds")
      $0.raw(secondsText.utf8)
      $0.name("findings")
      $0.array { for finding in findings { finding.write(to: &$0) } }
      $0.name("advice")
      $0.array { writer in
        for item in advice {
          writer.object {
            $0.member("id", item.id)
            $0.name("message")
            $0.object {
              $0.member("zh", item.message.zh)
              $0.member("en", item.message.en)
            }
          }
        }
      }
    }
    writer.newline()
    return writer.bytes
  }

  /// Seconds with two decimals.
  var secondsText: String {
    guard seconds.isFinite, seconds > 0 else { return "0.00" }
    let hundredths = Int64(min(seconds, 1e12) * 100 + 0.5)
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// JUnit XML, which CI servers show: one test case a level, one failure a finding.
  public var junitBytes: [UInt8] {
    let levels = VerificationLevel.allCases.filter { $0 <= level }
    let failed = levels.filter { level in findings.contains { $0.level == level } }
    let skipped = levels.filter { isSkipped($0) }
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml += "<testsuites>\n<testsuite name=\"taizhang verify \(XML.escape(origin))\" tests=\"\(levels.count)\""
    xml += " failures=\"\(failed.count)\" skipped=\"\(skipped.count)\" time=\"\(secondsText)\">\n"
    xml += "<properties>"
    if let purpose { xml += "<property name=\"purpose\" value=\"\(purpose.rawValue)\"/>" }
    for (name, count) in [("entries", Int(clamping: entries)), ("events", events), ("signatures", signatures)] {
      xml += "<property name=\"\(name)\" value=\"\(count)\"/>"
    }
    xml += "</properties>\n"
    for level in levels { xml += testCase(level) }
    if !advice.isEmpty {
      let lines = advice.map { "\($0.message.zh) / \($0.message.en)" }
      xml += "<system-out>\(XML.escape(lines.joined(separator: "\n")))</system-out>\n"
    }
    xml += "</testsuite>\n</testsuites>\n"
    return Array(xml.utf8)
  }

  private func isSkipped(_ level: VerificationLevel) -> Bool {
    guard !findings.contains(where: { $0.level == level }) else { return false }
    return completed.map { $0 < level } ?? true
  }

  private func testCase(_ level: VerificationLevel) -> String {
    var xml = "<testcase classname=\"verify\" name=\"\(level.rawValue)\">"
    if isSkipped(level) { xml += "<skipped/>" }
    for finding in findings where finding.level == level {
      let text = XML.escape("\(finding.message.zh) / \(finding.message.en)")
      xml += "\n<failure type=\"\(XML.escape(finding.code))\" message=\"\(text)\"/>"
    }
    return xml + "</testcase>\n"
  }

  /// Lines for people.
  public func lines(_ language: Language) -> [String] {
    var lines = (purpose?.mark).map { [$0.text(language)] } ?? []
    // Where not even the name could be read, there is no ledger to tell of.
    if !origin.isEmpty {
      lines += heading.map { $0.text(language) }
    }
    lines += findings.map { $0.line(language) }
    lines += advice.map { Bilingual("建议 \($0.message.zh)", "advice \($0.message.en)").text(language) }
    lines += verdict.map { $0.text(language) }
    return lines
  }

  /// What was checked is counted at every level: that no event was read, and no signature verified, is what level `hashes` says.
  private var heading: [Bilingual] {
    let lines = [
      Bilingual(
        "账本 \(origin)：\(size)条，级别 \(level.rawValue)，\(secondsText)秒",
        "ledger \(origin): \(size) entries, level \(level.rawValue), \(secondsText) s"),
      Bilingual(
        "已核对：\(entries)条的哈希、\(events)个事件、\(signatures)个签名\(unread.zh)",
        "checked: the hashes of \(entries) entries, \(events) events, \(signatures) signatures\(unread.en)"),
      Bilingual("根 \(root.base64)", "root \(root.base64)"),
    ]
    guard isGenesisChecked == false else { return lines }
    return lines + [
      Bilingual(
        "创世取自所核验的文件，未与别处所得的核对（--genesis）：只说明这些文件自身相符，不说明是哪一本账",
        "the genesis is that of the files, not compared with one from elsewhere (--genesis): they agree with themselves, which ledger they are of is not proved"
      )
    ]
  }

  private var unread: Bilingual {
    guard events == 0, signatures == 0 else { return Bilingual("", "") }
    return level == .hashes
      ? Bilingual("（本级不读事件和签名）", " (this level reads no events and signatures)")
      : Bilingual("（没有读到事件和签名）", " (no events and signatures were read)")
  }

  private var verdict: [Bilingual] {
    if ok { return [Bilingual("完好：未发现任何问题", "sound: nothing was found")] }
    var verdict: [Bilingual] = []
    if isSkipped(level) {
      verdict.append(
        isIntegrityFailure
          ? Bilingual("日志本身不完好，因此没有继续重放", "the log itself is not whole, so it was not replayed further")
          : Bilingual("条目未发布，未重放", "the entries are not published: they were not replayed"))
    }
    verdict.append(
      isIntegrityFailure
        ? Bilingual("不完好：有内容被改动、截断、回滚或伪造", "NOT SOUND: something was altered, truncated, rolled back or forged")
        : Bilingual("日志完好，但有需要处理的事项", "the log is sound, but something needs attention"))
    return verdict
  }
}

extension Finding {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("code", code)
      $0.member("severity", severity.rawValue)
      if let seq { $0.member("seq", Int64(clamping: seq)) }
      if let event { $0.member("event", event) }
      $0.name("message")
      $0.object {
        $0.member("zh", message.zh)
        $0.member("en", message.en)
      }
    }
  }

  fileprivate func line(_ language: Language) -> String {
    let mark = severity == .error ? Bilingual("错误", "error") : Bilingual("提醒", "warning")
    return "\(mark.text(language)) \(code) \(message.text(language))"
  }
}

/// Just enough XML to quote text.
private enum XML {
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case let control where control.value < 0x20: result += "\u{FFFD}"
      case let other: result.unicodeScalars.append(other)
      }
    }
    return result
  }
}
