import Catalog
import StructuredText

/// The published figures of which scores and losses are made.
public struct QualitySource: Sendable {
  public let scores: [BenchmarkScore]
  public let losses: [LossMeasurement]
  public let tasks: [TaskDescription]
  /// The date of the last loss.
  let lossDate: String

  /// Reads both tables.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that is not whole.
  public init(
    results: CSVTable, losses: CSVTable, tasks: [TaskDescription]
  ) throws(CatalogError) {
    scores = try BenchmarkScore.read(results)
    self.losses = try LossMeasurement.read(losses)
    lossDate = losses.rows.compactMap { $0["as_of"] }.max() ?? ""
    self.tasks = tasks
  }
}
