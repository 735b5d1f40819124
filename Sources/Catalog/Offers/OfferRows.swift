import Quantities
import StructuredText

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
