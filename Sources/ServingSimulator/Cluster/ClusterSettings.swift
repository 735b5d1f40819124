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
  /// Replicas that are kept from a time of each period on, ordered a cold start ahead.
  public var schedule: [Appointment]
  public var period: Seconds
  /// Whether replicas are ordered for the load that is to be expected a cold start from now.
  public var isPredictive: Bool

  /// From a time of the period on, so many replicas at least.
  public struct Appointment: Hashable, Sendable {
    public var time: Seconds
    public var replicas: Int

    public init(time: Seconds, replicas: Int) {
      self.time = time
      self.replicas = max(0, replicas)
    }
  }

  public init(
    _ range: ClosedRange<Int>, target: Double, coldStart: Seconds,
    interval: Seconds = Seconds(15), patience: Seconds = Seconds(300),
    schedule: [Appointment] = [], period: Seconds = Seconds(86_400), isPredictive: Bool = false
  ) {
    self.schedule = schedule.sorted { $0.time < $1.time }
    self.period = Seconds(max(1, period.value))
    self.isPredictive = isPredictive
    minimum = max(0, range.lowerBound)
    maximum = max(1, range.upperBound)
    self.target = max(0.01, target)
    self.coldStart = coldStart
    self.interval = Seconds(max(0.1, interval.value))
    self.patience = patience
  }

  /// The least replicas that the schedule wants at a time: those of the last appointment before, that
  /// of the period's end going on into the next.
  func scheduled(at time: Double) -> Int {
    guard let last = schedule.last else { return 0 }
    let place = time.truncatingRemainder(dividingBy: period.value)
    return (schedule.last { $0.time.value <= place } ?? last).replicas
  }
}

/// What the load will be, from what it was: Holt's linear exponential smoothing (1957) of a level and
/// a trend.
struct LoadForecast {
  private var level: Double?
  private var trend = 0.0

  /// Weights of the newest value and of the newest change: a level that half a minute of looks moves,
  /// and a trend that noise does not.
  private static let levelWeight = 0.4
  private static let trendWeight = 0.1

  mutating func add(_ value: Double) {
    guard let before = level else {
      level = value
      return
    }
    let now = Self.levelWeight * value + (1 - Self.levelWeight) * (before + trend)
    trend = Self.trendWeight * (now - before) + (1 - Self.trendWeight) * trend
    level = now
  }

  /// The value so many looks ahead.
  func value(ahead looks: Double) -> Double { max(0, (level ?? 0) + looks * trend) }
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
