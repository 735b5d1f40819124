import Catalog
import StructuredText

/// A row of `task_quality.csv`: how well a model in its published weights does a task.
public struct TaskScore: Hashable, Sendable, Identifiable {
  /// The weights, as the results name them.
  public var model: String
  public var task: QualityTask
  /// From 0 to 100 on the task's scale.
  public var score: Double
  /// In points.
  public var standardError: Double
  /// Benchmarks of the task on which the model was measured; 0 where its score follows from other
  /// tasks alone.
  public var benchmarks: Int
  /// Whether the weights are not tuned to follow instructions although a tuned version is known.
  public var isBase: Bool
  /// The catalog's model of the same shape, where it has one.
  public var catalogModel: String?
  /// The harnesses whose results stand behind the score, and the date of the last.
  public var provenance: Provenance

  public var id: String { model + " " + task.rawValue }

  /// Reads all scores, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that is not whole.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [TaskScore] {
    try loadRows(.taskQuality, of: files) { (row) throws(CatalogError) in try TaskScore(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    model = try row.required("model")
    guard let task = try row.choice("task", QualityTask.self) else {
      throw row.unacceptable("task", QualityTask.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.task = task
    guard let score = try row.number("score"), score <= 100 else {
      throw row.unacceptable("score", "a number from 0 to 100")
    }
    self.score = score
    guard let error = try row.number("standard_error"), error <= 100 else {
      throw row.unacceptable("standard_error", "a number from 0 to 100")
    }
    standardError = error
    benchmarks = try row.integer("benchmark_count") ?? 0
    isBase = row["variant"] == "base"
    catalogModel = row["catalog_model"]
    provenance = row.provenance()
  }
}
