import Catalog
import FoundationEssentials
import Presentation
import StructuredText

/// A user's folder of catalog files, to be written to.
struct CatalogFolder {
  let path: String
  /// The built-in catalogs with what the folder holds already.
  let files: CatalogFiles

  /// Opens a folder; one that does not exist yet is made when it is first written to.
  init(path: String) throws(PlannerError) {
    self.path = path
    let exists = FileManager.default.fileExists(atPath: path)
    files = try PlannerError.fromCatalog { () throws(CatalogError) in
      try CatalogFiles(userFolder: exists ? path : nil)
    }
  }

  /// The columns that a file of the folder has: those of the user's own file, or the built-in ones.
  private func columns(
    _ file: CatalogFile, own: CSVTable?
  ) throws(PlannerError) -> [String] {
    if let own { return own.columns }
    return try PlannerError.fromCatalog { () throws(CatalogError) in
      try CatalogRows(file, of: files).columns
    }
  }

  /// The text of a file after `table` is merged into it, and the ids of the user's rows that are
  /// thereby replaced.
  func merged(
    _ table: CSVTable, into file: CatalogFile
  ) throws(PlannerError) -> (text: String, replaced: Set<String>) {
    let own = try PlannerError.fromCatalog { () throws(CatalogError) in
      try files.userTable(file)
    }
    // A file that was begun with few columns keeps them, and gets those that are now filled.
    var columns = try self.columns(file, own: own)
    columns += table.columns.filter { column in
      !columns.contains(column) && table.rows.contains { $0[column] != nil }
    }
    var rows: [[String]] = []
    var places: [String: Int] = [:]
    var replaced: Set<String> = []
    for (source, isNew) in [(own, false), (table, true)] {
      guard let source else { continue }
      for row in source.rows {
        let id = try PlannerError.fromCatalog { () throws(CatalogError) in try file.id(of: row) }
        let cells = columns.map { row[$0] ?? "" }
        if let place = places[id] {
          rows[place] = cells
          if isNew { replaced.insert(id) }
        } else {
          places[id] = rows.count
          rows.append(cells)
        }
      }
    }
    var text = Table(columns: columns.map { Table.Column($0) })
    for row in rows { text.addRow(row) }
    return (text.csv(), replaced)
  }

  /// Puts a text in the place of a file; the folder is made where it is missing.
  func write(_ text: String, to file: CatalogFile) throws(PlannerError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: "the folder cannot be made")
    }
    try AtomicFile.write(Array(text.utf8), path: path(of: file))
  }

  func path(of file: CatalogFile) -> String {
    (path.hasSuffix("/") ? path : path + "/") + file.rawValue
  }
}
