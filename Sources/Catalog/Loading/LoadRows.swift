import StructuredText

/// Reads the rows of a catalog file, built-in and the user's; of two rows with one id the later
/// one stands, in the place of the earlier.
func loadRows<Row, ID: Hashable>(
  _ files: CatalogFiles, _ file: CatalogFile, id: KeyPath<Row, ID>,
  read: (CSVTable.Row) throws(CatalogError) -> Row
) throws(CatalogError) -> [Row] {
  var rows: [Row] = []
  var index: [ID: Int] = [:]
  for table in try files.tables(file) {
    for tableRow in table.rows {
      let row = try read(tableRow)
      if let place = index[row[keyPath: id]] {
        rows[place] = row
      } else {
        index[row[keyPath: id]] = rows.count
        rows.append(row)
      }
    }
  }
  return rows
}
