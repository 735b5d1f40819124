import Glibc

/// What a measurement may be of its forecast: factors around 1.
public struct Interval: Hashable, Sendable {
  /// At most 1.
  public var low: Double
  /// At least 1.
  public var high: Double

  /// - Parameters:
  ///   - low: a factor above 0; one above 1 is taken as 1, so that a forecast is never outside of
  ///     its own interval.
  ///   - high: a factor; one below 1 is taken as 1.
  public init(low: Double, high: Double) {
    self.low = min(1, max(1e-6, low))
    self.high = max(1, high)
  }

  /// The range around a forecast above 0, in its unit.
  public func range(_ forecast: Double) -> ClosedRange<Double> {
    let forecast = forecast.isFinite ? max(0, forecast) : 0
    return forecast * low...forecast * high
  }

  /// Half of the width in percent of the forecast.
  public var halfWidth: Double { (high - low) * 50 }

  /// The smallest interval that holds both.
  public func union(_ other: Interval) -> Interval {
    Interval(low: min(low, other.low), high: max(high, other.high))
  }
}
