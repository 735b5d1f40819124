import Quantities

extension Table {
  /// The table in GitHub's Markdown, a line feed after every line. Section rows are bold rows with
  /// one cell.
  public func markdown() -> String {
    var text = ""
    if let title { text += "**" + MarkdownText.escaped(title) + "**\n\n" }
    guard !columns.isEmpty else { return text }
    text += Self.line(columns.map { MarkdownText.escaped($0.header) })
    text += Self.line(columns.map { $0.alignment == .leading ? "---" : "---:" })
    for row in rows {
      switch row {
      case .cells(let cells): text += Self.line(padded(cells).map(MarkdownText.escaped))
      case .section(let title):
        text += Self.line(padded(["**" + MarkdownText.escaped(title) + "**"]))
      }
    }
    return text
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}

/// Text that Markdown shows as it stands.
enum MarkdownText {
  /// `text` with everything escaped that has a meaning within a line or a cell; line feeds become
  /// breaks.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PrintableText.escaped(
      text.replacing("\t", with: " ").replacing("\r\n", with: "\n"), keepingLineFeeds: true
    ).unicodeScalars {
      switch scalar {
      case "\n": result += "<br>"
      case "\\", "|", "`", "*", "[", "]", "<", ">", "~": result += "\\" + String(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `text` escaped so that it also begins no heading, list or rule.
  static func paragraph(_ text: String) -> String {
    let escaped = escaped(text)
    let digits = escaped.prefix { $0.isASCII && $0.isNumber }
    if let mark = escaped.first, "#-+=".contains(mark) { return "\\" + escaped }
    if !digits.isEmpty, let mark = escaped.dropFirst(digits.count).first, ".)".contains(mark) {
      return digits + "\\" + escaped.dropFirst(digits.count)
    }
    return escaped
  }
}
