import CProcess
import Glibc
import Ledger

/// What every process of this program sees to before it reads anything.
enum ProcessSafety {
  /// Keeps this process's memory to itself: it may hold secret keys and openings of sealed values.
  ///
  /// A core dump is a copy of it that the next reader of the disk has; so is what a process of the same user may read through
  /// `ptrace` or `/proc`. The limit alone does not stop a system that pipes dumps into a program, hence both.
  static func keepMemoryPrivate() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = process_set_not_dumpable()
  }

  /// Says what killed this process, if a signal does. A child's end is told by its parent.
  static func guardAgainstCrashes() {
    CrashGuard.install(
      isChild: CommandLine.arguments.contains("--in-process"),
      damage: say(
        "L10 读取账本时进程被系统终止，数据库文件可能损坏。请执行 taizhang verify，它说明坏在哪里；只是派生状态损坏时，taizhang rebuild 即可恢复\n",
        "L10 reading the ledger killed the process: a database file is probably damaged. Run taizhang verify, which says where; if it is only derived state, taizhang rebuild restores it\n"
      ),
      defect: say(
        "E09 程序出错（taizhang \(ProductVersion.text)）：这是程序的缺陷，不是账本的问题，已入账的内容不受影响。请把以上文字和所用命令报告给程序的维护者\n",
        "E09 a defect in the program (taizhang \(ProductVersion.text)), not in your ledger: what was recorded is safe. Please report it with this text and the command you ran\n"
      ))
  }
}
