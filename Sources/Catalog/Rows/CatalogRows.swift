import StructuredText

/// The rows of a catalog file as they are written, built-in and the user's: what there is to read
/// about a row beyond what forecasts need of it.
public struct CatalogRows: Sendable {
  public let file: CatalogFile
  /// The built-in file's columns in order, then those that only the user's file has.
  public let columns: [String]
  /// The rows in order; a user's row stands in the place of the built-in row of its id.
  public let rows: [CatalogRow]
  private let places: [String: Int]

  /// Reads the rows of a file.
  /// - Throws: what ``CatalogFiles/tables(_:)`` and ``CatalogFile/id(of:)`` throw.
  public init(_ file: CatalogFile, of files: CatalogFiles) throws(CatalogError) {
    var columns: [String] = []
    var rows: [CatalogRow] = []
    var places: [String: Int] = [:]
    for table in try files.tables(file) {
      columns += table.columns.filter { !columns.contains($0) }
      for tableRow in table.rows {
        let row = CatalogRow(file: file, id: try file.id(of: tableRow), row: tableRow)
        if let place = places[row.id] {
          rows[place] = row
        } else {
          places[row.id] = rows.count
          rows.append(row)
        }
      }
    }
    self.file = file
    self.columns = columns
    self.rows = rows
    self.places = places
  }

  /// The row of this id, or `nil` when there is none.
  public subscript(id: String) -> CatalogRow? { places[id].map { rows[$0] } }
}

/// One row of a catalog file, as it is written.
public struct CatalogRow: Sendable {
  public let file: CatalogFile
  public let id: String
  private let row: CSVTable.Row

  init(file: CatalogFile, id: String, row: CSVTable.Row) {
    self.file = file
    self.id = id
    self.row = row
  }

  /// The text of a column; `nil` when the column does not exist or the field is empty.
  public subscript(column: String) -> String? { row[column] }

  /// Who published the row; the file itself where it does not say.
  public var source: String { row[file.sourceColumn] ?? row.tableName }
  /// The date the source gives, as it gives it.
  public var asOf: String? { row["as_of"] }
}
