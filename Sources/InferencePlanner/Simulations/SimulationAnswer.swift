import Catalog
import PerformanceModel
import Quantities
import ServingSimulator

/// The JSON form of a simulation, schema `inferplan.simulate/1`.
///
/// Keys are the properties in snake case; units are in the names. Within a version keys are added,
/// never renamed or removed.
public struct SimulationAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.simulate/1"

  public let schema: String
  public let deployment: Deployment
  public let run: Run
  public let requests: Requests
  public let ttftMs: Latency
  public let tpotMs: Latency
  public let e2eMs: Latency
  public let queueWaitMs: Latency
  public let nearSaturation: NearSaturation?
  public let throughput: Throughput
  public let occupancy: Occupancy
  public let tiers: [Tier]?
  public let slo: [Objective]
  public let found: Found?
  public let cost: Cost?
  public let energy: Energy
  public let timeline: [SimulationResult.TimelinePoint]
  public let assumptions: [String]
  public let warnings: [String]

  public struct Deployment: Encodable, Sendable {
    public let model, weights, kvCache, engine, scheduler, hardware, parallelism: String
    public let replicas: Int
    public let routing: String
    public let profile: String?
    public let speculation: Speculation?
  }

  /// Speculative decoding.
  public struct Speculation: Encodable, Sendable {
    public let draftTokens: Int
    public let acceptance, tokensPerStep: Double
    public let draftModel: String?
  }

  public struct Run: Encodable, Sendable {
    public let arrivals: String
    public let requestsPerSecond: Double?
    public let meanInput, meanOutput: Double
    public let seed: UInt64
    public let replications: Int
    public let durationSeconds: Double
    public let warmUpShare: Double
    public let warmUp: WarmUp
    /// Requests in flight as the replicas saw them over rate × time in the system (Little's law).
    public let littlesLawRatio: Double
    public let isWhole: Bool
    public let saturationRequestsPerSecondPerReplica: Double?
    public let quantileRelativeError: Double
    public let engineSteps: Int
  }

  /// Where the run's start ends, by a rule.
  public struct WarmUp: Encodable, Sendable {
    public let rule: String
    public let requests: Int
    public let e2eMeanMsWithout: Double
    public let isSteadyAfter: Bool
  }

  public struct Requests: Encodable, Sendable {
    public let arrived, completed, rejected, tooLong, timedOut, cancelled, inFlight: Int
    public let preemptions, resent, responseCache: Int
  }

  /// What a tier served; the cost is that of its replicas over the run, or of its tokens.
  public struct Tier: Encodable, Sendable {
    public let name: String
    public let completed, diverted: Int
    public let shareOfCompleted: Double
    public let ttftMs, e2eMs: Latency
    public let usd: Double?
  }

  /// Milliseconds; intervals hold the mean of replications in 95 of 100 cases.
  public struct Latency: Encodable, Sendable {
    public let mean, p50, p90, p95, p99, max: Double
    public let confidence95: Intervals?

    public struct Intervals: Encodable, Sendable {
      public let mean, p50, p90, p95, p99: [Double]
    }
  }

  /// Milliseconds with 3 % more capacity, and with 3 % less.
  public struct NearSaturation: Encodable, Sendable {
    public let load: Double
    public let ttftMs, tpotMs, e2eMs: Range

    public struct Range: Encodable, Sendable {
      public let mean, p50, p90, p95, p99: [Double]

      init(_ better: LatencySketch, _ worse: LatencySketch) {
        func between(_ value: (LatencySketch) -> Seconds) -> [Double] {
          [value(better).milliseconds, value(worse).milliseconds]
        }
        mean = between { $0.mean }
        p50 = between { $0.quantile(0.5) }
        p90 = between { $0.quantile(0.9) }
        p95 = between { $0.quantile(0.95) }
        p99 = between { $0.quantile(0.99) }
      }
    }
  }

  public struct Throughput: Encodable, Sendable {
    public let requestsPerSecond, outputTokensPerSecond, totalTokensPerSecond: Double
    public let goodputRequestsPerSecond, goodShare: Double
  }

  public struct Occupancy: Encodable, Sendable {
    public let meanBatch: Double
    public let largestBatch: Int
    public let meanInFlight: Double
    public let longestQueue: Int
    public let meanKvCacheUse, peakKvCacheUse, utilization, prefixCacheHitRate: Double
    public let replicaSeconds: Double
    public let largestPool, interruptions: Int
  }

  public struct Objective: Encodable, Sendable {
    public let name: String
    public let limitMs, foundMs: Double
    public let isKept: Bool
  }

  public struct Found: Encodable, Sendable {
    public let rate: Double?
    public let replicas: Int?
  }

  public struct Cost: Encodable, Sendable {
    public let title: String
    public let usd: Double
    public let usdPerMillionOutputTokens: Double?
  }

  public struct Energy: Encodable, Sendable {
    public let kilowattHours, joulesPerOutputToken: Double
  }

  public init(_ outcome: SimulationOutcome) {
    let result = outcome.result, settings = outcome.simulation.settings
    let subject = outcome.preparation.estimate.deployment
    schema = Self.schemaName
    deployment = Deployment(
      model: subject.model.id, weights: subject.weightFormat.id, kvCache: subject.kvType.id,
      engine: subject.engine.id, scheduler: settings.policy?.name ?? "",
      hardware: subject.accelerator.id, parallelism: subject.parallelism.label,
      replicas: settings.front.map { $0.groups.reduce(0) { $0 + $1.replicas } }
        ?? settings.replicas,
      routing: settings.routing.rawValue, profile: outcome.preparation.request.profile,
      speculation: settings.speculation.map { speculation in
        Speculation(
          draftTokens: speculation.draftTokens, acceptance: speculation.acceptance,
          tokensPerStep: speculation.tokensPerStep,
          draftModel: outcome.preparation.request.drafts?.model)
      })
    let traffic = outcome.simulation.traffic
    run = Run(
      arrivals: outcome.preparation.request.arrivals.rawValue,
      requestsPerSecond: traffic.arrivals.rate, meanInput: traffic.meanInput,
      meanOutput: traffic.meanOutput, seed: settings.seed, replications: outcome.others.count + 1,
      durationSeconds: result.duration.value, warmUpShare: settings.warmUp,
      warmUp: WarmUp(
        rule: "MSER-5", requests: result.warmUp.requests,
        e2eMeanMsWithout: result.warmUp.mean * 1e3, isSteadyAfter: result.warmUp.isSteady),
      littlesLawRatio: result.occupancyRatio,
      isWhole: result.isWhole,
      saturationRequestsPerSecondPerReplica: outcome.preparation.saturation,
      quantileRelativeError: LatencySketch.relativeError, engineSteps: result.steps)
    func count(_ kind: ServingSimulator.Outcome) -> Int { result.outcomes[kind] ?? 0 }
    requests = Requests(
      arrived: result.arrived, completed: count(.completed), rejected: count(.rejected),
      tooLong: count(.tooLong), timedOut: count(.timedOut), cancelled: count(.cancelled),
      inFlight: result.inFlight, preemptions: result.preemptions, resent: result.resent,
      responseCache: result.cachedAnswers)
    let all = [result] + outcome.others
    ttftMs = Latency(all.map(\.timeToFirstToken))
    tpotMs = Latency(all.map(\.timePerOutputToken))
    e2eMs = Latency(all.map(\.endToEnd))
    queueWaitMs = Latency(all.map(\.queueWait))
    nearSaturation = outcome.range.map { range in
      NearSaturation(
        load: outcome.preparation.load ?? 0,
        ttftMs: .init(range.better.timeToFirstToken, range.worse.timeToFirstToken),
        tpotMs: .init(range.better.timePerOutputToken, range.worse.timePerOutputToken),
        e2eMs: .init(range.better.endToEnd, range.worse.endToEnd))
    }
    throughput = Throughput(
      requestsPerSecond: result.requestsPerSecond,
      outputTokensPerSecond: result.outputTokensPerSecond,
      totalTokensPerSecond: result.totalTokensPerSecond,
      goodputRequestsPerSecond: result.goodput, goodShare: result.goodShare)
    occupancy = Occupancy(
      meanBatch: result.meanBatch, largestBatch: result.largestBatch,
      meanInFlight: result.meanInFlight, longestQueue: result.longestQueue,
      meanKvCacheUse: result.meanCacheUse, peakKvCacheUse: result.peakCacheUse,
      utilization: result.utilization, prefixCacheHitRate: result.cacheHitRate,
      replicaSeconds: result.replicaTime.value, largestPool: result.largestPool,
      interruptions: result.interruptions)
    tiers = Self.tiers(outcome)
    slo = settings.objectives.map { objective in
      Objective(
        name: ObjectiveText.name(objective), limitMs: objective.limit.milliseconds,
        foundMs: result.value(objective).milliseconds, isKept: result.keeps(objective))
    }
    found = outcome.found.map { found in
      switch found {
      case .rate(let rate): Found(rate: rate, replicas: nil)
      case .replicas(let replicas): Found(rate: nil, replicas: replicas)
      }
    }
    let tokens = result.outputTokensPerSecond * result.duration.value
    cost = outcome.cost.map { cost in
      Cost(
        title: outcome.preparation.estimate.cost?.title ?? "", usd: cost.value,
        usdPerMillionOutputTokens: tokens > 0 ? cost.value / tokens * 1e6 : nil)
    }
    energy = Energy(
      kilowattHours: result.energy.kilowattHours,
      joulesPerOutputToken: result.energyPerOutputToken.value)
    timeline = result.timeline
    assumptions = outcome.preparation.assumptions
    warnings = outcome.preparation.warnings
  }
}

