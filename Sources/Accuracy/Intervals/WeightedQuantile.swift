import Glibc

/// The quantiles of weighted errors that are to hold for one more (split conformal prediction after
/// Lei et al., 2018, with weights after Tibshirani et al., 2019).
package struct WeightedErrors {
  private let sorted: [(value: Double, weight: Double)]
  private let total: Double
  /// So many errors of equal weight would be worth as much (Kish).
  package let effectiveCount: Double

  package init(_ errors: [(value: Double, weight: Double)]) {
    sorted = errors.filter { $0.weight > 0 && $0.value.isFinite }.sorted { $0.value < $1.value }
    total = sorted.reduce(0) { $0 + $1.weight }
    effectiveCount = Self.effective(sorted.map(\.weight))
  }

  package static func effective(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +), squares = weights.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? sum * sum / squares : 0
  }

  /// The smallest error that a share of the weight does not exceed, the weight of the error to come
  /// included, as if it lay above all others: of n equal ones that of rank ⌈share × (n + 1)⌉. The
  /// largest where so high a rank does not exist.
  package func upper(_ share: Double) -> Double? { Self.quantile(sorted, needed(share)) }

  /// The same from below.
  package func lower(_ share: Double) -> Double? {
    Self.quantile(sorted.reversed(), needed(share))
  }

  private func needed(_ share: Double) -> Double {
    effectiveCount > 0 ? share * total * (1 + 1 / effectiveCount) : 0
  }

  private static func quantile(
    _ errors: some Collection<(value: Double, weight: Double)>, _ needed: Double
  ) -> Double? {
    var sum = 0.0
    var last: Double?
    for (value, weight) in errors {
      sum += weight
      last = value
      if sum >= needed * (1 - 1e-12) { break }
    }
    return last
  }
}
