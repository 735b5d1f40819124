import Quantities

/// How a deployment is run and a simulation is played.
public struct SimulationSettings: Hashable, Sendable {
  /// Copies of the deployment.
  public var replicas: Int
  public var routing: Routing
  /// Relative weights of the replicas under ``Routing/weighted``; missing ones are 1.
  public var weights: [Double]
  /// The scheduler; `nil` for that of the engine.
  public var policy: SchedulerPolicy?
  /// Whether prompts are cut into chunks; `nil` for the policy's way.
  public var chunksPrefill: Bool?
  public var order: SchedulerPolicy.Order?
  /// How long a static batch that is not full waits for more requests.
  public var batchDelay: Seconds
  /// Most requests that wait on a replica; more are rejected.
  public var queueLimit: Int?
  /// Time after which the server gives a request up.
  public var timeout: Seconds?
  /// Whether prompts find the blocks that earlier ones left, where a trace names them.
  public var cachesPrefixes: Bool
  /// The run ends after so many requests, and takes none after this time; what is under way ends.
  public var requests: Int?
  public var duration: Seconds?
  /// Share of the requests, the first ones, whose latencies are not counted.
  public var warmUp: Double
  public var seed: UInt64
  /// Step times that were measured, in the place of the step function; they include what
  /// speculation costs.
  public var profile: MeasuredProfile?
  public var speculation: Speculation?
  /// Room on the host for caches of who is preempted; `nil` computes them anew.
  public var swapping: Swapping?
  /// Unlike replicas, tiers and APIs in the place of ``replicas`` like ones.
  public var front: Front?
  /// Replicas that come and go with the load; ``replicas`` is where it starts.
  public var scaling: Autoscaling?
  /// Replicas that end at random.
  public var interruptions: Interruptions?
  /// Prompts on replicas of their own; ``replicas`` then decode.
  public var disaggregation: Disaggregation?
  /// What each request should keep, for goodput.
  public var objectives: [ServiceObjective]
  /// Steps that may be skipped in one stride; 1 plays every step.
  public var longestRun: Int

  public init(
    replicas: Int = 1, routing: Routing = .roundRobin, requests: Int? = nil,
    duration: Seconds? = nil, seed: UInt64 = 1
  ) {
    self.replicas = max(1, replicas)
    self.routing = routing
    self.requests = requests
    self.duration = duration
    self.seed = seed
    weights = []
    batchDelay = .zero
    cachesPrefixes = true
    warmUp = 0
    objectives = []
    longestRun = .max
  }

  /// Requests of a run that is bounded in no other way.
  public static let defaultRequests = 10_000
}

/// Preemption by swapping: caches go to the host's memory and come back.
public struct Swapping: Hashable, Sendable {
  /// Bytes of the host's memory for each device.
  public var bytes: Double
  /// Bytes a second between a device and its host, in one direction.
  public var bytesPerSecond: Double

  public init(bytes: Double, bytesPerSecond: Double) {
    self.bytes = min(max(0, bytes), 1e15)
    self.bytesPerSecond = max(1, bytesPerSecond)
  }
}

/// Which replica a request goes to.
public enum Routing: String, CaseIterable, Sendable, Codable {
  case roundRobin = "round-robin"
  case leastConnections = "least-connections"
  case leastCache = "least-kv"
  /// In turns, in proportion to weights.
  case weighted
  /// Where the client, or the beginning of the prompt, went before.
  case prefixAffinity = "prefix-affinity"
}

/// A promise: a latency that a share of the requests keeps.
public struct ServiceObjective: Hashable, Sendable {
  public enum Metric: String, CaseIterable, Sendable, Codable {
    case firstToken = "ttft"
    case perToken = "tpot"
    case endToEnd = "e2e"
    case queueWait = "queue_wait"
  }

  public enum Statistic: Hashable, Sendable {
    case mean
    case share(Double)
    case maximum
  }

  public var metric: Metric
  public var statistic: Statistic
  public var limit: Seconds

  public init(_ metric: Metric, _ statistic: Statistic, limit: Seconds) {
    self.metric = metric
    self.statistic = statistic
    self.limit = limit
  }
}
