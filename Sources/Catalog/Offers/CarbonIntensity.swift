import Quantities
import StructuredText

/// How much carbon dioxide a country's electricity stands for.
public struct CarbonIntensity: Hashable, Sendable, Identifiable {
  /// ISO 3166-1 alpha-3 code, such as `DEU`.
  public var country: String
  public var name: String
  /// Grams of CO2 equivalent per kWh, averaged over the year of the row.
  public var gramsPerKilowattHour: Double
  public var licence: String?
  public var provenance: Provenance

  public var id: String { country }

  public init(
    country: String, name: String, gramsPerKilowattHour: Double, licence: String? = nil,
    provenance: Provenance
  ) {
    self.country = country
    self.name = name
    self.gramsPerKilowattHour = gramsPerKilowattHour
    self.licence = licence
    self.provenance = provenance
  }

  /// Reads all countries, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without a value,
  ///   and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [CarbonIntensity] {
    try loadRows(.carbonIntensity, of: files) { (row) throws(CatalogError) in
      try CarbonIntensity(row)
    }
  }

  /// The country of this code or name, in any case.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when there is none.
  public static func find(
    _ name: String, among countries: [CarbonIntensity]
  ) throws(CatalogError) -> CarbonIntensity {
    let wanted = NearestNames.folded(name)
    let match = countries.first {
      NearestNames.folded($0.country) == wanted || NearestNames.folded($0.name) == wanted
    }
    guard let match, !wanted.isEmpty else {
      throw .unknown(
        kind: "country", name: name,
        suggestions: NearestNames.suggestions(
          for: name, among: countries.flatMap { [$0.country, $0.name] }))
    }
    return match
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    country = try row.required("country")
    name = row["name"] ?? country
    guard let grams = try row.number("gco2e_per_kwh") else {
      throw row.unacceptable("gco2e_per_kwh", "a number from 0 to 1e18")
    }
    gramsPerKilowattHour = grams
    licence = row["licence"]
    provenance = row.provenance()
  }
}
