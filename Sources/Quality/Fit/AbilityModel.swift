import Glibc

/// What published results say about the abilities of models.
///
/// In log-odds, the result of model m on benchmark b under harness h is
/// `a[b] + e[h] + s[b] · Σ share[b, t] · ability[m, t] + noise[b]`: a benchmark has a difficulty and
/// a slope, a harness shifts it, and each task is an ability of its own. Abilities of one model are
/// normally distributed around what was usual when it appeared, with a covariance between tasks
/// that is fitted too, so that a task with few results leans on the others and its uncertainty says
/// by how much. Noise has heavy tails (Student's t), against figures that are simply wrong. It is
/// factor analysis with missing data, fitted by expectation maximisation (Dempster, Laird and
/// Rubin 1977; Rubin and Thayer 1982), deterministic from a fixed start.
struct AbilityModel: Sendable {
  /// Log-odds of each benchmark at ability 0, and their change with ability.
  private(set) var difficulty: [Double]
  private(set) var slope: [Double]
  /// The shift of each column, a benchmark as one harness runs it.
  private(set) var shift: [Double]
  /// Variance of a result around what abilities say, by benchmark.
  private(set) var noise: [Double]
  /// Variance of harnesses around a benchmark.
  private(set) var harnessVariance = Prior.harnessVariance
  /// Covariance of difficulty and slope of each benchmark: (difficulty, both, slope).
  private var benchmarkCovariance: [(Double, Double, Double)]
  /// Abilities of each model by task, and their covariance.
  private(set) var ability: [[Double]]
  private(set) var covariance: [SymmetricMatrix]
  private let shares: [[Double]]

  /// What is believed before any result is seen; all in log-odds.
  enum Prior {
    /// Half the published harnesses of one benchmark lie within 0.4 log-odds, about 8 points in
    /// the middle of the scale.
    static let harnessVariance = 0.3
    static let harnessWeight = 10.0
    /// Slopes are near those of the typical benchmark, within 0.4.
    static let slope = 1.0, slopePrecision = 1 / 0.16
    static let difficultyPrecision = 1 / 9.0
    /// Results stray by about 0.35, as if eight of them had been seen.
    static let noise = 0.12, noiseWeight = 8.0
    /// Abilities vary by about 1, most of it common to all tasks, as if thirty models were seen.
    static let commonAbility = 0.7, ownAbility = 0.3, abilityWeight = 30.0
    /// Degrees of freedom of the noise.
    static let freedom = 5.0
    /// Questions of a benchmark, for the sampling error of a share of right answers.
    static let questions = 300.0
  }

  /// Fits the model to the points of `table`, but for those at the places `held`.
  init(_ table: ScoreTable, iterations: Int = 40, without held: Set<Int> = []) {
    let points = table.points.indices.filter { !held.contains($0) }.map { table.points[$0] }
    let taskCount = QualityTask.allCases.count
    shares = table.shares
    difficulty = Array(repeating: 0, count: table.benchmarks.count)
    slope = Array(repeating: 1, count: table.benchmarks.count)
    noise = Array(repeating: 0.15, count: table.benchmarks.count)
    shift = Array(repeating: 0, count: table.benchmarkOfColumn.count)
    benchmarkCovariance = Array(repeating: (0, 0, 0), count: table.benchmarks.count)
    ability = Array(repeating: Array(repeating: 0, count: taskCount), count: table.models.count)
    covariance = Array(repeating: SymmetricMatrix(count: taskCount), count: table.models.count)

    var ofBenchmark = Array(repeating: [Int](), count: table.benchmarks.count)
    var ofColumn = Array(repeating: [Int](), count: table.benchmarkOfColumn.count)
    var ofModel = Array(repeating: [Int](), count: table.models.count)
    for (index, point) in points.enumerated() {
      ofBenchmark[point.benchmark].append(index)
      ofColumn[point.column].append(index)
      ofModel[point.model].append(index)
    }
    for (benchmark, members) in ofBenchmark.enumerated() where !members.isEmpty {
      let sorted = members.map { points[$0].logOdds }.sorted()
      difficulty[benchmark] = sorted[sorted.count / 2]
    }
    let sampling = points.map { Self.samplingVariance($0.logOdds) }
    var weights = Array(repeating: 1.0, count: points.count)
    var prior = SymmetricMatrix(count: taskCount, diagonal: 1, elsewhere: 0.6)
    var means = Array(repeating: 0.0, count: table.models.count)
    var expected = Array(repeating: 0.0, count: points.count)
    var spread = expected

    for _ in 0..<iterations {
      let precision = points.indices.map {
        weights[$0] / (noise[points[$0].benchmark] + sampling[$0])
      }
      let priorPrecision = prior.inverse
      for model in table.models.indices {
        var information = priorPrecision
        var right = priorPrecision.times(Array(repeating: means[model], count: taskCount))
        for index in ofModel[model] {
          let point = points[index]
          let loading = shares[point.benchmark].map { $0 * slope[point.benchmark] }
          information.add(loading, weight: precision[index])
          let residual = point.logOdds - difficulty[point.benchmark] - shift[point.column]
          for task in 0..<taskCount { right[task] += loading[task] * precision[index] * residual }
        }
        covariance[model] = information.inverse
        ability[model] = covariance[model].times(right)
      }
      for (index, point) in points.enumerated() {
        expected[index] = Self.dot(shares[point.benchmark], ability[point.model])
        spread[index] = covariance[point.model].form(shares[point.benchmark])
      }
      for (benchmark, members) in ofBenchmark.enumerated() where !members.isEmpty {
        fitBenchmark(
          benchmark, members: members, points: points, precision: precision, expected: expected,
          spread: spread)
      }
      fitShifts(
        ofColumn, table: table, points: points, precision: precision, expected: expected)
      let squares = points.indices.map { index in
        let point = points[index]
        let slope = slope[point.benchmark]
        let residual =
          point.logOdds - difficulty[point.benchmark] - shift[point.column]
          - slope * expected[index]
        return residual * residual + slope * slope * spread[index]
      }
      for (benchmark, members) in ofBenchmark.enumerated() where !members.isEmpty {
        let sum = members.reduce(Prior.noiseWeight * Prior.noise) {
          $0 + weights[$1] * (squares[$1] - sampling[$1])
        }
        noise[benchmark] = max(0.01, sum / (Double(members.count) + Prior.noiseWeight))
      }
      for index in points.indices {
        let variance = noise[points[index].benchmark] + sampling[index]
        weights[index] = (Prior.freedom + 1) / (Prior.freedom + squares[index] / variance)
      }
      prior = abilityPrior(around: means)
      means = trend(table.years)
    }
  }

