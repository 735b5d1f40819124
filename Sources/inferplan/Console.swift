import Glibc
import Presentation

/// The terminal or pipe in which the program runs: the only place that prints.
struct Console {
  /// Columns of the terminal; 80 when the output goes elsewhere.
  let width: Int
  /// Bold headings in a terminal, plain text elsewhere or when NO_COLOR is set (no-color.org).
  let style: TextStyle

  /// Whether a person can be asked: what is read and what is written is a terminal.
  let isInteractive: Bool

  init() {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    width = Self.terminalWidth(isTerminal: isTerminal)
    isInteractive = isTerminal && isatty(STDIN_FILENO) == 1
    style = isTerminal && getenv("NO_COLOR") == nil ? .ansi : .plain
  }

  /// Writes an answer. A reader that went away is no error.
  func write(_ text: String) { Self.write(text, to: STDOUT_FILENO) }

  /// Writes a line about what is wrong.
  func complain(_ text: String) {
    Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
  }

  /// A line that a person types, spaces around it left out; `nil` at the end of what is read.
  func readLine() -> String? {
    Swift.readLine().map { line in
      String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Draws on the terminal of errors, without a line's end.
  func draw(_ text: String) { Self.write(text, to: STDERR_FILENO) }

  /// The value of an environment variable that is set and not empty.
  func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func terminalWidth(isTerminal: Bool) -> Int {
    if let columns = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }) {
      return min(max(columns, 40), 240)
    }
    guard isTerminal else { return 80 }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return min(max(Int(size.ws_col), 40), 160)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        // A reader that went away wants no more; anything else loses an answer.
        if descriptor == STDOUT_FILENO, errno != EPIPE {
          let reason = strerror(errno).map { String(cString: $0) } ?? "unknown error"
          write("error: the answer cannot be written: \(reason)\n", to: STDERR_FILENO)
          exit(ExitCode.internalError.rawValue)
        }
        return
      }
      rest = rest.dropFirst(written)
    }
  }
}
