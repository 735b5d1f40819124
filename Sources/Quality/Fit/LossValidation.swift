/// How well losses of models are forecast that a fit has not seen.
public struct LossValidation: Sendable {
  /// Losses of scores that were held out, one model after the other.
  public private(set) var count = 0
  /// Mean absolute error in log-odds.
  public private(set) var meanError = 0.0
  /// The same of forecasting none, and of forecasting the mean of the others.
  public private(set) var meanErrorOfNoLoss = 0.0
  public private(set) var meanErrorOfMeanLoss = 0.0

  public init(_ measurements: [LossMeasurement]) {
    for model in Set(measurements.map(\.model)).sorted() {
      let seen = measurements.filter { $0.model != model }
      let held = measurements.filter { $0.model == model && $0.isOfScore }
      guard !held.isEmpty else { continue }
      let fit = LossFit(seen).loss
      let scores = seen.filter(\.isOfScore).map(\.loss)
      let mean = scores.reduce(0, +) / Double(max(1, scores.count))
      for measurement in held {
        guard case .score(let task) = measurement.metric else { continue }
        let forecast = fit.loss(
          method: measurement.method, bits: measurement.bits,
          parameters: measurement.parameters, task: task)
        meanError += abs(measurement.loss - forecast.logOdds)
        meanErrorOfNoLoss += abs(measurement.loss)
        meanErrorOfMeanLoss += abs(measurement.loss - mean)
        count += 1
      }
    }
    let all = Double(max(1, count))
    meanError /= all
    meanErrorOfNoLoss /= all
    meanErrorOfMeanLoss /= all
  }
}

extension LossMeasurement {
  fileprivate var isOfScore: Bool {
    if case .score = metric { true } else { false }
  }
}
