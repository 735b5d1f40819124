import Quantities

/// Shares the width of a page among the columns of a table.
struct ColumnWidths {
  /// Spaces between two columns.
  static let gap = 2
  /// Under this a column of broken words is no longer readable.
  private static let narrowest = 12

  /// The columns that each column of `table` gets, or `nil` when they cannot fit `width`.
  ///
  /// Breaks no words if it can do without; numbers are never broken.
  static func fitting(_ table: Table, width: Int) -> [Int]? {
    let room = width - gap * (table.columns.count - 1)
    let needs = needs(of: table)
    let natural = needs.map { min($0.natural, max(room, 0)) }
    for breakingWords in [false, true] {
      let floors = zip(table.columns, needs).map { column, need in
        let words = breakingWords ? min(need.longestPiece, narrowest) : need.longestPiece
        let header = breakingWords ? min(need.headerPiece, narrowest) : need.headerPiece
        return max(header, column.alignment == .trailing ? need.widestCell : words)
      }
      if floors.reduce(0, +) <= room {
        return shrunk(natural, floors: floors, table.columns.map(\.priority), room: room)
      }
    }
    return nil
  }

  private struct Need {
    /// With nothing broken, the header included.
    var natural: Int
    var headerPiece: Int
    var widestCell = 0
    var longestPiece = 0
  }

  private static func needs(of table: Table) -> [Need] {
    var needs = table.columns.map { column in
      let (line, piece) = extent(of: column.header)
      return Need(natural: line, headerPiece: piece)
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

  /// Takes width, a column at a time, from the widest of the least important columns.
  private static func shrunk(
    _ natural: [Int], floors: [Int], _ priorities: [Int], room: Int
  ) -> [Int] {
    var widths = natural
    var excess = widths.reduce(0, +) - room
    while excess > 0 {
      let candidates = widths.indices.filter { widths[$0] > floors[$0] }
      guard
        let lowest = candidates.map({ priorities[$0] }).min(),
        let widest = candidates.filter({ priorities[$0] == lowest }).max(by: {
          widths[$0] < widths[$1]
        })
      else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
