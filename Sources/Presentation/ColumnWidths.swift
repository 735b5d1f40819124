import Quantities

/// Shares the width of a page among the columns of a table.
enum ColumnWidths {
  /// Spaces between two columns.
  static let gap = 2

  /// How far a column may be narrowed, from what costs a reader least.
  private enum Floor: CaseIterable {
    /// A column of words keeps room for a few of them on a line.
    case fewWords
    /// It keeps room for its longest word.
    case longestWord
    /// It breaks words.
    case partOfWord

    func columns(_ need: Need) -> Int {
      switch self {
      case .fewWords: min(need.natural, max(need.longestPiece, 16))
      case .longestWord: need.longestPiece
      case .partOfWord: min(need.longestPiece, 12)
      }
    }
  }

  /// The columns that each column of `table` gets, or `nil` when they cannot fit `width`.
  ///
  /// Numbers are never broken; only their headers are, first of all, as that costs fewest lines.
  static func fitting(_ table: Table, width: Int) -> [Int]? {
    let room = width - gap * (table.columns.count - 1)
    let needs = needs(of: table)
    for floor in Floor.allCases {
      let floors = zip(table.columns, needs).map { column, need in
        column.alignment == .trailing
          ? max(need.widestCell, min(need.headerPiece, floor.columns(need)))
          : floor.columns(need)
      }
      if floors.reduce(0, +) <= room {
        let order = table.columns.map { $0.alignment == .trailing ? Int.min : $0.priority }
        return shrunk(
          needs.map { min($0.natural, room) }, floors: floors, order: order, room: room)
      }
    }
    return nil
  }

  /// What a column would like to have, in columns of the terminal.
  private struct Need {
    /// With nothing broken, the header included.
    var natural: Int
    var headerPiece: Int
    var widestCell = 0
    /// Of the header and the cells.
    var longestPiece: Int
  }

  private static func needs(of table: Table) -> [Need] {
    var needs = table.columns.map { column in
      let (line, piece) = extent(of: column.header)
      return Need(natural: line, headerPiece: piece, longestPiece: piece)
    }
    for case .cells(let cells) in table.rows {
      for (index, cell) in cells.enumerated() {
        let (line, piece) = extent(of: cell)
        needs[index].natural = max(needs[index].natural, line)
        needs[index].widestCell = max(needs[index].widestCell, line)
        needs[index].longestPiece = max(needs[index].longestPiece, piece)
      }
    }
    return needs
  }

  /// The columns of the longest line of `text`, and of the longest part that need not break. At
  /// least 2, the width of a wide character.
  private static func extent(of text: String) -> (line: Int, piece: Int) {
    var widest = 2
    var longest = 2
    for line in TextWrapping.lines(of: text, width: .max / 2) {
      widest = max(widest, TextWidth.columns(of: line))
      for word in line.split(separator: " ") {
        for piece in TextWrapping.pieces(of: word) {
          longest = max(longest, TextWidth.columns(of: piece))
        }
      }
    }
    return (widest, longest)
  }

  /// Takes width, one at a time, from the widest of the columns that come first in `order`.
  private static func shrunk(
    _ natural: [Int], floors: [Int], order: [Int], room: Int
  ) -> [Int] {
    var widths = natural
    var excess = widths.reduce(0, +) - room
    while excess > 0 {
      let candidates = widths.indices.filter { widths[$0] > floors[$0] }
      guard
        let first = candidates.map({ order[$0] }).min(),
        let widest = candidates.filter({ order[$0] == first }).max(by: { widths[$0] < widths[$1] })
      else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
