import Catalog
import Confidence
import PerformanceModel

/// A configuration whose TTFT and TPOT were both measured, with the forecasts of the two.
public struct MeasuredConfiguration: Hashable, Sendable {
  /// The id of its row.
  public var id: String
  /// Model, device and shape: configurations of one group answer the same question.
  public var group: String
  /// Requests in flight and devices, all replicas together.
  public var concurrency: Double
  public var devices: Double
  public var outputTokens: Double
  public var measured: Latencies
  public var forecast: Latencies
  public var intervals: Intervals

  /// What measurements may be of the forecasts.
  public struct Intervals: Hashable, Sendable {
    public var timeToFirstToken: Interval
    public var timePerOutputToken: Interval
  }

  /// Seconds.
  public struct Latencies: Hashable, Sendable {
    public var timeToFirstToken: Double
    public var timePerOutputToken: Double
  }

  /// Generated tokens a second and device of a closed loop with these latencies (Little's law).
  public func throughput(_ latencies: Latencies) -> Double {
    let request =
      latencies.timeToFirstToken + (outputTokens - 1) * latencies.timePerOutputToken
    return concurrency * outputTokens / request / devices
  }

  /// The configurations of a validation, in the order of their rows.
  ///
  /// A row is one where both latencies were measured and forecast under a fixed concurrency.
  public static func all(_ validation: Validation) -> [MeasuredConfiguration] {
    var found: [String: MeasuredConfiguration] = [:]
    var order: [String] = []
    for comparison in validation.comparisons {
      let point = comparison.point
      guard case .closedLoop = point.load else { continue }
      let isFirst = point.quantity == .timeToFirstToken
      guard isFirst || point.quantity == .timePerOutputToken else { continue }
      let deployment = point.deployment
      let workload = point.workload
      var configuration =
        found[point.id]
        ?? MeasuredConfiguration(
          id: point.id,
          group: [
            deployment.model.id, deployment.weightFormat.id, deployment.accelerator.id,
            String(Int(workload.inputTokens)),
            String(Int(workload.outputTokens)),
          ].joined(separator: " "),
          concurrency: workload.concurrency * point.replicas,
          devices: Double(deployment.parallelism.devices) * point.replicas,
          outputTokens: workload.outputTokens,
          measured: Latencies(timeToFirstToken: .nan, timePerOutputToken: .nan),
          forecast: Latencies(timeToFirstToken: .nan, timePerOutputToken: .nan),
          intervals: Intervals(timeToFirstToken: .certain, timePerOutputToken: .certain))
      if found[point.id] == nil { order.append(point.id) }
      if isFirst {
        configuration.measured.timeToFirstToken = point.measured
        configuration.forecast.timeToFirstToken = comparison.forecast
        configuration.intervals.timeToFirstToken = comparison.interval ?? .certain
      } else {
        configuration.measured.timePerOutputToken = point.measured
        configuration.forecast.timePerOutputToken = comparison.forecast
        configuration.intervals.timePerOutputToken = comparison.interval ?? .certain
      }
      found[point.id] = configuration
    }
    return order.compactMap { found[$0] }.filter {
      !$0.measured.timeToFirstToken.isNaN && !$0.measured.timePerOutputToken.isNaN
    }
  }
}

extension Interval {
  /// Where no interval is known a forecast is taken at its word.
  fileprivate static let certain = Interval(low: 1, high: 1)
}
