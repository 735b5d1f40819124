import Quantities
import StructuredText

/// Reads the rows of a catalog file in order; a later row with an id that was seen before takes
/// the place of the earlier one, so that a user's folder corrects what is built in.
///
/// - Throws: ``CatalogError`` when a file or one of its rows cannot be read.
func loadRows<Item: Identifiable>(
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

extension CSVTable.Row {
  /// An amount of money of at least 0, or `nil` when the field is empty.
  func dollars(_ column: String) throws(CatalogError) -> USDollars? {
    try number(column).map { USDollars($0) }
  }

  /// A price: money above 0, or `nil` when the field is empty.
  func price(_ column: String) throws(CatalogError) -> USDollars? {
    guard let amount = try dollars(column) else { return nil }
    guard amount > .zero else { throw unacceptable(column, "a price above 0") }
    return amount
  }
}

/// The text as it stands in an id: letters, digits, dots and underscores stay, everything between
/// them becomes one hyphen.
func idText(_ text: String) -> String {
  var words: [Substring] = []
  for part in text.split(whereSeparator: { !isIDCharacter($0) }) { words.append(part) }
  return words.joined(separator: "-")
}

private func isIDCharacter(_ character: Character) -> Bool {
  character.isASCII
    && (character.isLetter || character.isNumber || character == "." || character == "_")
}
