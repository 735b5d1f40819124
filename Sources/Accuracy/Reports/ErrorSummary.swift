import Confidence

/// How far forecasts lie from measurements, in percent of the measurement.
public struct ErrorSummary: Hashable, Sendable {
  public var count: Int
  /// Quantiles of the absolute error.
  public var median: Double
  public var p75: Double
  public var p90: Double
  /// Share of the points whose error is at most that, in percent.
  public var within10: Double
  public var within20: Double
  public var within30: Double
  /// Median of the signed error: above 0 where forecasts are too high.
  public var bias: Double
  /// Share of the points that lie in their 80 % interval, in percent; `nil` without intervals.
  public var coverage80: Double?
  /// Median of half the interval's width in percent of the forecast, `(high − low) / 2`; `nil`
  /// without intervals.
  public var width80: Double?

  /// The errors of comparisons, and what their intervals are worth.
  public init(comparisons: [Validation.Comparison]) {
    self.init(comparisons.map { ($0.forecast, $0.point.measured) })
    let covered = comparisons.compactMap(\.isCovered)
    guard !covered.isEmpty else { return }
    coverage80 = 100 * Double(covered.count { $0 }) / Double(covered.count)
    width80 = Self.quantile(comparisons.compactMap { $0.interval?.halfWidth }.sorted(), 0.5)
  }

  /// - Parameter pairs: forecasts and what was measured, in the same unit; measurements above 0.
  public init(_ pairs: [(forecast: Double, measured: Double)]) {
    let signed = pairs.map { ($0.forecast / $0.measured - 1) * 100 }.sorted()
    let errors = signed.map(abs).sorted()
    count = pairs.count
    median = Self.quantile(errors, 0.5)
    p75 = Self.quantile(errors, 0.75)
    p90 = Self.quantile(errors, 0.9)
    func within(_ limit: Double) -> Double {
      errors.isEmpty
        ? 0 : 100 * Double(errors.prefix { $0 <= limit }.count) / Double(errors.count)
    }
    within10 = within(10)
    within20 = within(20)
    within30 = within(30)
    bias = Self.quantile(signed, 0.5)
  }

  /// A quantile of sorted numbers, linear between neighbours; 0 of none.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
