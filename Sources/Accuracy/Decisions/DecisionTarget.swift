import Glibc

/// Limits that a chosen configuration has to keep, in seconds.
public struct DecisionTarget: Hashable, Sendable {
  public var timeToFirstToken: Double?
  public var timePerOutputToken: Double

  /// The targets of a validation: from what reads as speech to what serves agents, with a first
  /// token within a second and without a limit on it.
  public static let all: [DecisionTarget] = [0.01, 0.02, 0.03, 0.05, 0.1].flatMap {
    [
      DecisionTarget(timeToFirstToken: nil, timePerOutputToken: $0),
      DecisionTarget(timeToFirstToken: 1, timePerOutputToken: $0),
    ]
  }

  func holds(_ latencies: MeasuredConfiguration.Latencies) -> Bool {
    latencies.timePerOutputToken <= timePerOutputToken
      && timeToFirstToken.map { latencies.timeToFirstToken <= $0 } ?? true
  }

  /// The chance that a configuration keeps the target when its latencies lie log-normally around
  /// their forecasts, as cross-validation found them to.
  func chance(
    _ forecast: MeasuredConfiguration.Latencies, _ spread: ForecastSpread
  ) -> Double {
    func below(_ limit: Double, _ forecast: Double, _ spread: ForecastSpread.Term) -> Double {
      let z = (log(limit / forecast) - spread.bias) / spread.deviation
      return 0.5 * erfc(-z / 2.0.squareRoot())
    }
    let perToken = below(
      timePerOutputToken, forecast.timePerOutputToken, spread.timePerOutputToken)
    guard let limit = timeToFirstToken else { return perToken }
    return perToken * below(limit, forecast.timeToFirstToken, spread.timeToFirstToken)
  }
}

/// How far measured latencies lie from forecasts, as logarithms.
public struct ForecastSpread: Hashable, Sendable {
  public var timeToFirstToken: Term
  public var timePerOutputToken: Term

  public struct Term: Hashable, Sendable {
    /// Median of log(measured ÷ forecast).
    public var bias: Double
    /// Its standard deviation, from the middle 80 %.
    public var deviation: Double

    public init(bias: Double, deviation: Double) {
      self.bias = bias
      self.deviation = max(1e-3, deviation)
    }
  }

  public init(timeToFirstToken: Term, timePerOutputToken: Term) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }
}

extension ForecastSpread {
  public static func of(_ validation: Validation) -> ForecastSpread? {
    func term(_ q: MeasuredQuantity) -> Term {
      let logs = validation.comparisons.filter {
        if case .closedLoop = $0.point.load { return $0.point.quantity == q }
        return false
      }.map { log($0.point.measured / $0.forecast) }.sorted()
      return Term(bias: ErrorSummary.quantile(logs, 0.5), deviation: (ErrorSummary.quantile(logs, 0.9) - ErrorSummary.quantile(logs, 0.1)) / 2.563)
    }
    return ForecastSpread(timeToFirstToken: term(.timeToFirstToken), timePerOutputToken: term(.timePerOutputToken))
  }
}
