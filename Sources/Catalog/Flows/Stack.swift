import StructuredText

/// A stage of a worked pipeline of models: a row of `stacks.csv`.
public struct StackRow: Hashable, Sendable, Identifiable {
  public var id: String
  /// What comes in: `image`, `document`, `video`, `speech`.
  public var modality: String
  /// The stage as `inferplan advise --stage` takes it.
  public var stage: String
  public var provenance: Provenance

  /// Reads all stages in their order, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [StackRow] {
    try loadRows(.stacks, of: files) { (row) throws(CatalogError) in
      StackRow(
        id: try row.required("id"), modality: try row.required("modality"),
        stage: try row.required("stage"), provenance: row.provenance())
    }
  }
}