extension SimulationAnswer {
  private static func tiers(_ outcome: SimulationOutcome) -> [Tier]? {
    guard let front = outcome.simulation.settings.front else { return nil }
    let all = Double(max(1, outcome.result.outcomes[.completed] ?? 0))
    let costs = outcome.tierCosts
    return zip(front.tiers, outcome.result.tiers).enumerated().map { index, pair in
      let (tier, found) = pair
      return Tier(
        name: tier.name, completed: found.completed, diverted: found.diverted,
        shareOfCompleted: Double(found.completed) / all, ttftMs: Latency([found.timeToFirstToken]),
        e2eMs: Latency([found.endToEnd]),
        usd: index < costs.count ? costs[index]?.value : nil)
    }
  }
}

extension SimulationAnswer.Latency {
  /// The latencies of all runs together, and between them.
  init(_ runs: [LatencySketch]) {
    var all = LatencySketch()
    for run in runs { all.merge(run) }
    mean = all.mean.milliseconds
    p50 = all.quantile(0.5).milliseconds
    p90 = all.quantile(0.9).milliseconds
    p95 = all.quantile(0.95).milliseconds
    p99 = all.quantile(0.99).milliseconds
    max = all.maximum.milliseconds
    guard runs.count > 1 else {
      confidence95 = nil
      return
    }
    func interval(_ value: (LatencySketch) -> Seconds) -> [Double] {
      ReplicationInterval(runs.map { value($0).milliseconds }).bounds
    }
    confidence95 = Intervals(
      mean: interval { $0.mean }, p50: interval { $0.quantile(0.5) },
      p90: interval { $0.quantile(0.9) }, p95: interval { $0.quantile(0.95) },
      p99: interval { $0.quantile(0.99) })
  }
}
