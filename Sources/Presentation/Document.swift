import Quantities

/// A report as data: blocks in the order in which they are read.
public struct Document: Hashable, Sendable {
  /// A part of a report.
  public enum Block: Hashable, Sendable {
    /// A heading; level 1 is the title of the report.
    case heading(String, level: Int = 2)
    /// Prose, wrapped to the page.
    case paragraph(String)
    /// A table.
    case table(Table)
    /// A list whose items are wrapped to the page.
    case bullets([String])
    /// Lines to be shown as they stand, however wide: commands and files.
    case preformatted(String)
    /// Lines in a language that some readers draw or colour, such as `mermaid`.
    case code(String, language: String)
    /// A picture in a file beside the report, with the words that stand in its place.
    case picture(path: String, words: String)
  }

  /// The parts, in order.
  public var blocks: [Block]

  /// A report of these parts.
  public init(_ blocks: [Block] = []) { self.blocks = blocks }

  /// The report for a terminal or a text file: lines of at most `width` columns (at least 20),
  /// preformatted ones excepted.
  public func plainText(width: Int = 80, style: TextStyle = .plain) -> String {
    let width = max(width, 20)
    return joined { block in
      switch block {
      case .heading(let title, let level): Self.heading(title, level, width, style)
      case .paragraph(let text): Self.text(TextWrapping.lines(of: text, width: width))
      case .table(let table): table.plainText(width: width, style: style)
      case .bullets(let items):
        Self.text(
          items.flatMap {
            TextWrapping.lines(of: $0, width: width, firstIndent: "- ", indent: "  ")
          })
      case .preformatted(let text), .code(let text, _): Self.preformatted(text)
      case .picture(let path, let words):
        Self.text(TextWrapping.lines(of: "\(words): \(path)", width: width))
      }
    }
  }

  /// The report in GitHub's Markdown.
  public func markdown() -> String {
    joined { block in
      switch block {
      case .heading(let title, let level):
        String(repeating: "#", count: min(max(level, 1), 6)) + " "
          + MarkdownText.escaped(title) + "\n"
      case .paragraph(let text): MarkdownText.paragraph(text) + "\n"
      case .table(let table): table.markdown()
      case .bullets(let items): Self.text(items.map { "- " + MarkdownText.paragraph($0) })
      case .preformatted(let text): Self.fenced(Self.preformatted(text))
      case .code(let text, let language):
        Self.fenced(Self.preformatted(text), language: language)
      case .picture(let path, let words): "![\(MarkdownText.escaped(words))](<\(path)>)\n"
      }
    }
  }

  /// The tables of the report as comma-separated values, with an empty line between two of them.
  ///
  /// The first column, `section`, names what a row belongs to: the title of its table, or else the
  /// heading above it, and the section row.
  public func csv() -> String {
    var heading = ""
    var tables: [String] = []
    for block in blocks {
      switch block {
      case .heading(let title, _): heading = title
      case .table(let table): tables.append(table.csv(section: table.title ?? heading))
      default: break
      }
    }
    return tables.joined(separator: "\n")
  }

  private func joined(_ render: (Block) -> String) -> String {
    let texts = blocks.filter { $0 != .paragraph("") }.map(render)
    return texts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  private static func heading(
    _ title: String, _ level: Int, _ width: Int, _ style: TextStyle
  ) -> String {
    let lines = TextWrapping.lines(of: title, width: width)
    let columns = lines.map { TextWidth.columns(of: $0) }.max() ?? 0
    var all = lines.map(style.bold)
    if level <= 2 {
      all.append(style.dim(String(repeating: level <= 1 ? "=" : "-", count: columns)))
    }
    return text(all)
  }

  static func preformatted(_ text: String) -> String {
    let printable = PrintableText.escaped(
      text.replacing("\t", with: "    ").replacing("\r\n", with: "\n"), keepingLineFeeds: true)
    return printable.isEmpty || printable.hasSuffix("\n") ? printable : printable + "\n"
  }

  private static func fenced(_ text: String, language: String = "") -> String {
    var longest = 2
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return fence + language + "\n" + text + fence + "\n"
  }
}
