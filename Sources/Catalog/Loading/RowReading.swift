import StructuredText

/// Typed access to the columns of a catalog row, with errors that name file, line and column.
extension CSVTable.Row {
  /// The text of a column that may not be empty.
  public func required(_ column: String) throws(CatalogError) -> String {
    guard let text = self[column] else { throw unacceptable(column, "text") }
    return text
  }

  /// A whole number, or `nil` when the field is empty.
  public func integer(
    _ column: String, in range: ClosedRange<Int> = 0...100_000_000
  ) throws(CatalogError) -> Int? {
    guard let text = self[column] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw unacceptable(
        column, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number of at least 0, or `nil` when the field is empty.
  public func number(_ column: String) throws(CatalogError) -> Double? {
    guard let text = self[column] else { return nil }
    guard let number = Double(text), number.isFinite, (0...1e18).contains(number) else {
      throw unacceptable(column, "a number from 0 to 1e18")
    }
    return number
  }

  /// True or false, or `nil` when the field is empty.
  public func flag(_ column: String) throws(CatalogError) -> Bool? {
    switch self[column]?.lowercased() {
    case nil: return nil
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default: throw unacceptable(column, "true or false")
    }
  }

  /// One of the cases of an enumeration, or `nil` when the field is empty.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ column: String, _ type: Choice.Type = Choice.self
  ) throws(CatalogError) -> Choice? where Choice.RawValue == String {
    guard let text = self[column] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw unacceptable(column, Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// An error about the field that stands in `column` of this row.
  public func unacceptable(_ column: String, _ accepted: String) -> CatalogError {
    .row(
      file: tableName, line: line, column: column,
      found: self[column].map { "'\($0)'" } ?? "nothing", accepted: accepted)
  }

  /// The source and date columns that every catalog row has; a user's row may leave them out.
  public func provenance() -> Provenance {
    let verification: Provenance.Verification =
      switch self["verification"] ?? self["verified"] {
      case "cross-checked": .crossChecked
      case let text? where text.contains("memory") || text == "no" || text == "assumption":
        .fromMemory
      default: self["source"] == Provenance.userSource ? .user : .oneSource
      }
    guard let source = self["source"] else {
      return Provenance(
        source: tableName, asOf: self["as_of"], verification: .user, notes: self["notes"])
    }
    return Provenance(
      source: source, asOf: self["as_of"], verification: verification, notes: self["notes"])
  }
}
