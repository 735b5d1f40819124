import Glibc
import Quantities

/// A replica under requests that arrive at random, whatever it does: latencies by percentile.
///
/// The number of other requests that an arriving one finds is a birth–death process whose death
/// rate is the closed loop's throughput. Around its mean `n` it behaves like a linear-noise
/// (Ornstein–Uhlenbeck) process: its variance is `n / e × (1 + c²) / 2`, where `e` is the
/// elasticity of throughput to the requests in flight (1 while requests do not hinder each other,
/// as in M/G/∞; towards 0 as the replica saturates) and `c` the variation of the gaps between
/// arrivals (Allen–Cunneen). A request feels the average of the process over its own stay, which
/// varies less: by `2 (e − 1 + exp(−e)) / e²`.
public struct OpenArrivals: Hashable, Sendable {
  /// Other requests that an arriving one finds, on average.
  public let others: Double
  /// Requests a second that keep the replica there.
  public let rate: Double
  /// The latencies of a request at the mean, and the elasticity of throughput there, 0…1.
  public let mean: Latency
  public let elasticity: Double

  private let dispersion: Double
  /// Seconds to the first token of a request on the idle replica.
  private let alone: Double

  /// - Parameters:
  ///   - others: mean number of other requests in flight; 0 is an idle replica.
  ///   - variation: coefficient of variation of the gaps between arrivals, 1 for Poisson.
  /// - Returns: `nil` where not one request fits.
  public init?(
    _ forecaster: Forecaster, _ workload: Workload, others: Double, variation: Double = 1
  ) {
    self.init(
      forecaster, PreparedWorkload(workload, forecaster, arrivals: .atRandom), others: others,
      variation: variation)
  }

  /// - Parameters:
  ///   - shape: of the requests, prepared with the forecaster.
  ///   - others: mean number of other requests in flight; 0 is an idle replica.
  ///   - variation: coefficient of variation of the gaps between arrivals, 1 for Poisson.
  ///   - idle: the idle replica, where it is known already.
  ///   - ceiling: requests a second beyond which nobody wants to know.
  /// - Returns: `nil` where not one request fits, or beyond the ceiling.
  public init?(
    _ forecaster: Forecaster, _ shape: PreparedWorkload, others: Double, variation: Double = 1,
    idle: OpenArrivals? = nil, ceiling: Double = .infinity
  ) {
    guard shape.largestBatch >= 1 else { return nil }
    let mean = forecaster.times(shape, concurrency: 1 + others)
    let rate = others / mean.endToEnd
    if rate > ceiling { return nil }
    self.others = others
    self.mean = Latency(mean)
    self.rate = rate
    dispersion = (1 + variation * variation) / 2
    guard others > 0 else {
      elasticity = 1
      alone = mean.firstToken
      return
    }
    let step = 0.02 * others + 0.01
    let above = forecaster.times(shape, concurrency: 1 + others + step)
    // d ln(n / T) / d ln n = 1 − n T′ / T
    let slope = max(0, above.endToEnd - mean.endToEnd) / step
    elasticity = min(1, max(0.02, 1 - others * slope / mean.endToEnd))
    alone = idle?.alone ?? forecaster.times(shape, concurrency: 1).firstToken
  }

  /// Latencies that a share of requests does not exceed.
  public struct Latency: Hashable, Sendable {
    public var timeToFirstToken: Seconds
    public var timePerOutputToken: Seconds
    public var endToEnd: Seconds

    public init(
      timeToFirstToken: Seconds, timePerOutputToken: Seconds, endToEnd: Seconds
    ) {
      self.timeToFirstToken = timeToFirstToken
      self.timePerOutputToken = timePerOutputToken
      self.endToEnd = endToEnd
    }

    init(_ times: RequestTimes) {
      self.init(
        timeToFirstToken: Seconds(times.firstToken), timePerOutputToken: Seconds(times.perToken),
        endToEnd: Seconds(times.endToEnd))
    }
  }

