import Glibc
import PerformanceModel

extension Interval {
  /// What a further measurement may be of its forecast, in 80 of 100 cases, by what measurements were
  /// of forecasts that had not seen them.
  ///
  /// They are taken to be log-normal about the forecast. What is not known of their spread widens the
  /// interval: a tenth lies beyond Student's t with as many degrees of freedom as there are loads,
  /// for those of one load have their error in common.
  /// - Parameters:
  ///   - residuals: logarithms of measurement over forecast.
  ///   - loads: how many loads they come from.
  ///   - deviation: of the logarithm of a measurement by itself; the spread is not less.
  /// - Returns: `nil` for fewer than three loads, which say too little.
  public init?(heldOut residuals: [Double], loads: Int, deviation: Double) {
    guard loads >= 3, residuals.count >= loads, residuals.allSatisfy(\.isFinite) else { return nil }
    let square = residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)
    let half =
      Self.tenthBeyond(degrees: loads) * max(square, deviation * deviation).squareRoot()
    self.init(low: exp(-half), high: exp(half))
  }

  /// What Student's t exceeds one time in ten, for three degrees of freedom and more: to within
  /// 0.002 (Abramowitz and Stegun 26.7.5).
  static func tenthBeyond(degrees: Int) -> Double {
    let z = NormalDistribution.quantile(0.9), n = Double(degrees)
    let z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