  /// The log-odds that a model is expected to show on a benchmark, and their variance with the
  /// noise of the benchmark, and that of harnesses where no column is known.
  func prediction(
    model: Int, benchmark: Int, column: Int?
  ) -> (logOdds: Double, variance: Double) {
    let mean = Self.dot(shares[benchmark], ability[model])
    let own = slope[benchmark] * slope[benchmark] * covariance[model].form(shares[benchmark])
    let logOdds =
      difficulty[benchmark] + (column.map { shift[$0] } ?? 0) + slope[benchmark] * mean
    let harness = column == nil ? harnessVariance : 0
    let (constant, both, linear) = benchmarkCovariance[benchmark]
    let line = constant + 2 * both * mean + linear * mean * mean
    return (logOdds, own + line + noise[benchmark] + harness + Self.samplingVariance(logOdds))
  }

  /// The log-odds on a task's own scale, and their standard error.
  func score(
    model: Int, task: Int, anchor benchmark: Int, column: Int
  ) -> (logOdds: Double, standardError: Double) {
    (
      difficulty[benchmark] + shift[column] + slope[benchmark] * ability[model][task],
      slope[benchmark] * covariance[model][task, task].squareRoot()
    )
  }

  private mutating func fitBenchmark(
    _ benchmark: Int, members: [Int], points: [ScoreTable.Point], precision: [Double],
    expected: [Double], spread: [Double]
  ) {
    var p00 = Prior.difficultyPrecision, p01 = 0.0, p11 = Prior.slopePrecision
    var r0 = 0.0, r1 = Prior.slope * Prior.slopePrecision
    for index in members {
      let p = precision[index], x = expected[index]
      let y = points[index].logOdds - shift[points[index].column]
      p00 += p
      p01 += p * x
      p11 += p * (x * x + spread[index])
      r0 += p * y
      r1 += p * x * y
    }
    let determinant = p00 * p11 - p01 * p01
    guard determinant > 1e-12 else { return }
    difficulty[benchmark] = (p11 * r0 - p01 * r1) / determinant
    benchmarkCovariance[benchmark] = (p11 / determinant, -p01 / determinant, p00 / determinant)
    // A benchmark on which abler models do worse measures something else.
    slope[benchmark] = max(0.2, (p00 * r1 - p01 * r0) / determinant)
  }

  private mutating func fitShifts(
    _ ofColumn: [[Int]], table: ScoreTable, points: [ScoreTable.Point], precision: [Double],
    expected: [Double]
  ) {
    var squares = Prior.harnessVariance * Prior.harnessWeight
    var count = Prior.harnessWeight
    for (column, members) in ofColumn.enumerated() where !members.isEmpty {
      let benchmark = table.benchmarkOfColumn[column]
      var information = 1 / harnessVariance, right = 0.0
      for index in members {
        information += precision[index]
        right +=
          precision[index]
          * (points[index].logOdds - difficulty[benchmark] - slope[benchmark] * expected[index])
      }
      shift[column] = right / information
      squares += shift[column] * shift[column] + 1 / information
      count += 1
    }
    harnessVariance = squares / count
  }

  private func abilityPrior(around means: [Double]) -> SymmetricMatrix {
    let taskCount = QualityTask.allCases.count
    var sum = SymmetricMatrix(count: taskCount)
    let weight = Prior.abilityWeight
    for i in 0..<taskCount {
      for j in 0..<taskCount {
        var element = weight * (Prior.commonAbility + (i == j ? Prior.ownAbility : 0))
        for model in ability.indices {
          element +=
            (ability[model][i] - means[model]) * (ability[model][j] - means[model])
            + covariance[model][i, j]
        }
        sum[i, j] = element / (weight + Double(ability.count))
      }
    }
    return sum
  }

  /// What was usual when each model appeared: a straight line over the years, 0 on average.
  private func trend(_ years: [Double]) -> [Double] {
    let x = years.map { $0 - ScoreTable.middleYear }
    let y = ability.map { $0.reduce(0, +) / Double($0.count) }
    let n = Double(x.count) + 1
    let sumX = x.reduce(0, +), sumY = y.reduce(0, +)
    let sumXX = x.reduce(1) { $0 + $1 * $1 }
    let sumXY = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    let rise = (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX)
    let middle = sumX / max(1, Double(x.count))
    return x.map { rise * ($0 - middle) }
  }

  /// The variance, in log-odds, of a share of right answers to a few hundred questions.
  private static func samplingVariance(_ logOdds: Double) -> Double {
    let share = 1 / (1 + exp(-logOdds))
    return 1 / (max(share * (1 - share), 0.01) * Prior.questions)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
