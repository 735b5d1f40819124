/// Whether text may carry the escape sequences with which a terminal sets type.
public enum TextStyle: Hashable, Sendable {
  /// Letters alone.
  case plain
  /// Bold and dim by ANSI escape sequences; the letters are the same.
  case ansi

  /// The text in bold type.
  public func bold(_ text: String) -> String { wrapped(text, "1") }
  /// The text in faint type.
  public func dim(_ text: String) -> String { wrapped(text, "2") }

  private func wrapped(_ text: String, _ code: String) -> String {
    self == .plain || text.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
