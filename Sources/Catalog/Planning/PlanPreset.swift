import StructuredText

/// A worked question: a row of `presets.csv`, whose columns are the fields of a plan's question.
public struct PlanPreset: Hashable, Sendable, Identifiable {
  public var id: String
  public var title: String
  /// The document and the part of it that states the case.
  public var document: String
  /// What the document advises.
  public var advice: String
  /// Where that no longer holds, and why; `nil` where it does.
  public var correction: String?
  /// The stated fields, as text.
  public var fields: [String: String]
  public var provenance: Provenance

  private static let described: Set<String> = [
    "id", "title", "document", "advice", "correction", "source", "as_of", "verification", "notes",
    "licence",
  ]

  /// Reads all presets, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [PlanPreset] {
    try loadRows(.presets, of: files) { (row) throws(CatalogError) in
      var fields: [String: String] = [:]
      for column in row.columns where !described.contains(column) {
        if let value = row[column], !value.isEmpty { fields[column] = value }
      }
      return PlanPreset(
        id: try row.required("id"), title: try row.required("title"),
        document: row["document"] ?? "", advice: row["advice"] ?? "",
        correction: row["correction"], fields: fields, provenance: row.provenance())
    }
  }
}
