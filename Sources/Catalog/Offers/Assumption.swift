import StructuredText

/// A number that a cost forecast needs and that no offer states: a kWh price, a PUE, a discount.
public struct Assumption: Hashable, Sendable, Identifiable {
  /// The name under which formulas ask for it, such as `hours_per_month`.
  public var key: String
  public var value: Double
  public var unit: String
  /// Where the number holds.
  public var scope: String?
  public var provenance: Provenance

  public var id: String { key }

  public init(
    key: String, value: Double, unit: String, scope: String? = nil, provenance: Provenance
  ) {
    self.key = key
    self.value = value
    self.unit = unit
    self.scope = scope
    self.provenance = provenance
  }

  /// A number that the user gave in place of an assumption.
  public static func given(_ key: String, _ value: Double, unit: String) -> Assumption {
    Assumption(
      key: key, value: value, unit: unit,
      provenance: Provenance(source: "given by the user", asOf: nil, verification: .user))
  }

  /// Reads all assumptions, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without a value,
  ///   and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Assumption] {
    try loadRows(.assumptions, of: files) { (row) throws(CatalogError) in try Assumption(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    key = try row.required("key")
    guard let value = try row.number("value") else {
      throw row.unacceptable("value", "a number from 0 to 1e18")
    }
    self.value = value
    unit = row["unit"] ?? ""
    scope = row["scope"]
    provenance = row.provenance()
  }
}
