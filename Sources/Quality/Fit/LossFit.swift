import Glibc

/// Fits ``QuantizationLoss`` to measurements: Gauss–Newton on the losses themselves, so that a
/// model which happens to score higher when quantised counts as it should; normal priors on every
/// term, methods drawn to what all have in common; noise by kind of metric, with heavy tails.
struct LossFit: Sendable {
  /// One fitted term.
  struct Row: Sendable {
    var id: String
    var value: Double
    var standardError: Double
    var measurements: Int
  }

  private(set) var rows: [Row] = []

  private let methods: [String]
  private var values: [Double]
  private var counts: [Int]

  /// Places of the terms that are not methods.
  private static let level = 0, slope = 1, shrinkage = 2, firstTask = 3
  private static let perplexity = firstTask + QualityTask.allCases.count
  private static let divergence = perplexity + 1
  private static let firstMethod = divergence + 1

  /// What is believed beforehand: means and standard deviations, in logarithms.
  private enum Prior {
    /// About 0.1 log-odds, 2 points, at 4 bits and eight thousand million parameters.
    static let level = (mean: -2.3, spread: 1.0)
    /// Rounding noise falls by 4 in variance with each bit, which is the fifth power around 4 bits.
    static let slope = (mean: log(5.0), spread: 0.3)
    /// The loss falls with something like the root of size.
    static let shrinkage = (mean: log(0.35), spread: 0.5)
    /// Tasks of many steps, in which an error is not made good, lose half more than a choice.
    static let manySteps = 0.4
    static let task = 0.4, method = 1.0, metric = (mean: -1.0, spread: 1.5)
    /// Models of the same method, size and width differ by half.
    static let model = 0.5
    static let freedom = 5.0
  }

  init(_ measurements: [LossMeasurement], iterations: Int = 60) {
    methods = Set(measurements.map(\.method)).sorted()
    let count = Self.firstMethod + methods.count
    var prior = Array(repeating: (mean: 0.0, spread: Prior.task), count: count)
    prior[Self.level] = Prior.level
    prior[Self.slope] = Prior.slope
    prior[Self.shrinkage] = Prior.shrinkage
    prior[Self.perplexity] = Prior.metric
    prior[Self.divergence] = Prior.metric
    for task in [QualityTask.code, .reasoning] {
      prior[Self.firstTask + task.index].mean = Prior.manySteps
    }
    // The scale of the tasks is that of classification, the one with most measurements.
    prior[Self.firstTask + QualityTask.classification.index].spread = 1e-3
    for place in methods.indices { prior[Self.firstMethod + place].spread = Prior.method }
    values = prior.map(\.mean)
    counts = Array(repeating: 0, count: count)

    let places = measurements.map { measurement in
      (
        metric: Self.place(measurement.metric),
        method: methods.firstIndex(of: measurement.method) ?? 0
      )
    }
    for place in places {
      counts[place.metric] += 1
      counts[Self.firstMethod + place.method] += 1
    }
    var noise = Array(repeating: 0.05, count: count)
    var covariance = SymmetricMatrix(count: count)
    for _ in 0..<iterations {
      var information = SymmetricMatrix(count: count)
      var right = Array(repeating: 0.0, count: count)
      for place in 0..<count {
        let precision = 1 / (prior[place].spread * prior[place].spread)
        information[place, place] = precision
        right[place] = precision * (prior[place].mean - values[place])
      }
      var squares = Array(repeating: 0.0, count: count)
      for (measurement, place) in zip(measurements, places) {
        let loss = loss(measurement, place)
        let floor = noise[place.metric]
        // The spread of models is a share of the loss.
        let variance = floor * floor + Prior.model * Prior.model * loss * loss
        let residual = measurement.loss - loss
        let weight =
          (Prior.freedom + 1) / (Prior.freedom + residual * residual / variance) / variance
        var gradient = Array(repeating: 0.0, count: count)
        gradient[Self.level] = loss
        gradient[Self.slope] =
          -loss * exp(values[Self.slope])
          * log(measurement.bits / QuantizationLoss.referenceBits)
        gradient[Self.shrinkage] =
          -loss * exp(values[Self.shrinkage])
          * log(measurement.parameters / QuantizationLoss.referenceParameters)
        gradient[place.metric] = loss
        gradient[Self.firstMethod + place.method] = loss
        information.add(gradient, weight: weight)
        for index in 0..<count { right[index] += weight * gradient[index] * residual }
        squares[place.metric] +=
          max(
            0, residual * residual - Prior.model * Prior.model * loss * loss) * weight * variance
      }
      covariance = information.inverse
      let step = covariance.times(right)
      // Short steps: the form is exponential.
      for place in 0..<count { values[place] += min(max(step[place], -0.3), 0.3) }
      for place in Self.firstTask..<Self.firstMethod where counts[place] > 0 {
        // Ten measurements' worth of belief in 0.05.
        let variance = (squares[place] + 10 * 0.0025) / (Double(counts[place]) + 10)
        noise[place] = min(max(variance.squareRoot(), 0.002), 0.3)
      }
    }
    finish(count: measurements.count, covariance)
  }

  /// The fitted terms as losses are computed from them.
  var loss: QuantizationLoss {
    QuantizationLoss(
      Dictionary(
        rows.map { ($0.id, .init(value: $0.value, standardError: $0.standardError)) },
        uniquingKeysWith: { first, _ in first }))
  }

  private mutating func finish(count: Int, _ covariance: SymmetricMatrix) {
    func error(_ place: Int) -> Double { max(0, covariance[place, place]).squareRoot() }
    func add(_ id: String, _ place: Int, _ measurements: Int) {
      rows.append(
        Row(
          id: id, value: values[place], standardError: error(place), measurements: measurements))
    }
    add(QuantizationLoss.Key.level, Self.level, count)
    for (id, place) in [
      (QuantizationLoss.Key.slope, Self.slope), (QuantizationLoss.Key.shrinkage, Self.shrinkage),
    ] {
      let value = exp(values[place])
      rows.append(
        Row(
          id: id, value: value, standardError: value * error(place),
          measurements: count))
    }
    for (id, value) in [
      (QuantizationLoss.Key.methodSpread, Prior.method),
      (QuantizationLoss.Key.modelSpread, Prior.model),
    ] { rows.append(Row(id: id, value: value, standardError: 0, measurements: 0)) }
    for task in QualityTask.allCases {
      let place = Self.firstTask + task.index
      add(QuantizationLoss.Key.task + task.rawValue, place, counts[place])
    }
    for (index, method) in methods.enumerated() {
      let place = Self.firstMethod + index
      add(QuantizationLoss.Key.method + method, place, counts[place])
    }
  }

  private func loss(_ measurement: LossMeasurement, _ place: (metric: Int, method: Int)) -> Double {
    let exponent =
      values[Self.level] + values[place.metric] + values[Self.firstMethod + place.method]
      - exp(values[Self.slope]) * log(measurement.bits / QuantizationLoss.referenceBits)
      - exp(values[Self.shrinkage])
      * log(measurement.parameters / QuantizationLoss.referenceParameters)
    return exp(min(exponent, 3))
  }

  private static func place(_ metric: LossMeasurement.Metric) -> Int {
    switch metric {
    case .score(let task): firstTask + task.index
    case .perplexity: perplexity
    case .divergence: divergence
    }
  }
}
