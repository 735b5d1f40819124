import Catalog
import Confidence
import PerformanceModel
import PlanSearch
import Quantities

/// How sure the forecasts of a plan are.
public struct PlanConfidence: Hashable, Sendable {
  public var tier: ConfidenceTier
  /// What measurements may be of the forecasts, in 80 of 100 cases.
  public var timeToFirstToken: Interval
  public var timePerOutputToken: Interval
  public var throughput: Interval

  /// Without tables forecasts are taken at their word, and nothing is claimed of them.
  init(_ deployment: Deployment, _ tables: ConfidenceTables?) {
    let shape: LoadShape = deployment.engine.batching == .single ? .single : .closedLoop
    let tier = tables?.known.tier(deployment) ?? .neverSeen
    func interval(_ quantity: MeasuredQuantity) -> Interval {
      tables?.intervals.interval(category: Category(quantity, shape, deployment), tier: tier)
        ?? Interval(low: 1, high: 1)
    }
    self.tier = tier
    timeToFirstToken = interval(.timeToFirstToken)
    timePerOutputToken = interval(.timePerOutputToken)
    throughput = interval(.outputRate)
  }

  /// The interval of a metric; that of whole requests is the one of their many tokens.
  public func interval(_ metric: ServiceLevel.Metric) -> Interval {
    metric == .ttft ? timeToFirstToken : timePerOutputToken
  }

  /// The chance that a level is kept by a latency that is forecast.
  func chance(_ level: ServiceLevel, _ latency: Seconds) -> Double {
    interval(level.metric).chance(atMost: level.limit.value, forecast: latency.value)
  }
}
