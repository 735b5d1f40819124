import StructuredText

/// What a rule asks of whoever runs a deployment: a row of `compliance_duties.csv`.
public struct Duty: Hashable, Sendable, Identifiable {
  public var id: String
  /// `gdpr`, `hipaa`, `sox`, or `any` for what every deployment owes.
  public var rule: String
  /// Where it applies: `cloud`, `premises`, `api`; empty for everywhere.
  public var places: Set<String>
  public var duty: String
  public var provenance: Provenance

  /// Reads all duties, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Duty] {
    try loadRows(.complianceDuties, of: files) { (row) throws(CatalogError) in
      Duty(
        id: try row.required("id"), rule: try row.required("rule"),
        places: Set((row["places"] ?? "").split(separator: " ").map(String.init)),
        duty: try row.required("duty"), provenance: row.provenance())
    }
  }
}
