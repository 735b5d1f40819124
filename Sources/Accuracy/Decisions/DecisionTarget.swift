import Confidence

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

  /// The chance that a configuration keeps the target, by the intervals of its forecasts.
  func chance(_ configuration: MeasuredConfiguration) -> Double {
    let forecast = configuration.forecast
    let perToken = configuration.intervals.timePerOutputToken.chance(
      atMost: timePerOutputToken, forecast: forecast.timePerOutputToken)
    guard let limit = timeToFirstToken else { return perToken }
    // One error moves both the same way; the less sure of the two decides.
    return min(
      perToken,
      configuration.intervals.timeToFirstToken.chance(
        atMost: limit, forecast: forecast.timeToFirstToken))
  }
}
