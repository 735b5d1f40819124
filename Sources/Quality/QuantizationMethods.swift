import Catalog
import StructuredText

/// `quantization_methods.csv`: how each weight format rounds.
struct QuantizationMethods: Sendable {
  private var methods: [String: String] = [:]

  init(_ files: CatalogFiles) throws(CatalogError) {
    for table in try files.tables(.quantizationMethods) {
      for row in table.rows { methods[try row.required("format")] = try row.required("method") }
    }
  }

  /// The method of a format; a format of the user's without a row goes by its width alone.
  subscript(format: String) -> String { methods[format] ?? "unknown" }
}
