import StructuredText

/// Reads the rows of a catalog file in order; a later row with an id that was seen before takes
/// the place of the earlier one, so that a user's folder corrects what is built in.
///
/// - Throws: ``CatalogError`` when a file or one of its rows cannot be read.
public func loadRows<Item: Identifiable>(
  _ file: CatalogFile, of files: CatalogFiles,
  _ make: (CSVTable.Row) throws(CatalogError) -> Item
) throws(CatalogError) -> [Item] where Item.ID == String {
  var items: [Item] = []
  var places: [String: Int] = [:]
  for table in try files.tables(file) {
    items.reserveCapacity(items.count + table.count)
    places.reserveCapacity(items.count + table.count)
    for row in table.rows {
      let item = try make(row)
      if let place = places[item.id] {
        items[place] = item
      } else {
        places[item.id] = items.count
        items.append(item)
      }
    }
  }
  return items
}
