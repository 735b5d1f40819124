import Glibc

/// The mean of independent replications, with the interval that holds it in 95 of 100 cases
/// (Student's t).
public struct ReplicationInterval: Hashable, Sendable {
  public let mean: Double
  /// Half the width of the interval; infinite for one replication.
  public let half: Double

  public var bounds: [Double] { [mean - half, mean + half] }

  public init(_ values: [Double]) {
    let count = Double(values.count)
    mean = values.isEmpty ? 0 : values.reduce(0, +) / count
    guard values.count > 1 else {
      half = .infinity
      return
    }
    let center = mean
    let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (count - 1)
    half = Self.quantile(degrees: values.count - 1) * (variance / count).squareRoot()
  }

  /// The 97.5 % quantile of Student's t: exact for one and two degrees of freedom, else by Hill's
  /// expansion about the normal quantile (Abramowitz and Stegun 26.7.5), within 1 %.
  static func quantile(degrees: Int) -> Double {
    let z = 1.959964, n = Double(degrees)
    if degrees == 1 { return 12.7062 }
    if degrees == 2 { return 4.30265 }
    let z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
