import Glibc

/// Standard output as a person sees it.
enum Terminal {
  /// Display columns of a line: those of the terminal, else those that `COLUMNS` states; nil where nothing limits a line.
  static var width: Int? {
    if let size, size.ws_col > 0 { return Int(size.ws_col) }
    return environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Lines of the terminal; nil where there is none.
  static var height: Int? { size.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

  static var isOutput: Bool { isatty(STDOUT_FILENO) != 0 }

  private static var size: winsize? {
    var size = winsize()
    guard isOutput, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    return size
  }

  /// Shows a text through `PAGER`, `less` by default, as other programs do; prints it where there is no terminal, or no pager.
  static func page(_ text: String) {
    Output.flush()
    // `F`: what fits on the screen is printed; `R`: nothing is shown as an escape; `X`: it stays on the screen.
    let command = environment("PAGER") ?? "less -FRX"
    guard isOutput, let pipe = popen(command, "w") else { return Output.write(text) }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, pipe)
    // A reader who has seen enough closes the pager; a pager that is not there took nothing.
    if pclose(pipe) != 0, written < bytes.count || environment("PAGER") == nil { Output.write(text) }
  }
}
