import Catalog
import Presentation
import Quality
import Quantities
import StructuredText

/// Rows to be added to one file: completed, and read as forecasts will read them.
struct NewRows {
  let file: CatalogFile
  let table: CSVTable
  /// The ids of the rows, each once, in order.
  let ids: [String]

  private static let tableName = "the new rows"

  /// - Parameters:
  ///   - rows: texts by column.
  ///   - date: the date of rows that state none.
  /// - Throws: ``PlannerError`` for a column that there is not and a row that cannot be read.
  init(
    _ rows: [[String: String]], of file: CatalogFile, in files: CatalogFiles, date: String
  ) throws(PlannerError) {
    self.file = file
    let known = try PlannerError.fromCatalog { () throws(CatalogError) in
      try CatalogRows(file, of: files).columns
    }
    let catalog = try PlannerError.fromCatalog { () throws(CatalogError) in try Catalog(files) }
    var text = Table(columns: known.map { Table.Column($0) })
    for row in rows {
      let row = try Self.completed(row, file: file, columns: known, catalog: catalog, date: date)
      text.addRow(known.map { row[$0] ?? "" })
    }
    let bytes = Array(text.csv().utf8)
    let table = try PlannerError.fromText { () throws(StructuredTextError) in
      try CSVTable(bytes: bytes, name: Self.tableName)
    }
    self.table = table
    ids = try Self.check(table, file: file, files: files.trying(table, in: file))
  }

  /// The row with the names of other catalogs resolved and with a source and a date.
  private static func completed(
    _ row: [String: String], file: CatalogFile, columns: [String], catalog: Catalog, date: String
  ) throws(PlannerError) -> [String: String] {
    var row = row
    // Answers name the source of every row `source`, whatever its file calls the column.
    if !columns.contains("source"), let source = row.removeValue(forKey: "source"),
      (row[file.sourceColumn] ?? "").isEmpty
    {
      row[file.sourceColumn] = source
    }
    for column in row.keys.sorted() where !columns.contains(column) {
      throw .unknownColumn(column, of: file.rawValue, accepted: columns)
    }
    for (column, value) in [(file.sourceColumn, Provenance.userSource), ("as_of", date)] {
      if (row[column] ?? "").isEmpty { row[column] = value }
    }
    if file == .rentals || file == .serverless, let name = row["accelerator"], !name.isEmpty {
      row["accelerator"] = try PlannerError.fromCatalog { () throws(CatalogError) in
        try catalog.accelerator(name).id
      }
    }
    if file == .models, let name = row["native_weight_format"], !name.isEmpty {
      row["native_weight_format"] = try PlannerError.fromCatalog { () throws(CatalogError) in
        try catalog.weightFormat(name).id
      }
    }
    return row
  }

  /// Reads the rows with everything that they refer to.
  private static func check(
    _ table: CSVTable, file: CatalogFile, files: CatalogFiles
  ) throws(PlannerError) -> [String] {
    do throws(CatalogError) {
      switch file {
      case .rentals: _ = try Rental.load(files)
      case .serverless: _ = try ServerlessOffer.load(files)
      case .apiPrices: _ = try APIPrice.load(files)
      case .tools: _ = try Tool.load(files)
      case .assumptions: _ = try Assumption.load(files)
      case .taskQuality: _ = try TaskScore.load(files)
      case .qualityLevels: _ = try QualityLevel.load(files)
      case .tasks: _ = try TaskDescription.load(files)
      case .useCases: _ = try UseCase.load(files)
      default: _ = try Catalog(files)
      }
      var ids: [String] = []
      for row in table.rows {
        if file == .accelerators, try row.number("memory_gb") ?? 0 <= 0 {
          throw row.unacceptable("memory_gb", "a number above 0")
        }
        let id = try file.id(of: row)
        if !ids.contains(id) { ids.append(id) }
      }
      return ids
    } catch {
      guard case .row(tableName, let line, let column, let found, let accepted) = error else {
        throw .catalog(error)
      }
      let number = 1 + table.rows.count { $0.line < line }
      throw .field(
        name: "column '\(column)'" + (table.count > 1 ? " of row \(number)" : ""),
        found: PrintableText.escaped(found), accepted: accepted)
    }
  }
}
