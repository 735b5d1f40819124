import LoadGenerator
import MeasurementStore
import Quantities
import ServingSimulator

/// One load to put on an endpoint.
public enum LoadLevel: Hashable, Sendable {
  /// So many requests in flight, each followed by the next.
  case concurrency(Int)
  /// So many requests a second, whatever the server does.
  case rate(Double)
  /// Requests of a trace, at so many times its own speed.
  case trace(Trace, speed: Double)

  public var kind: String {
    switch self {
    case .concurrency: "concurrency"
    case .rate: "rate"
    case .trace: "trace"
    }
  }

  public var amount: Double {
    switch self {
    case .concurrency(let count): Double(count)
    case .rate(let rate): rate
    case .trace(_, let speed): speed
    }
  }
}

/// What to measure.
public struct LoadPlan: Sendable {
  public var levels: [LoadLevel]
  public var input: LengthDistribution
  public var output: LengthDistribution
  /// Requests of a level; `nil` where its duration, or its trace, ends it.
  public var requests: Int?
  public var duration: Seconds?
  /// Left out of the figures; `nil` to find out where a run settles.
  public var warmUp: Seconds?
  public var objectives: [ServiceObjective]
  public var search: Search?
  /// Whether requests of a rate come evenly rather than at random (Poisson).
  public var isEven: Bool
  public var seed: UInt64

  /// A load to look for.
  public enum Search: String, CaseIterable, Sendable {
    /// The highest rate at which every objective is kept.
    case goodput
    /// The concurrency beyond which latency grows faster than throughput.
    case knee
  }

  public init(
    levels: [LoadLevel], input: LengthDistribution, output: LengthDistribution,
    requests: Int? = nil, duration: Seconds? = nil, warmUp: Seconds? = nil,
    objectives: [ServiceObjective] = [], search: Search? = nil, isEven: Bool = false,
    seed: UInt64 = 1
  ) {
    self.levels = levels
    self.input = input
    self.output = output
    self.requests = requests
    self.duration = duration
    self.warmUp = warmUp
    self.objectives = objectives
    self.search = search
    self.isEven = isEven
    self.seed = seed
  }

  /// The load of a level.
  func load(_ level: LoadLevel, number: Int) -> Load {
    var traffic = Traffic(.closedLoop(concurrency: 1), input: input, output: output)
    switch level {
    case .concurrency(let count): traffic.arrivals = .closedLoop(concurrency: count)
    case .rate(let rate): traffic.arrivals = isEven ? .constant(rate: rate) : .poisson(rate: rate)
    case .trace(let trace, let speed): traffic.arrivals = .trace(trace, stretch: 1 / speed)
    }
    // Other levels draw other lengths and gaps.
    return Load(traffic, requests: requests, duration: duration, seed: seed &+ UInt64(number))
  }

  /// The lengths that are asked for on average.
  func meanLengths(_ level: LoadLevel) -> (input: Double, output: Double) {
    if case .trace(let trace, _) = level { return (trace.inputs.mean, trace.outputs.mean) }
    return (input.mean, output.mean)
  }
}
