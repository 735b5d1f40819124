import Catalog

/// Benchmark results with models, benchmarks and harnesses numbered, as a fit needs them.
struct ScoreTable: Sendable {
  struct Point: Sendable {
    var model: Int
    var benchmark: Int
    /// A benchmark as one harness runs it.
    var column: Int
    var logOdds: Double
    var source: BenchmarkScore
  }

  /// Models, each under the first name it has.
  private(set) var models: [String] = []
  private(set) var benchmarks: [String] = []
  /// The benchmark of each column.
  private(set) var benchmarkOfColumn: [Int] = []
  private(set) var columns: [String: Int] = [:]
  private(set) var points: [Point] = []
  /// When each model was first measured, in years.
  private(set) var years: [Double] = []
  /// The share of each task in each benchmark.
  private(set) var shares: [[Double]] = []

  /// Numbers the results of benchmarks that some task names.
  init(_ scores: [BenchmarkScore], tasks: [TaskDescription]) {
    var benchmarkIndex: [String: Int] = [:]
    for task in tasks {
      for weight in task.benchmarks {
        let place = benchmarkIndex[weight.benchmark] ?? benchmarks.count
        if place == benchmarks.count {
          benchmarkIndex[weight.benchmark] = place
          benchmarks.append(weight.benchmark)
          shares.append(Array(repeating: 0, count: QualityTask.allCases.count))
        }
        shares[place][task.task.index] = weight.share
      }
    }
    var modelIndex: [String: Int] = [:]
    for score in scores {
      guard let benchmark = benchmarkIndex[score.benchmark] else { continue }
      let key = ModelName(score.model).exact
      let model = modelIndex[key] ?? models.count
      if model == models.count {
        modelIndex[key] = model
        models.append(score.model)
        years.append(score.year ?? Self.middleYear)
      } else if score.model.contains("/"), !models[model].contains("/") {
        models[model] = score.model
      }
      if let year = score.year { years[model] = min(years[model], year) }
      let name = Self.column(score.benchmark, score.harness)
      let column = columns[name] ?? benchmarkOfColumn.count
      if column == benchmarkOfColumn.count {
        columns[name] = column
        benchmarkOfColumn.append(benchmark)
      }
      points.append(
        Point(
          model: model, benchmark: benchmark, column: column, logOdds: Logit.of(score.score),
          source: score))
    }
  }

  /// The year from which the trend of abilities is counted.
  static let middleYear = 2024.5

  static func column(_ benchmark: String, _ harness: String) -> String {
    benchmark + "\u{1f}" + harness
  }
}
