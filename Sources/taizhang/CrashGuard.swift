import Glibc

/// What is said, and with which status, when reading a damaged database file kills this process.
///
/// LMDB maps its files and trusts their pages: a torn one ends in a signal, not in an error that could be thrown. `verify` and
/// `backup` have a child take the blow, since they have more to do afterwards; for every other command it is enough that it
/// ends as any integrity failure does. Nothing is half-written: what was not committed was never there.
enum CrashGuard {
  /// Prepared beforehand: a signal handler may allocate nothing.
  nonisolated(unsafe) private static var message = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Called once, before any file is opened.
  static func install() {
    let text = say(
      "L10 读取账本时进程被系统终止，数据库文件可能损坏。请执行 taizhang verify，它说明坏在哪里；只是派生状态损坏时，taizhang rebuild 即可恢复\n",
      "L10 reading the ledger killed the process: a database file is probably damaged. Run taizhang verify, which says where; if it is only derived state, taizhang rebuild restores it\n"
    )
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
    bytes.copyBytes(from: text.utf8)
    message = UnsafeRawBufferPointer(bytes)
    for signal in [SIGBUS, SIGSEGV, SIGABRT, SIGILL, SIGTRAP] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        _ = write(STDERR_FILENO, CrashGuard.message.baseAddress, CrashGuard.message.count)
        _exit(2)
      }
      sigaction(signal, &action, nil)
    }
  }
}
