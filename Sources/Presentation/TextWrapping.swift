import Quantities

/// Breaks text into lines that fit a width.
public enum TextWrapping {
  /// The lines of `text`, none wider than `width` columns (at least 2).
  ///
  /// Breaks at spaces; within a word only where the word alone is too wide, then after a hyphen,
  /// slash or the like if that is enough, anywhere otherwise. A line feed ends a line; other
  /// control characters are written out. Runs of spaces become one.
  /// - Parameters:
  ///   - width: columns of a line, the indent included.
  ///   - firstIndent: what the first line begins with.
  ///   - indent: what every other line begins with.
  public static func lines(
    of text: String, width: Int, firstIndent: String = "", indent: String = ""
  ) -> [String] {
    var breaker = LineBreaker(width: width, firstIndent: firstIndent, indent: indent)
    let printable = PrintableText.escaped(
      text.replacing("\t", with: " ").replacing("\r\n", with: "\n"), keepingLineFeeds: true)
    for line in printable.split(separator: "\n", omittingEmptySubsequences: false) {
      for word in line.split(separator: " ") { breaker.append(word) }
      breaker.endLine()
    }
    return breaker.lines
  }

  /// The parts of a word between which it may break, each with the mark that ends it.
  static func pieces(of word: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var start = word.startIndex
    var here = start
    while here < word.endIndex {
      let next = word.index(after: here)
      if "-/_,;:@=&?+|".contains(word[here]), next < word.endIndex {
        pieces.append(word[start..<next])
        start = next
      }
      here = next
    }
    pieces.append(word[start...])
    return pieces
  }
}

/// Fills lines greedily.
private struct LineBreaker {
  private(set) var lines: [String] = []

  private let width: Int
  private let indent: String
  private let indentColumns: Int
  private var line: String
  /// Columns of the line so far, the indent included.
  private var columns: Int
  private var isFresh = true

  init(width: Int, firstIndent: String, indent: String) {
    let indentColumns = TextWidth.columns(of: indent)
    let firstColumns = TextWidth.columns(of: firstIndent)
    // A character may take two columns: less room than that would never take it.
    self.width = max(width, max(indentColumns, firstColumns) + 2)
    self.indent = indent
    self.indentColumns = indentColumns
    line = firstIndent
    columns = firstColumns
  }

  mutating func append(_ word: Substring) {
    let wordColumns = TextWidth.columns(of: word)
    if !isFresh, columns + 1 + wordColumns <= width {
      add(" ", 1)
      add(word, wordColumns)
      return
    }
    if !isFresh { endLine() }
    if columns + wordColumns <= width {
      add(word, wordColumns)
    } else {
      for piece in TextWrapping.pieces(of: word) { appendPiece(piece) }
    }
  }

  mutating func endLine() {
    while line.last == " " { line.removeLast() }
    lines.append(line)
    line = indent
    columns = indentColumns
    isFresh = true
  }

  private mutating func appendPiece(_ piece: Substring) {
    let pieceColumns = TextWidth.columns(of: piece)
    if columns + pieceColumns > width, !isFresh { endLine() }
    if columns + pieceColumns <= width {
      add(piece, pieceColumns)
      return
    }
    for character in piece {
      let characterColumns = TextWidth.columns(of: character)
      if columns + characterColumns > width { endLine() }
      add(String(character), characterColumns)
    }
  }

  private mutating func add(_ text: some StringProtocol, _ textColumns: Int) {
    line += text
    columns += textColumns
    isFresh = false
  }
}
