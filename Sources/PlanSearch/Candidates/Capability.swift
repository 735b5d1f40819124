import Catalog
import PerformanceModel
import Quality
import Quantities

/// A deployment with everything prepared to ask for forecasts; shared by whatever speaks of it.
public final class PreparedDeployment: Sendable {
  public let deployment: Deployment
  public let forecaster: Forecaster
  public let quality: QualityScore?

  public init(_ deployment: Deployment, _ forecaster: Forecaster, quality: QualityScore?) {
    self.deployment = deployment
    self.forecaster = forecaster
    self.quality = quality
  }
}

/// A deployment and the most that one replica of it carries within the promised latencies. It
/// depends on neither traffic nor prices, so that what-if questions need no new forecasts.
public struct Capability: Sendable {
  public var prepared: PreparedDeployment
  /// Requests a second that a replica carries within every service level.
  public var maximumRate: Double
  /// Mean requests in flight there.
  public var maximumOthers: Double
  /// A request on the idle replica.
  public var aloneTime: Seconds

  public var deployment: Deployment { prepared.deployment }
  public var forecaster: Forecaster { prepared.forecaster }

  /// Share of a replica's throughput at full batch that is planned with: beyond it queues grow
  /// without end at the slightest error of the forecast.
  public static let plannedShare = 0.9

  /// Why a deployment carries nothing within the service levels.
  public enum Failure: Error, Hashable, Sendable {
    case memory
    /// Even a request alone misses the level; the latency it has.
    case level(ServiceLevel, Seconds)
  }

  /// The largest load within service levels, and what a request alone takes.
  public struct Load: Hashable, Sendable {
    public var rate: Double
    public var others: Double
    public var aloneTime: Seconds
  }

  /// Finds the largest load within the limits of `question`.
  /// - Complexity: about sixty closed forms; no allocation.
  public static func measure(
    _ forecaster: Forecaster, _ workload: Workload, _ promise: Promise, variation: Double
  ) -> Result<Load, Failure> {
    guard let idle = OpenArrivals(forecaster, workload, others: 0) else {
      return .failure(.memory)
    }
    if let missed = promise.firstMissed(idle, forecaster, workload) {
      return .failure(.level(missed.level, missed.latency))
    }
    let full = forecaster.capacity(workload)
    let ceiling = full.requestsPerSecond * plannedShare
    func holds(_ others: Double) -> Double? {
      guard
        let arrivals = OpenArrivals(
          forecaster, workload, others: others, variation: variation, idle: idle),
        arrivals.rate <= ceiling, promise.firstMissed(arrivals, forecaster, workload) == nil
      else { return nil }
      return arrivals.rate
    }
    // Latencies grow with the requests in flight, so the largest load is found by halving; on a
    // logarithmic scale, because an engine of one slot and one of a thousand are both common.
    var low = 0.01, high = max(1, full.largestBatch) * 2
    guard var best = holds(low) else {
      // Only an idle replica keeps the levels: it carries next to nothing.
      guard let level = promise.levels.first else { return .failure(.memory) }
      return .failure(
        .level(level, level.latency(idle.latency(level.share, forecaster, workload))))
    }
    while high > low * 1.05 {
      let middle = (low * high).squareRoot()
      if let found = holds(middle) {
        low = middle
        best = found
      } else {
        high = middle
      }
    }
    return .success(Load(rate: best, others: low, aloneTime: idle.mean.endToEnd))
  }
}

/// Service levels with what forecasts have to stay below so that they are kept as surely as asked.
public struct Promise: Hashable, Sendable {
  public var levels: [ServiceLevel]
  /// By what share of it a forecast of TTFT and of TPOT may turn out, with the confidence asked for.
  public var firstTokenFactor: Double
  public var perTokenFactor: Double

  public init(
    _ levels: [ServiceLevel], firstTokenFactor: Double = 1, perTokenFactor: Double = 1
  ) {
    self.levels = levels
    self.firstTokenFactor = firstTokenFactor
    self.perTokenFactor = perTokenFactor
  }

  /// What a latency has to be planned as.
  func planned(_ latency: OpenArrivals.Latency) -> OpenArrivals.Latency {
    let rest = latency.endToEnd - latency.timeToFirstToken
    return OpenArrivals.Latency(
      timeToFirstToken: latency.timeToFirstToken * firstTokenFactor,
      timePerOutputToken: latency.timePerOutputToken * perTokenFactor,
      endToEnd: latency.timeToFirstToken * firstTokenFactor + rest * perTokenFactor)
  }

  /// The first level that a load misses, with the latency it is planned to have.
  func firstMissed(
    _ arrivals: OpenArrivals, _ forecaster: Forecaster, _ workload: Workload
  ) -> (level: ServiceLevel, latency: Seconds)? {
    var share: Double?? = nil
    var planned = OpenArrivals.Latency(
      timeToFirstToken: .zero, timePerOutputToken: .zero, endToEnd: .zero)
    for level in levels {
      // Levels of one percentile need one forecast.
      if share != .some(level.share) {
        planned = self.planned(arrivals.latency(level.share, forecaster, workload))
        share = .some(level.share)
      }
      let latency = level.latency(planned)
      if latency > level.limit { return (level, latency) }
    }
    return nil
  }
}
