/// A deployment as the JSON of a plan or an estimate says it: what launching it needs, no more.
public struct LaunchPlan: Hashable, Sendable {
  /// The model as its publisher names it, or the id of a service. User input: it may hold anything.
  public var model: String
  public var means: Means
  public var forecast: PlannedForecast

  public enum Means: Hashable, Sendable {
    case server(PlannedServer)
    case service(PlannedService)
  }
}

/// A service that is paid by the token.
public struct PlannedService: Hashable, Sendable {
  public var provider: String
  /// The provider as LiteLLM names it, such as `bedrock`.
  public var providerKey: String?
}

/// Servers on devices.
public struct PlannedServer: Hashable, Sendable {
  /// The id of the engine, such as `vllm`.
  public var engine: String
  /// The id of the weight format, such as `awq-int4`.
  public var weights: String
  /// Whether the model is published in these weights; `nil` where the plan does not say.
  public var weightsAreNative: Bool?
  /// The type of the cache in small letters: `f16`, `fp8`, `q8_0`.
  public var kvCache: String
  public var hardware: String
  public var hardwareName: String
  /// What programs the device: `cuda`, `rocm`, `metal`, `cpu`.
  public var platform: String
  public var layout: Layout
  public var replicas: Int
  public var machines: Int
  public var spareMachines: Int
  public var place: Place
  public var settings: Settings

  /// How one worker is laid over its devices, and how many workers a replica has.
  public struct Layout: Hashable, Sendable {
    public var tensor = 1
    public var pipeline = 1
    public var attentionData = 1
    public var isExpertParallel = false
    /// Workers with one phase each; `nil` where one worker does both.
    public var split: Split?

    public struct Split: Hashable, Sendable {
      public var prefill: Int
      public var decode: Int
    }

    /// Devices of one worker.
    public var workerDevices: Int { tensor * pipeline * attentionData }
    /// Devices of one replica.
    public var devices: Int { workerDevices * (split.map { $0.prefill + $0.decode } ?? 1) }
  }

  /// Where the machines come from; all `nil` for machines of one's own.
  public struct Place: Hashable, Sendable {
    public var payment: String?
    public var provider: String?
    public var instance: String?
    public var region: String?
    /// Devices of a machine.
    public var devices: Int?
  }

  /// What the engine has to be told; `nil` leaves it its default.
  public struct Settings: Hashable, Sendable {
    /// Tokens of a request, prompt and answer.
    public var context: Int
    /// Requests that a replica runs at once.
    public var sequences: Int
    public var batchedTokens: Int?
    /// Share of a device's memory.
    public var memoryFraction: Double?
    public var prefixCaching: Bool?
  }
}

/// What a launched plan is meant to do: the figures that `measure` holds against reality.
public struct PlannedForecast: Hashable, Sendable {
  /// Which answer of which file this is: `plan 1 of 5 in plan.json`.
  public var origin: String
  public var inputTokens: Int
  public var outputTokens: Int
  /// Requests a second of the whole deployment at the busiest time.
  public var peakRate: Double?
  public var meanRate: Double?
  /// Requests at once, where an estimate says that instead of a rate.
  public var concurrency: Int?
  /// Latencies that 95 of 100 requests keep (the only ones there are, for an estimate), in
  /// milliseconds.
  public var ttft: Latency?
  public var tpot: Latency?
  public var endToEnd: Latency?
  /// Whether the latencies are the p95; an estimate has one figure for all.
  public var isPercentile: Bool
  /// Requests a second that the whole deployment carries at most.
  public var maximumRate: Double?
  public var monthlyCost: Double?
  public var costPerMillionOutputTokens: Double?

  /// Milliseconds, with the ends of the 80 % interval.
  public struct Latency: Hashable, Sendable {
    public var value: Double
    public var low: Double?
    public var high: Double?
  }

  /// Requests that a replica has in flight when it carries the most it can (Little's law:
  /// rate × time in the system); at least 1.
  func inFlight(replicas: Int) -> Int? {
    guard let maximumRate, let endToEnd, replicas > 0 else { return concurrency }
    let requests = maximumRate / Double(replicas) * endToEnd.value / 1000
    return requests.isFinite ? max(1, Int(min(requests, 1e6).rounded(.up))) : nil
  }
}

/// One answer of a file, with the tiers that the file splits its traffic into.
public struct PlannedAnswer: Hashable, Sendable {
  public var plan: LaunchPlan
  public var tiers: [PlannedTier]

  public init(plan: LaunchPlan, tiers: [PlannedTier] = []) {
    self.plan = plan
    self.tiers = tiers
  }
}

/// A share of the traffic with a deployment of its own.
public struct PlannedTier: Hashable, Sendable {
  public var name: String
  public var share: Double
  public var plan: LaunchPlan
}
