import Glibc
import PerformanceModel

extension Interval {
  /// The chance that a measurement is at most `limit`, of a figure that is forecast as `forecast`.
  ///
  /// Measurements are taken to lie log-normally with a tenth of them on either side of the interval,
  /// which is how it was made.
  public func chance(atMost limit: Double, forecast: Double) -> Double {
    guard forecast > 0, limit > 0 else { return limit >= forecast ? 1 : 0 }
    let z = (log(limit / forecast) - middle) / deviation
    return 0.5 * erfc(-z / 2.0.squareRoot())
  }

  /// What a measurement is, as a share of its forecast, at most with this chance.
  public func factor(of chance: Double) -> Double {
    exp(middle + NormalDistribution.quantile(chance) * deviation)
  }

  /// Of the logarithm of measurement over forecast.
  private var middle: Double { (log(low) + log(high)) / 2 }
  private var deviation: Double { max(1e-3, (log(high) - log(low)) / (2 * Self.tenth)) }

  /// A standard normal variable exceeds it one time in ten.
  private static let tenth = 1.2815515655446004
}
