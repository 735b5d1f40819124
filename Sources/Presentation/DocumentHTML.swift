import Quantities

extension Document {
  /// The report as an HTML page of its own: no scripts, no fonts, nothing from elsewhere.
  /// - Parameter title: the title of the window.
  public func html(title: String) -> String {
    var body = ""
    for block in blocks where block != .paragraph("") {
      switch block {
      case .heading(let title, let level):
        let level = min(max(level, 1), 6)
        body += "<h\(level)>\(Self.escaped(title))</h\(level)>\n"
      case .paragraph(let text): body += "<p>\(Self.escaped(text))</p>\n"
      case .bullets(let items):
        body += "<ul>\n" + items.map { "<li>\(Self.escaped($0))</li>\n" }.joined() + "</ul>\n"
      case .preformatted(let text), .code(let text, _):
        body += "<pre>\(Self.escaped(Self.preformatted(text), breaking: false))</pre>\n"
      case .table(let table): body += Self.html(table)
      case .picture(let path, let words):
        body += "<p><img src=\"\(Self.escaped(path))\" alt=\"\(Self.escaped(words))\"></p>\n"
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Self.escaped(title))</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
      th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }
      .n { text-align: right; white-space: nowrap; }
      pre { overflow-x: auto; background: #8881; padding: 1rem; }
      </style></head><body>
      \(body)</body></html>

      """
  }

  private static func html(_ table: Table) -> String {
    func cells(_ texts: [String], _ tag: String) -> String {
      let marked = zip(texts, table.columns).map { text, column in
        let mark = column.alignment == .trailing ? " class=\"n\"" : ""
        return "<\(tag)\(mark)>\(escaped(text))</\(tag)>"
      }
      return "<tr>" + marked.joined() + "</tr>\n"
    }
    var text = "<table>\n"
    if let title = table.title { text += "<caption>\(escaped(title))</caption>\n" }
    text += "<thead>" + cells(table.columns.map(\.header), "th") + "</thead>\n<tbody>\n"
    for row in table.rows {
      switch row {
      case .cells(let texts): text += cells(table.padded(texts), "td")
      case .section(let title):
        text += "<tr><th colspan=\"\(table.columns.count)\">\(escaped(title))</th></tr>\n"
      }
    }
    return text + "</tbody>\n</table>\n"
  }

  /// Text that HTML shows as it stands; line feeds become breaks.
  private static func escaped(_ text: String, breaking: Bool = true) -> String {
    var result = ""
    for scalar in PrintableText.escaped(
      text.replacing("\t", with: " ").replacing("\r\n", with: "\n"), keepingLineFeeds: true
    ).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n" where breaking: result += "<br>"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
