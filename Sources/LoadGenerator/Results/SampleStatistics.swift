import Glibc
import ServingSimulator

/// What a sample in order of time says, and how surely.
public struct SampleStatistics: Hashable, Sendable {
  public let count: Int
  public let mean: Double
  public let deviation: Double
  public let least: Double
  public let largest: Double
  /// Half the width of the interval that holds the mean in 95 of 100 cases, by batch means: requests
  /// that follow each other have much in common, and only means of many of them are nearly
  /// independent (Schmeiser, Operations Research 30, 1982: 10 to 30 batches). `nil` for few values.
  public let meanHalfWidth: Double?
  private let sorted: [Double]
  /// By how much the variance of the mean exceeds that of independent values.
  private let inflation: Double

  /// `nil` for an empty sample.
  /// - Complexity: O(n log n).
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    sorted = values.sorted()
    count = values.count
    let number = Double(values.count)
    let mean = values.reduce(0, +) / number
    self.mean = mean
    let variance =
      count > 1 ? values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1) : 0
    deviation = variance.squareRoot()
    least = sorted[0]
    largest = sorted[sorted.count - 1]
    let batches = min(20, values.count / 2)
    guard batches >= 4 else {
      meanHalfWidth = nil
      inflation = 1
      return
    }
    // Batches of equal size; what is left over is of the oldest.
    let size = values.count / batches
    let spare = values.count - batches * size
    let means = (0..<batches).map { batch in
      values[(spare + batch * size)..<(spare + (batch + 1) * size)].reduce(0, +) / Double(size)
    }
    let interval = ReplicationInterval(means)
    meanHalfWidth = interval.half
    let spread = means.reduce(0) { $0 + ($1 - interval.mean) * ($1 - interval.mean) }
    let ofMean = spread / Double(batches - 1) * Double(size)
    inflation = variance > 0 ? min(max(1, ofMean / variance), number / 4) : 1
  }

  /// The value below which a share of the sample lies, between neighbours in proportion (as numpy and
  /// the benchmarks of vLLM and SGLang do).
  public func quantile(_ share: Double) -> Double { value(rank: share * Double(count - 1)) }

  /// The interval that holds the quantile in 95 of 100 cases: order statistics around it (Conover,
  /// Practical Nonparametric Statistics, 1999, 3.2), further apart where batch means show that values
  /// depend on each other. `nil` where the sample has too few values on one side.
  public func quantileInterval(_ share: Double) -> ClosedRange<Double>? {
    let number = Double(count)
    let half = 1.959964 * (number * share * (1 - share) * inflation).squareRoot()
    let low = (number * share - half).rounded(.down), high = (number * share + half).rounded(.up)
    guard low >= 1, high <= number else { return nil }
    return value(rank: low - 1)...value(rank: high - 1)
  }

  private func value(rank: Double) -> Double {
    let place = min(max(0, rank), Double(count - 1))
    let below = Int(place.rounded(.down))
    let above = min(below + 1, count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
}

/// Where a run settles.
public enum SteadyState {
  /// How many of the first values to leave out: the cut in the first half after which the mean is
  /// known best (MSER-5: White, Simulation 69, 1997). `nil` where values are few, or what is left
  /// still drifts: the means of its halves differ by more than a twentieth and than chance.
  /// - Complexity: O(n).
  public static func warmUp(_ values: [Double]) -> Int? {
    let size = 5
    let means = (0..<(values.count / size)).map { batch in
      values[(batch * size)..<((batch + 1) * size)].reduce(0, +) / Double(size)
    }
    guard means.count >= 4 else { return nil }
    var sum = 0.0, squares = 0.0
    var best = (cut: 0, error: Double.infinity)
    for cut in stride(from: means.count - 1, through: 0, by: -1) {
      sum += means[cut]
      squares += means[cut] * means[cut]
      let left = Double(means.count - cut)
      guard cut <= means.count / 2 else { continue }
      let error = max(0, squares - sum * sum / left) / (left * left)
      if error <= best.error { best = (cut, error) }
    }
    return drifts(Array(means[best.cut...])) ? nil : best.cut * size
  }

  private static func drifts(_ means: [Double]) -> Bool {
    let half = means.count / 2
    let first = ReplicationInterval(Array(means[..<half]))
    let second = ReplicationInterval(Array(means[half...]))
    let gap = abs(first.mean - second.mean)
    let chance =
      min(first.half, .greatestFiniteMagnitude) + min(second.half, .greatestFiniteMagnitude)
    return gap > 0.05 * abs(first.mean + second.mean) / 2 && gap > chance
  }
}
