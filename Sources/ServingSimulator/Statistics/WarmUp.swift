import Quantities

/// Where a run's start ends, after MSER-5 (White, 1997; White, Cobb and Spratt, 2000): of means of
/// five values each, so many are left out at the front that the standard error of the mean of the rest
/// is least, half of them at most.
///
/// The batches double in size as the run grows, so that memory does not.
struct TruncationRule {
  private var batch = 5
  private var sum = 0.0
  private var pending = 0
  private var means: [Double] = []

  private static let capacity = 2048

  mutating func add(_ value: Double) {
    sum += value
    pending += 1
    guard pending == batch else { return }
    means.append(sum / Double(batch))
    sum = 0
    pending = 0
    guard means.count == Self.capacity else { return }
    means = stride(from: 0, to: means.count, by: 2).map { (means[$0] + means[$0 + 1]) / 2 }
    batch *= 2
  }

  /// The truncation of what was added.
  var warmUp: WarmUp {
    guard means.count >= 4 else { return WarmUp(requests: 0, mean: 0, isSteady: false) }
    // From the back: the sum of squares about the mean of every tail.
    var count = 0.0, mean = 0.0, squares = 0.0
    var best = (error: Double.infinity, start: 0, mean: 0.0)
    let half = means.count / 2
    for start in means.indices.reversed() {
      count += 1
      let change = means[start] - mean
      mean += change / count
      squares += change * (means[start] - mean)
      let error = squares / (count * count)
      if start <= half, error <= best.error { best = (error, start, mean) }
    }
    return WarmUp(
      requests: best.start * batch, mean: best.mean / Ticks.perSecond, isSteady: best.start < half)
  }
}

/// The start of a run, by MSER-5 over end-to-end latencies in the order in which requests ended.
public struct WarmUp: Hashable, Sendable {
  /// Requests that it takes.
  public let requests: Int
  /// Mean end-to-end latency without them, seconds.
  public let mean: Double
  /// Whether a steady state follows: the rule did not want to leave out as much as it may, as it does
  /// where queues grow to the end.
  public let isSteady: Bool
}
