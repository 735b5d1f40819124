import Catalog
import Presentation
import Quality

/// How many catalog models and priced models have a score, by task.
public struct QualityCoverage: Sendable {
  private var rows: [(task: QualityTask, models: Int, measured: Int, prices: Int)] = []
  private let modelCount: Int
  private let priceCount: Int

  /// Counts the scores of the catalogs in `files`.
  /// - Throws: ``PlannerError/catalog(_:)`` for a catalog that cannot be read.
  public init(_ files: CatalogFiles) throws(PlannerError) {
    let (catalog, quality, prices) = try PlannerError.fromCatalog { () throws(CatalogError) in
      let catalog = try Catalog(files)
      return (catalog, try Quality(catalog), try APIPrice.load(files))
    }
    modelCount = catalog.models.count
    priceCount = prices.count
    for task in QualityTask.allCases {
      let scores = catalog.models.compactMap { quality.score(model: $0.id, task: task) }
      rows.append(
        (
          task, scores.count, scores.count { $0.evidence.benchmarkCount > 0 },
          prices.count { quality.score(model: $0.id, task: task) != nil }
        ))
    }
  }

  /// One row a task.
  public var table: Table {
    var table = Table(
      title: "Models with a score",
      columns: [
        .init("Task"), .init("Of \(modelCount) models", .trailing),
        .init("Measured on it", .trailing), .init("Of \(priceCount) API prices", .trailing),
      ])
    for row in rows {
      table.addRow(
        row.task.rawValue, String(row.models), String(row.measured), String(row.prices))
    }
    return table
  }
}
