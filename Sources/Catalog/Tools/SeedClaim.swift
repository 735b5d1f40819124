import StructuredText

/// A claim of one of the documents this project grew from, and what checking it showed.
public struct SeedClaim: Hashable, Sendable, Identifiable {
  /// The document's number and the claim's, such as `003-1`.
  public var id: String
  /// The number of the document.
  public var document: String
  public var claim: String
  /// The finding, such as `WRONG (does not fit)`.
  public var verdict: String
  /// The arithmetic or the sources that decide.
  public var evidence: String
  public var provenance: Provenance

  /// Reads all claims, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that lacks a part,
  ///   and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [SeedClaim] {
    try loadRows(.claims, of: files) { (row) throws(CatalogError) in try SeedClaim(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    document = try row.required("seed")
    claim = try row.required("claim")
    verdict = try row.required("verdict")
    evidence = try row.required("calculation_or_evidence")
    provenance = row.provenance()
  }
}
