import Quantities

extension Table {
  /// The table as text of at most `width` columns (at least 20), a line feed after every line.
  ///
  /// Long cells wrap; nothing is cut off. Where the columns cannot stand side by side, each row
  /// becomes a record of `header: cell` lines.
  public func plainText(width: Int = 80, style: TextStyle = .plain) -> String {
    let width = max(width, 20)
    var lines: [String] = []
    if let title {
      lines += TextWrapping.lines(of: title, width: width).map(style.bold)
    }
    if !columns.isEmpty {
      if let widths = ColumnWidths.fitting(self, width: width) {
        lines += gridLines(widths, style)
      } else {
        lines += recordLines(width, style)
      }
      if rows.isEmpty { lines.append("(no rows)") }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func gridLines(_ widths: [Int], _ style: TextStyle) -> [String] {
    let gaps = ColumnWidths.gap * (widths.count - 1)
    var lines: [String] = []
    if columns.contains(where: { !$0.header.isEmpty }) {
      lines += rowLines(columns.map(\.header), widths).map(style.bold)
      let rule = widths.map { String(repeating: "-", count: $0) }
      lines.append(style.dim(rule.joined(separator: Self.gap)))
    }
    for row in rows {
      switch row {
      case .cells(let cells): lines += rowLines(padded(cells), widths)
      case .section(let title):
        lines += Self.sectionLines(title, width: widths.reduce(gaps, +), style)
      }
    }
    return lines
  }

  private static let gap = String(repeating: " ", count: ColumnWidths.gap)

  private func rowLines(_ cells: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(cells, widths).map { TextWrapping.lines(of: $0, width: $1) }
    let height = wrapped.map(\.count).max() ?? 0
    return (0..<height).map { lineIndex in
      let parts = columns.indices.map { index in
        let text = lineIndex < wrapped[index].count ? wrapped[index][lineIndex] : ""
        let space = String(
          repeating: " ", count: max(0, widths[index] - TextWidth.columns(of: text)))
        return columns[index].alignment == .leading ? text + space : space + text
      }
      return Self.trimmed(parts.joined(separator: Self.gap))
    }
  }

  private static func sectionLines(_ title: String, width: Int, _ style: TextStyle) -> [String] {
    var lines = TextWrapping.lines(
      of: title, width: max(width, 20), firstIndent: "-- ", indent: "   ")
    if lines.count == 1, let line = lines.first {
      let rest = width - TextWidth.columns(of: line) - 1
      if rest > 0 { lines = [line + " " + String(repeating: "-", count: rest)] }
    }
    return lines.map(style.bold)
  }

  private func recordLines(_ width: Int, _ style: TextStyle) -> [String] {
    let keys = columns.map { column in
      column.header.isEmpty
        ? "" : TextWrapping.lines(of: column.header, width: .max / 2).joined(separator: " ") + ":"
    }
    let keyColumns = keys.map { TextWidth.columns(of: $0) }
    // Keys too long to stand beside their values stand above them.
    let beside = keyColumns.filter { $0 <= width / 2 - 1 }.max() ?? 0
    let indent = String(repeating: " ", count: beside + 1)
    var lines: [String] = []
    for row in rows {
      if !lines.isEmpty { lines.append("") }
      switch row {
      case .section(let title): lines += Self.sectionLines(title, width: width, style)
      case .cells(let cells):
        for (index, cell) in padded(cells).enumerated() {
          var first = keys[index]
          if keyColumns[index] > beside {
            lines += TextWrapping.lines(of: first, width: width)
            first = ""
            if cell.isEmpty { continue }
          }
          let padding = max(0, beside + 1 - TextWidth.columns(of: first))
          lines += TextWrapping.lines(
            of: cell, width: width, firstIndent: first + String(repeating: " ", count: padding),
            indent: indent)
        }
      }
    }
    return lines
  }

  private static func trimmed(_ line: String) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
