/// A table as data: what it says, not how it looks.
public struct Table: Hashable, Sendable {
  /// Where the cells of a column stand within its width.
  public enum Alignment: Hashable, Sendable {
    /// Words: at the left edge.
    case leading
    /// Numbers: at the right edge. Such cells are never broken.
    case trailing
  }

  /// A column: its header, and how it bears being short of room.
  public struct Column: Hashable, Sendable {
    /// The words above the column.
    public var header: String
    /// Where its cells stand.
    public var alignment: Alignment
    /// Columns of a lower priority give up width first.
    public var priority: Int

    /// A column of words, or of numbers where `alignment` says so.
    public init(_ header: String, _ alignment: Alignment = .leading, priority: Int = 0) {
      self.header = header
      self.alignment = alignment
      self.priority = priority
    }
  }

  /// One line of the table.
  public enum Row: Hashable, Sendable {
    /// A cell for each column.
    case cells([String])
    /// A heading over the rows that follow.
    case section(String)
  }

  /// The words above the table.
  public var title: String?
  /// The columns, from left to right: as many as the widest row has cells.
  public private(set) var columns: [Column]
  /// The rows, from top to bottom.
  public private(set) var rows: [Row] = []

  /// A table without rows yet.
  public init(title: String? = nil, columns: [Column]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a row. Missing cells are empty; a cell too many opens a column without a header, so that
  /// nothing is lost.
  public mutating func addRow(_ cells: [String]) {
    while columns.count < cells.count { columns.append(Column("")) }
    rows.append(.cells(cells))
  }

  /// Adds a row, cell by cell.
  public mutating func addRow(_ cells: String...) { addRow(cells) }

  /// Adds a heading over the rows that follow.
  public mutating func addSection(_ title: String) { rows.append(.section(title)) }

  /// The cells of a row, one for each column.
  func padded(_ cells: [String]) -> [String] {
    cells + Array(repeating: "", count: max(0, columns.count - cells.count))
  }
}
