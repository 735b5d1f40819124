import Quantities

/// Replicas that are added and taken away with the load, as a horizontal autoscaler does it.
public struct Autoscaling: Hashable, Sendable {
  /// Replicas that are kept, 0 to let the last one go, and the most there may be.
  public var minimum: Int
  public var maximum: Int
  /// Requests in flight for each replica that are aimed at.
  public var target: Double
  /// From ordering a replica to its first request: machine, image, weights.
  public var coldStart: Seconds
  /// Time between looks at the load, and for which it must stay low before replicas go. The defaults
  /// are those of Kubernetes' horizontal pod autoscaler: 15 s and 5 min.
  public var interval: Seconds
  public var patience: Seconds

  public init(
    _ range: ClosedRange<Int>, target: Double, coldStart: Seconds,
    interval: Seconds = Seconds(15), patience: Seconds = Seconds(300)
  ) {
    minimum = max(0, range.lowerBound)
    maximum = max(1, range.upperBound)
    self.target = max(0.01, target)
    self.coldStart = coldStart
    self.interval = Seconds(max(0.1, interval.value))
    self.patience = patience
  }
}

/// Replicas that fail, or are taken back by who rents them out, at random times. What ran there is sent
/// again to others and begins anew.
public struct Interruptions: Hashable, Sendable {
  /// Mean time from a replica's start to its end.
  public var meanTimeBetween: Seconds
  /// Until it is back.
  public var recovery: Seconds

  public init(meanTimeBetween: Seconds, recovery: Seconds) {
    self.meanTimeBetween = Seconds(max(1, meanTimeBetween.value))
    self.recovery = Seconds(max(0.001, recovery.value))
  }
}

/// Prompts on replicas of their own, whose cache then goes over a link to those that decode.
public struct Disaggregation: Hashable, Sendable {
  /// Replicas that process prompts, beside those that decode.
  public var prefillReplicas: Int
  /// Bytes a second at which a prefill replica sends caches, one after the other.
  public var bytesPerSecond: Double

  public init(prefillReplicas: Int, bytesPerSecond: Double) {
    self.prefillReplicas = max(1, prefillReplicas)
    self.bytesPerSecond = max(1, bytesPerSecond)
  }
}