  /// Latencies that a share of requests does not exceed.
  /// - Parameters:
  ///   - share: above 0, below 1; `nil` for the mean.
  ///   - forecaster: the one that the value was made with, as is `workload`; both are not kept,
  ///     because a search makes hundreds of values of one.
  public func latency(
    _ share: Double?, _ forecaster: Forecaster, _ workload: Workload
  ) -> Latency {
    latency(share, forecaster, PreparedWorkload(workload, forecaster, arrivals: .atRandom))
  }

  /// Latencies that a share of requests does not exceed.
  /// - Parameters:
  ///   - share: above 0, below 1; `nil` for the mean.
  ///   - forecaster: the one that the value was made with, as is `shape`.
  public func latency(
    _ share: Double?, _ forecaster: Forecaster, _ shape: PreparedWorkload
  ) -> Latency {
    guard let share, others > 0 else { return mean }
    let deviation = (others / elasticity * dispersion).squareRoot()
    let quantile = NormalDistribution.quantile(share)
    let instant = max(0, others + quantile * deviation)
    let averaging = (2 * (elasticity - 1 + exp(-elasticity)) / (elasticity * elasticity))
      .squareRoot()
    let stay = max(0, others + quantile * deviation * min(1, averaging))
    let atArrival = forecaster.times(shape, concurrency: 1 + instant)
    let perToken = forecaster.decoding(shape, concurrency: 1 + stay).timePerToken
    // The wait behind other prompts has an exponential tail of its own.
    let wait = max(0, mean.timeToFirstToken.value - alone)
    let first = max(atArrival.firstToken, alone + wait * -log(1 - share))
    return Latency(
      timeToFirstToken: Seconds(first), timePerOutputToken: Seconds(perToken),
      endToEnd: Seconds(first + (shape.outputTokens - 1) * perToken))
  }

  /// The replica at `rate` requests a second; `nil` where it cannot keep up.
  /// - Complexity: about 40 closed forms.
  public static func at(
    rate: Double, _ forecaster: Forecaster, _ workload: Workload, variation: Double = 1
  ) -> OpenArrivals? {
    let shape = PreparedWorkload(workload, forecaster, arrivals: .atRandom)
    guard shape.largestBatch >= 1 else { return nil }
    guard rate > 0 else { return OpenArrivals(forecaster, shape, others: 0) }
    // The throughput of a batch that is never empty bounds what can be carried.
    guard rate < forecaster.mostRequestsPerSecond(shape) else { return nil }
    var low = 0.0, high = max(1, shape.largestBatch)
    for _ in 0..<30 where high - low > 0.002 * high {
      let middle = (low + high) / 2
      let time = forecaster.times(shape, concurrency: 1 + middle).endToEnd
      if middle / time < rate { low = middle } else { high = middle }
    }
    return OpenArrivals(forecaster, shape, others: high, variation: variation)
  }

  /// Everything that is forecast of the replica with as many in flight as there are on average.
  /// - Parameter forecaster: the one that the value was made with, as is `workload`.
  public func forecast(_ forecaster: Forecaster, _ workload: Workload) -> Forecast {
    forecaster.forecast(workload.with(concurrency: 1 + others), arrivals: .atRandom)
  }
}

extension Workload {
  /// The same requests with so many in flight.
  public func with(concurrency: Double) -> Workload {
    var changed = self
    changed.concurrency = max(1, concurrency)
    return changed
  }
}

/// The normal distribution.
public enum NormalDistribution {
  /// The value that a standard normal variable does not exceed with probability `share`, by the
  /// rational approximation of Abramowitz and Stegun 26.2.23 (absolute error below 4.5 × 10⁻⁴).
  public static func quantile(_ share: Double) -> Double {
    let tail = min(max(min(share, 1 - share), 1e-12), 0.5)
    let t = (-2 * log(tail)).squareRoot()
    let value =
      t - (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return share < 0.5 ? -value : value
  }
}
