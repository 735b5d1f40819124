import Glibc

/// How well results that a fit has not seen are forecast.
public struct ScoreValidation: Sendable {
  /// Results that were held out and of whose model others were left.
  public var count = 0
  /// Mean and median absolute error in points.
  public var meanError = 0.0
  public var medianError = 0.0
  /// Share of results within the interval that should hold 80 % of them.
  public var coverage = 0.0

  private struct Miss {
    var points: Double
    var isCovered: Bool
    var task: Int
    var harness: String
  }

  /// Half the width of a normal interval that holds 80 %, in standard errors.
  private static let eighty = 1.2816

  /// Holds out every fifth result in turn, scattered: by task of the benchmark's largest share.
  public static func results(
    _ scores: [BenchmarkScore], tasks: [TaskDescription]
  ) -> (all: ScoreValidation, byTask: [(task: QualityTask, validation: ScoreValidation)]) {
    let table = ScoreTable(scores, tasks: tasks)
    var misses: [Miss] = []
    for fold in 0..<5 {
      misses += held(table) { index, _ in scattered(index) % 5 == fold }
    }
    let byTask = QualityTask.allCases.map { task in
      (task, ScoreValidation(misses.filter { $0.task == task.index }))
    }
    return (ScoreValidation(misses), byTask)
  }

  /// Holds out one harness after the other, whole.
  public static func harnesses(
    _ scores: [BenchmarkScore], tasks: [TaskDescription]
  ) -> (all: ScoreValidation, byHarness: [(harness: String, validation: ScoreValidation)]) {
    let table = ScoreTable(scores, tasks: tasks)
    var names: [String] = []
    for point in table.points where !names.contains(point.source.harness) {
      names.append(point.source.harness)
    }
    names.sort()
    var misses: [Miss] = []
    for name in names { misses += held(table) { _, point in point.source.harness == name } }
    let byHarness = names.map { name in
      (name, ScoreValidation(misses.filter { $0.harness == name }))
    }
    return (ScoreValidation(misses), byHarness.filter { $0.1.count > 0 })
  }

  private init(_ misses: [Miss]) {
    guard !misses.isEmpty else { return }
    count = misses.count
    let sorted = misses.map(\.points).sorted()
    meanError = sorted.reduce(0, +) / Double(count)
    medianError = sorted[count / 2]
    coverage = Double(misses.count { $0.isCovered }) / Double(count)
  }

  /// The misses of a fit without the points for which `isHeld` is true, on those of them whose
  /// model and benchmark it still knows.
  private static func held(
    _ table: ScoreTable, _ isHeld: (Int, ScoreTable.Point) -> Bool
  ) -> [Miss] {
    var heldPoints: [ScoreTable.Point] = []
    var heldIndices: Set<Int> = []
    var ofModel = Array(repeating: 0, count: table.models.count)
    var ofBenchmark = Array(repeating: 0, count: table.benchmarks.count)
    var ofColumn = Array(repeating: 0, count: table.benchmarkOfColumn.count)
    for (index, point) in table.points.enumerated() {
      if isHeld(index, point) {
        heldPoints.append(point)
        heldIndices.insert(index)
      } else {
        ofModel[point.model] += 1
        ofBenchmark[point.benchmark] += 1
        ofColumn[point.column] += 1
      }
    }
    let model = AbilityModel(table, iterations: 25, without: heldIndices)
    var misses: [Miss] = []
    for point in heldPoints
    where ofModel[point.model] > 0 && ofBenchmark[point.benchmark] > 0 {
      let column = ofColumn[point.column] > 0 ? point.column : nil
      let forecast = model.prediction(
        model: point.model, benchmark: point.benchmark, column: column)
      let shares = table.shares[point.benchmark]
      let task = shares.indices.max { shares[$0] < shares[$1] } ?? 0
      misses.append(
        Miss(
          points: abs(Logit.score(forecast.logOdds) - point.source.score),
          isCovered: abs(forecast.logOdds - point.logOdds)
            <= eighty * forecast.variance.squareRoot(),
          task: task, harness: point.source.harness))
    }
    return misses
  }

  /// A fixed shuffle of places (the finaliser of SplitMix64), so that folds do not follow the order
  /// of the file.
  private static func scattered(_ index: Int) -> UInt64 {
    var x = UInt64(truncatingIfNeeded: index) &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }
}
