import Catalog
import PerformanceModel
import Quantities

/// Plays a deployment against traffic, step by step of its engine.
///
/// The steps take what ``PerformanceModel/StepModel/time(_:)`` says, the cache holds what the memory
/// model leaves, the batch is formed as the engine's scheduler forms it. A value: running it again
/// gives the same result.
public struct Simulation: Sendable {
  public let forecaster: Forecaster
  public let traffic: Traffic
  public var settings: SimulationSettings

  /// - Parameter policy: the scheduler where the settings name none.
  public init(
    _ forecaster: Forecaster, traffic: Traffic, settings: SimulationSettings,
    policy: SchedulerPolicy
  ) {
    self.forecaster = forecaster
    self.traffic = traffic
    self.settings = settings
    if self.settings.policy == nil { self.settings.policy = policy }
  }

  /// Prepares a deployment.
  public init(
    _ deployment: Deployment, coefficients: Coefficients, traffic: Traffic,
    settings: SimulationSettings
  ) {
    self.init(
      Forecaster(deployment, coefficients: coefficients), traffic: traffic, settings: settings,
      policy: SchedulerPolicy(deployment.engine))
  }

  /// Plays the run to its end.
  /// - Parameters:
  ///   - onRequest: called with every request as it ends, in order of time on each replica.
  ///   - onArrival: called with every request as it is sent.
  ///   - progress: told the number of requests that have arrived, every few thousand events; the run
  ///     stops where it says `false`, and the result is that of what was played.
  /// - Complexity: grows with requests, preemptions and chunks, not with tokens; memory does not grow
  ///   with the length of the run.
  public func run(
    onRequest: ((RequestRecord) -> Void)? = nil, onArrival: ((ArrivedRequest) -> Void)? = nil,
    progress: (Int) -> Bool = { _ in true }
  ) -> SimulationResult {
    var settings = settings
    if settings.requests == nil, settings.duration == nil {
      if case .trace = traffic.arrivals {
      } else {
        settings.requests = SimulationSettings.defaultRequests
      }
    }
    var hashes: [UInt64] = []
    var hashTokens = 512
    if case .trace(let trace, _) = traffic.arrivals, settings.cachesPrefixes {
      hashes = trace.hashes
      hashTokens = trace.hashTokens
    }
    let remembers = traffic.sessions != nil && settings.cachesPrefixes
    if remembers { hashTokens = Self.sessionBlock }
    let caches = !hashes.isEmpty || remembers
    let groups = self.groups
    if settings.front != nil {
      // Unlike replicas are as many as they are.
      settings.replicas = groups.reduce(0) { $0 + $1.replicas }
      settings.scaling = nil
      settings.disaggregation = nil
    }
    let pool = ReplicaPool(settings)
    var replicas: [Replica] = []
    for (number, group) in groups.enumerated() {
      let engine = with(group)
      let cache = engine.cache
      let limits = engine.limits(cache, hashTokens: hashTokens, caches: caches)
      let costs = engine.costs(limits)
      for _ in 0..<(settings.front == nil ? pool.states.count : group.replicas) {
        var replica = Replica(index: replicas.count, limits: limits, costs: costs, cache: cache)
        replica.group = number
        replicas.append(replica)
      }
    }
    let overhead = replicas.first?.limits.overhead ?? 0
    let hands = handOver(&replicas)
    var cluster = Cluster(
      replicas: replicas,
      router: Router(settings.routing, weights: settings.weights, count: replicas.count),
      source: RequestSource(traffic, settings: settings), overhead: overhead,
      pool: pool, hands: hands,
      prefillRouter: Router(settings.routing, weights: [], count: replicas.count),
      front: settings.front.map {
        FrontDesk($0, routing: settings.routing, seed: settings.seed)
      })
    var recorder = Recorder(
      hashes: hashes, targets: targets, overhead: overhead,
      warmUp: Int(Double(settings.requests ?? 0) * min(max(settings.warmUp, 0), 0.9)),
      onRequest: onRequest, collectsEnds: isClosedLoop || traffic.sessions != nil,
      groups: groups.count, tiers: settings.front?.tiers.count ?? 0)
    recorder.onArrival = onArrival
    let isWhole = cluster.run(&recorder, progress: progress)
    return SimulationResult(
      recorder, cluster: cluster, groups: groups, isWhole: isWhole)
  }

  /// The groups of like replicas: one, where nothing else is said.
  private var groups: [ReplicaGroup] {
    settings.front?.groups
      ?? [
        ReplicaGroup(
          forecaster, policy: settings.policy ?? .vllmV1, replicas: settings.replicas)
      ]
  }

