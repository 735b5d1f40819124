import Catalog
import Confidence
import PerformanceModel
import Quality
import Quantities

/// A deployment with everything prepared to ask for forecasts; shared by whatever speaks of it.
///
/// There are ten thousand of these, so they hold what they share with others by reference, and make
/// forecasters when asked.
public final class PreparedDeployment: Sendable {
  public let deployment: Deployment
  public let quality: QualityScore?
  /// Workers of their own for prompts and for answers, each laid out like the deployment; `nil`
  /// where every worker does both.
  public let split: PhaseSplit?
  private let inventory: Shared<ParameterInventory>
  private let values: Shared<ContextValues>

  init(
    _ deployment: Deployment, inventory: Shared<ParameterInventory>,
    values: Shared<ContextValues>, quality: QualityScore?, split: PhaseSplit? = nil
  ) {
    self.deployment = deployment
    self.inventory = inventory
    self.values = values
    self.quality = quality
    self.split = split
  }

  /// The deployment's forecasts.
  public var forecaster: Forecaster {
    Forecaster(deployment, inventory: inventory.value, values: values.value)
  }

  /// Parameters of the model, all that have to be stored.
  public var parameters: Double { inventory.value.total }

  /// Devices of a replica, of all its workers together.
  public var devices: Int { deployment.parallelism.devices * (split?.workers ?? 1) }
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
  /// How well measurements know such a deployment; `nil` where nobody looked.
  public var tier: ConfidenceTier?
  /// For a split one, the rate that a replica carries without the split; `nil` for others.
  public var rateUnsplit: Double?

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
    let shape = PreparedWorkload(workload, forecaster, arrivals: .atRandom)
    guard let idle = OpenArrivals(forecaster, shape, others: 0) else {
      return .failure(.memory)
    }
    func missed(_ arrivals: OpenArrivals) -> (level: ServiceLevel, latency: Seconds)? {
      promise.firstMissed { arrivals.latency($0, forecaster, shape) }
    }
    if let missed = missed(idle) {
      return .failure(.level(missed.level, missed.latency))
    }
    let ceiling = forecaster.mostRequestsPerSecond(shape) * plannedShare
    let found = LoadSearch.largest(most: shape.largestBatch) { others -> Double? in
      guard
        let arrivals = OpenArrivals(
          forecaster, shape, others: others, variation: variation, idle: idle, ceiling: ceiling),
        missed(arrivals) == nil
      else { return nil }
      return arrivals.rate
    }
    guard let found else {
      // Only an idle replica keeps the levels: it carries next to nothing.
      guard let level = promise.levels.first else { return .failure(.memory) }
      return .failure(
        .level(level, level.latency(idle.latency(level.share, forecaster, shape))))
    }
    return .success(
      Load(rate: found.value, others: found.others, aloneTime: idle.mean.endToEnd))
  }
}

/// Service levels with what forecasts have to stay below so that they are kept as surely as asked.
public struct Promise: Hashable, Sendable {
  public var levels: [ServiceLevel]
  public var tier: ConfidenceTier?
  /// By what share of it a forecast of TTFT and of TPOT may turn out, with the confidence asked for.
  public var firstTokenFactor: Double
  public var perTokenFactor: Double

  public init(
    _ levels: [ServiceLevel], tier: ConfidenceTier? = nil, firstTokenFactor: Double = 1,
    perTokenFactor: Double = 1
  ) {
    self.levels = levels
    self.tier = tier
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
  /// - Parameter latencies: that a share of requests does not exceed.
  func firstMissed(
    _ latencies: (_ share: Double?) -> OpenArrivals.Latency
  ) -> (level: ServiceLevel, latency: Seconds)? {
    var share: Double?? = nil
    var planned = OpenArrivals.Latency(
      timeToFirstToken: .zero, timePerOutputToken: .zero, endToEnd: .zero)
    for level in levels {
      // Levels of one percentile need one forecast.
      if share != .some(level.share) {
        planned = self.planned(latencies(level.share))
        share = .some(level.share)
      }
      let latency = level.latency(planned)
      if latency > level.limit { return (level, latency) }
    }
    return nil
  }
}
