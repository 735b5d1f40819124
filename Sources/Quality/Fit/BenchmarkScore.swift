import Catalog
import StructuredText

/// A published benchmark result: one row of `Data/quality/benchmarks.csv`.
public struct BenchmarkScore: Hashable, Sendable {
  public var model: String
  public var benchmark: String
  /// Who ran it and how, in a word; figures of different harnesses are never averaged.
  public var harness: String
  /// From 0 to 100.
  public var score: Double
  /// When it was published, in years; `nil` where the source is undated.
  public var year: Double?
  public var asOf: String?
  public var source: String
  /// The catalog's model of the same shape, where it has one.
  public var catalogModel: String?

  /// Reads a table of results.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without model,
  ///   benchmark, harness or score.
  public static func read(_ table: CSVTable) throws(CatalogError) -> [BenchmarkScore] {
    var scores: [BenchmarkScore] = []
    scores.reserveCapacity(table.count)
    for row in table.rows { scores.append(try BenchmarkScore(row)) }
    return scores
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    model = try row.required("model")
    benchmark = try row.required("benchmark")
    harness = try row.required("harness")
    guard let score = try row.number("score"), score <= 100 else {
      throw row.unacceptable("score", "a number from 0 to 100")
    }
    self.score = score
    asOf = row["as_of"]
    year = asOf.flatMap(Self.year)
    source = row["source"] ?? row.tableName
    catalogModel = row["catalog_id"].flatMap { $0.hasPrefix("api:") ? nil : $0 }
  }

  /// `2024-08` as 2024.58.
  private static func year(_ date: String) -> Double? {
    let parts = date.split(separator: "-")
    guard let first = parts.first, let year = Double(first), (2015...2100).contains(year) else {
      return nil
    }
    let month = parts.count > 1 ? Double(parts[1]) ?? 1 : 1
    return year + (min(max(month, 1), 12) - 1) / 12
  }
}