  /// This simulation on replicas of one group alone.
  func with(_ group: ReplicaGroup) -> Simulation {
    var alone = settings
    alone.policy = group.policy
    alone.replicas = group.replicas
    return Simulation(
      group.forecaster, traffic: traffic, settings: alone, policy: group.policy)
  }

  /// Adds the replicas that only process prompts.
  private func handOver(_ replicas: inout [Replica]) -> Cluster.HandOver? {
    guard let settings = settings.disaggregation, let first = replicas.first else { return nil }
    var limits = first.limits
    limits.handsOver = true
    // A prompt is gone when it is done: nothing grows.
    let start = replicas.count
    for index in start..<start + settings.prefillReplicas {
      replicas.append(
        Replica(index: index, limits: limits, costs: first.costs, cache: first.cache))
    }
    let cache = forecaster.memory.kvCache
    return Cluster.HandOver(
      replicas: Array(start..<replicas.count),
      ticks: { tokens in
        Ticks(
          seconds: cache.bytes(tokens: Double(tokens), blockTokens: 1) / settings.bytesPerSecond)
      })
  }

  /// What steps take: as measured, or by the step function.
  private func costs(_ limits: ReplicaLimits) -> StepCosts {
    if let profile = settings.profile {
      return StepCosts(profile, stages: 1, tokenLimit: limits.tokens)
    }
    let steps = forecaster.steps
    guard let speculation = settings.speculation else {
      return StepCosts(steps, tokenLimit: limits.tokens)
    }
    return StepCosts(
      SpeculativeSteps(steps, speculation), stages: steps.pipelines ? steps.stages : 1,
      tokenLimit: limits.tokens)
  }

  /// The cache beside the weights, and beside a draft model and its cache.
  var cache: CacheGeometry {
    let cache = CacheGeometry(forecaster.memory)
    guard let draft = settings.speculation?.draft else { return cache }
    return cache.beside(draft.memory)
  }

  /// Tokens by which conversations find again what they said: a few blocks of an engine.
  private static let sessionBlock = 64

  private var isClosedLoop: Bool {
    if case .closedLoop = traffic.arrivals { true } else { false }
  }

  /// The limits of one replica, all copies of its attention part together.
  func limits(_ cache: CacheGeometry, hashTokens: Int = 512, caches: Bool = false) -> ReplicaLimits
  {
    var policy = settings.policy ?? .vllmV1
    if let chunks = settings.chunksPrefill { policy.isChunked = chunks }
    if let order = settings.order { policy.order = order }
    let parts = forecaster.steps.pipelines ? forecaster.steps.stages : 1
    let copies = forecaster.attentionCopies
    let tokens = Int(min(forecaster.tokenLimit * copies * parts, 1e12))
    let sequences =
      forecaster.batching == .single
      ? 1 : Int(min(forecaster.sequenceLimit * copies, 1e7))
    let rows = 1 + (settings.speculation?.draftTokens ?? 0)
    var limits = ReplicaLimits(
      policy: policy, sequences: min(sequences, max(1, tokens / rows)), tokens: max(tokens, rows))
    limits.drafts = settings.speculation.map { DraftDraws($0, seed: settings.seed) }
    if let swapping = settings.swapping {
      limits.swapBytes = Int(swapping.bytes)
      limits.swapRate = swapping.bytesPerSecond
    }
    limits.queueLimit = settings.queueLimit.map { max(0, $0) } ?? .max
    limits.checkpointTokens = Int(forecaster.checkpointTokens)
    limits.overhead = Ticks(seconds: forecaster.steps.requestOverhead)
    limits.batchDelay = Ticks(seconds: settings.batchDelay.value)
    limits.longestRun = max(1, settings.longestRun)
    limits.watermarkBytes = Int(Double(cache.pool) * policy.watermark)
    limits.cachesPrefixes = caches
    limits.hashTokens = hashTokens
    limits.hashBytes = cache.blocks(hashTokens)
    return limits
  }

  /// The objectives as limits of every single request.
  private var targets: Recorder.Targets {
    var targets = Recorder.Targets()
    for objective in settings.objectives {
      let limit = Ticks(seconds: objective.limit.value)
      switch objective.metric {
      case .firstToken: targets.firstToken = min(targets.firstToken, limit)
      case .perToken: targets.perToken = min(targets.perToken, limit)
      case .endToEnd: targets.endToEnd = min(targets.endToEnd, limit)
      case .queueWait: break
      }
    }
    return targets
  }
}
