import Glibc

/// What is said, and with which status, when a signal kills this process.
///
/// Two things kill it. LMDB maps its files and trusts their pages: touching one that is torn ends in SIGBUS or SIGSEGV, not in an
/// error that could be thrown, and means that a database file is damaged (`L10`, 2). Everything else, a failed check above all,
/// is a defect of this program: a ledger that is sound must never be told as damaged for it (`E09`, 70). Which it was is read off
/// the address: whether it lies in a map of LMDB's, or the machine was in LMDB's own code.
///
/// `verify` and `backup` have a child take the blow, since they have more to do afterwards; the child dies by SIGBUS for damage, by
/// another signal for a defect (`VerifierChild`). Nothing is half-written: what was not committed was never there.
public enum CrashGuard {
  /// Prepared beforehand: a signal handler may allocate nothing.
  nonisolated(unsafe) private static var damage = UnsafeRawBufferPointer(start: nil, count: 0)
  nonisolated(unsafe) private static var defect = UnsafeRawBufferPointer(start: nil, count: 0)
  nonisolated(unsafe) private static var maps = UnsafeMutablePointer<CChar>(bitPattern: 0)
  nonisolated(unsafe) private static var isChild = false

  /// Called once, before any file is opened.
  ///
  /// - Parameters:
  ///   - isChild: leave the telling to the parent (``VerifierChild``), and die by the signal that tells it.
  ///   - damage: what to say, on standard error, where a database file is damaged; the process then ends with 2.
  ///   - defect: what to say of a defect of the program, which ends with 70.
  public static func install(isChild: Bool, damage: String = "", defect: String = "") {
    self.isChild = isChild
    self.damage = prepared(damage)
    self.defect = prepared(defect)
    maps = strdup("/proc/self/maps")
    // A stack that has run over has no room for a handler.
    var stack = stack_t()
    stack.ss_size = 1 << 16
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stack.ss_size, alignment: 16)
    sigaltstack(&stack, nil)
    for signal in [SIGBUS, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGFPE] {
      var action = sigaction()
      action.__sigaction_handler.sa_sigaction = { signal, info, context in CrashGuard.end(signal, info, context) }
      action.sa_flags = SA_SIGINFO | SA_ONSTACK
      sigaction(signal, &action, nil)
      unblock(signal)
    }
  }

  /// Whoever starts this process may have signals blocked, which it would inherit: a dispatch thread has.
  private static func unblock(_ signal: Int32) {
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, signal)
    pthread_sigmask(SIG_UNBLOCK, &only, nil)
  }

  /// Ends the process where a stored page cannot be read and nobody is there to throw to.
  static func end(over error: LedgerError) -> Never {
    if error.kind == .integrity { raise(SIGBUS) }
    fatalError("\(error)")
  }

  private static func prepared(_ text: String) -> UnsafeRawBufferPointer {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
    bytes.copyBytes(from: text.utf8)
    return UnsafeRawBufferPointer(bytes)
  }

  private static func end(
    _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
  ) {
    let isDamage = isDamage(signal, info, context)
    if isChild { die(by: isDamage ? SIGBUS : signal == SIGBUS ? SIGABRT : signal) }
    let message = isDamage ? damage : defect
    _ = write(STDERR_FILENO, message.baseAddress, message.count)
    _exit(isDamage ? 2 : 70)
  }

  private static func die(by signal: Int32) {
    Glibc.signal(signal, SIG_DFL)
    unblock(signal)
    raise(signal)
  }

  private static func isDamage(
    _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
  ) -> Bool {
    guard let info else { return false }
    // A page that could be read and is none: raised by module `LMDB` where a check of LMDB's own fails, and by `end(over:)`.
    if signal == SIGBUS, info.pointee.si_code == SI_TKILL { return true }
    // Sent by somebody, or by a check that failed.
    guard info.pointee.si_code > 0, [SIGBUS, SIGSEGV, SIGFPE].contains(signal) else { return false }
    let address = UInt(bitPattern: info.pointee._sifields._sigfault.si_addr)
    return isMapped(address, as: "data.mdb") || isMapped(address, as: "lock.mdb")
      || isMapped(counter(context), as: "liblmdb.")
  }

  /// Where the machine was.
  private static func counter(_ context: UnsafeMutableRawPointer?) -> UInt {
    guard let machine = context?.assumingMemoryBound(to: ucontext_t.self).pointee.uc_mcontext else { return 0 }
    #if arch(x86_64)
      return UInt(bitPattern: Int(machine.gregs.16))
    #elseif arch(arm64)
      return UInt(machine.pc)
    #else
      return 0
    #endif
  }

  /// Whether an address lies in a map of a file whose path holds these eight bytes. Only calls that a handler may make.
  private static func isMapped(_ address: UInt, as name: StaticString) -> Bool {
    guard let maps else { return false }
    let file = open(maps, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var wanted: UInt64 = 0
    for index in 0..<8 { wanted = wanted << 8 | UInt64(name.utf8Start[index]) }
    // A line reads `start-end rights …   path`, the numbers in hexadecimal.
    var (start, end, seen): (UInt, UInt, UInt64) = (0, 0, 0)
    var (part, isNamed) = (0, false)
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while true {
        let count = read(file, buffer.baseAddress, buffer.count)
        guard count > 0 else { return false }
        for index in 0..<count {
          let byte = buffer[index]
          if byte == UInt8(ascii: "\n") {
            if isNamed, address >= start, address < end { return true }
            (start, end, seen, part, isNamed) = (0, 0, 0, 0, false)
          } else if part < 2 {
            let digit: UInt8? =
              switch byte {
              case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
              case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
              default: nil
              }
            guard let digit else {
              part &+= 1
              continue
            }
            if part == 0 { start = start << 4 | UInt(digit) } else { end = end << 4 | UInt(digit) }
          } else {
            seen = seen << 8 | UInt64(byte)
            if seen == wanted { isNamed = true }
          }
        }
      }
    }
  }
}
