import Catalog
import PerformanceModel
import Quality
import Quantities

/// A deployment and the most that one replica of it carries within the promised latencies. It
/// depends on neither traffic nor prices, so that what-if questions need no new forecasts.
public struct Capability: Sendable {
  public var deployment: Deployment
  public var forecaster: Forecaster
  public var quality: QualityScore?
  /// Requests a second that a replica carries within every service level.
  public var maximumRate: Double
  /// Mean requests in flight there.
  public var maximumOthers: Double
  /// A request on the idle replica.
  public var alone: Forecast

  /// Share of a replica's throughput at full batch that is planned with: beyond it queues grow
  /// without end at the slightest error of the forecast.
  public static let plannedShare = 0.9

  /// Why a deployment carries nothing within the service levels.
  public enum Failure: Error, Hashable, Sendable {
    case memory
    /// Even a request alone misses the level; the latency it has.
    case level(ServiceLevel, Seconds)
  }

  /// Finds the largest load within `levels`.
  /// - Complexity: about a hundred closed forms.
  public static func measure(
    _ deployment: Deployment, _ forecaster: Forecaster, quality: QualityScore?,
    workload: Workload, levels: [ServiceLevel], variation: Double
  ) -> Result<Capability, Failure> {
    guard let idle = OpenArrivals(forecaster, workload, others: 0) else {
      return .failure(.memory)
    }
    for level in levels {
      let latency = level.latency(idle)
      if latency > level.limit { return .failure(.level(level, latency)) }
    }
    let full = forecaster.capacity(workload)
    let ceiling = full.requestsPerSecond * plannedShare
    func holds(_ others: Double) -> OpenArrivals? {
      guard
        let arrivals = OpenArrivals(forecaster, workload, others: others, variation: variation),
        arrivals.rate <= ceiling,
        levels.allSatisfy({ $0.latency(arrivals) <= $0.limit })
      else { return nil }
      return arrivals
    }
    // Latencies grow with the requests in flight, so the largest load is found by halving; on a
    // logarithmic scale, because an engine of one slot and one of a thousand are both common.
    var low = 0.01, high = max(1, full.largestBatch) * 2
    var best = holds(low)
    guard best != nil else {
      // Only an idle replica keeps the levels: it carries next to nothing.
      guard let level = levels.first else { return .failure(.memory) }
      return .failure(.level(level, level.latency(idle)))
    }
    for _ in 0..<16 where high > low * 1.02 {
      let middle = (low * high).squareRoot()
      if let found = holds(middle) {
        low = middle
        best = found
      } else {
        high = middle
      }
    }
    guard let best else { return .failure(.memory) }
    return .success(
      Capability(
        deployment: deployment, forecaster: forecaster, quality: quality,
        maximumRate: best.rate, maximumOthers: best.others, alone: idle.mean))
  }
}
