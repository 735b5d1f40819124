import PerformanceModel
import Quantities

/// What a simulated run came to.
public struct SimulationResult: Sendable {
  /// Requests that arrived, and how many of them ended how; the others are still under way.
  public let arrived: Int
  public let outcomes: [Outcome: Int]
  public let inFlight: Int
  /// Whether the run was played to its end.
  public let isWhole: Bool
  /// From the first request's sending to the last end.
  public let duration: Seconds

  public let timeToFirstToken: LatencySketch
  public let timePerOutputToken: LatencySketch
  public let endToEnd: LatencySketch
  /// From reaching the engine to the first step.
  public let queueWait: LatencySketch

  public let requestsPerSecond: Double
  public let outputTokensPerSecond: Double
  public let totalTokensPerSecond: Double
  /// Requests a second that keep every limit of the objectives, and their share of all arrived.
  public let goodput: Double
  public let goodShare: Double
  public let preemptions: Int
  /// Share of the prompt tokens that were found in the prefix cache.
  public let cacheHitRate: Double
  public let steps: Int

  /// Sequences in a replica's batch while it works; requests in flight in all; share of the caches
  /// in use over the whole run.
  public let meanBatch: Double
  public let largestBatch: Int
  public let meanInFlight: Double
  public let longestQueue: Int
  public let meanCacheUse: Double
  public let peakCacheUse: Double
  /// Share of the replicas' time in which they work.
  public let utilization: Double

  /// Time for which replicas were there, all together: what is paid for. Starting counts.
  public let replicaTime: Seconds
  /// The most replicas that served at a time.
  public let largestPool: Int
  /// Replicas that ended in the middle of their work, and requests that were sent again for it.
  public let interruptions: Int
  public let resent: Int
  /// Requests that the response cache answered, and what each tier served.
  public let cachedAnswers: Int
  public let tiers: [TierResult]
  /// Where the run's start ends.
  public let warmUp: WarmUp
  /// Requests in flight on average, as the replicas saw them, over those that follow from Little's law
  /// (rate × time): 1 but for what is on its way between replicas and the last step's rounding.
  public let occupancyRatio: Double

  /// Energy of all devices over the run.
  public let energy: Joules
  public let energyPerOutputToken: Joules
  public let timeline: [TimelinePoint]

  /// What a tier served.
  public struct TierResult: Hashable, Sendable {
    public let completed: Int
    /// Of those, requests that came on from the tier before.
    public let diverted: Int
    public let promptTokens: Int
    public let generatedTokens: Int
    public let timeToFirstToken: LatencySketch
    public let endToEnd: LatencySketch

    init(_ tally: TierTally) {
      completed = tally.completed
      diverted = tally.diverted
      promptTokens = tally.promptTokens
      generatedTokens = tally.generatedTokens
      timeToFirstToken = tally.firstToken
      endToEnd = tally.endToEnd
    }
  }

  /// A slice of the run.
  public struct TimelinePoint: Hashable, Sendable, Encodable {
    /// Middle of the slice.
    public var seconds: Double
    public var arrivalsPerSecond: Double
    public var completionsPerSecond: Double
    /// Of all replicas together.
    public var running: Double
    public var waiting: Double
    /// Share of all caches.
    public var kvCacheUse: Double
    /// Percentiles of the requests that ended in the slice, in milliseconds, to 2 %; `nil` where
    /// none did.
    public var ttftP50Ms: Double?
    public var ttftP95Ms: Double?
    public var tpotP50Ms: Double?
    public var tpotP95Ms: Double?
    public var e2eP50Ms: Double?
    public var e2eP95Ms: Double?
  }

  init(
    _ recorder: Recorder, cluster: Cluster, groups: [ReplicaGroup], isWhole: Bool
  ) {
    let tally = recorder.tally
    arrived = tally.arrived
    var outcomes: [Outcome: Int] = [:]
    for outcome in Outcome.allCases { outcomes[outcome] = tally.ends[outcome.index] }
    self.outcomes = outcomes
    inFlight = cluster.inFlight
    self.isWhole = isWhole
    let span = max(tally.lastEnd, 1)
    let seconds = span.seconds
    duration = Seconds(seconds)
    timeToFirstToken = tally.firstToken
    timePerOutputToken = tally.perToken
    endToEnd = tally.endToEnd
    queueWait = tally.queueWait
    let completed = tally.ends[Outcome.completed.index]
    requestsPerSecond = Double(completed) / seconds
    outputTokensPerSecond = Double(tally.generatedTokens) / seconds
    totalTokensPerSecond = Double(tally.generatedTokens + tally.promptTokens) / seconds
    let counted = max(1, tally.arrived - min(recorder.warmUp, tally.arrived))
    goodShare = Double(tally.good) / Double(counted)
    goodput = goodShare * Double(tally.arrived) / seconds
    preemptions = tally.preemptions
    cacheHitRate =
      tally.promptTokens > 0 ? Double(tally.cachedTokens) / Double(tally.promptTokens) : 0
    steps = tally.steps
    let others = cluster.replicas.count - cluster.pool.states.count
    let all = max(1, cluster.pool.paidTime(until: span) + Double(others) * Double(span))
    replicaTime = Seconds(all / Ticks.perSecond)
    largestPool = cluster.pool.most
    interruptions = cluster.pool.failures
    resent = cluster.resent
    cachedAnswers = tally.cachedAnswers
    tiers = tally.tiers.map(TierResult.init)
    warmUp = recorder.truncation.warmUp
    let here = tally.presence
    occupancyRatio =
      isWhole && here > 0
      ? (tally.runningTime + tally.waitingTime + tally.awayTime) / here : 1
    meanBatch = tally.busy > 0 ? tally.runningTime / tally.busy : 0
    largestBatch = tally.largestBatch
    meanInFlight = (tally.runningTime + tally.waitingTime + tally.awayTime) / Double(span)
    longestQueue = tally.longestQueue
    meanCacheUse = tally.cacheTime / all
    peakCacheUse = tally.peakCache
    utilization = min(1, tally.busy / all)

    // A device draws its working power while it streams or multiplies, that of an idle one else.
    var total = 0.0
    let count = Double(groups.reduce(0) { $0 + $1.replicas })
    for (group, work) in zip(groups, tally.groups) {
      let forecaster = group.forecaster
      let stages = forecaster.steps.pipelines ? 1 : forecaster.steps.stages
      let idle = forecaster.idlePower.value
      let prefill = max(0, forecaster.busyPower.value - idle) * work.prefillBusy / stages
      let decode = max(0, forecaster.decodePower.value - idle) * work.decodeBusy / stages
      let share = all * Double(group.replicas) / max(1, count)
      total += forecaster.devices * (idle * share + prefill + decode) / Ticks.perSecond
    }
    energy = Joules(total)
    energyPerOutputToken = Joules(
      tally.generatedTokens > 0 ? total / Double(tally.generatedTokens) : 0)

    let replicas = all / Double(span)
    let width = Double(recorder.timeline.width)
    timeline = recorder.timeline.slices.enumerated().map { index, slice in
      let covered = min(width, max(1, Double(span) - Double(index) * width))
      func quantile(_ sketch: LatencySketch, _ share: Double) -> Double? {
        sketch.count > 0 ? sketch.quantile(share).milliseconds : nil
      }
      return TimelinePoint(
        seconds: (Double(index) * width + covered / 2) / Ticks.perSecond,
        arrivalsPerSecond: Double(slice.arrivals) / covered * Ticks.perSecond,
        completionsPerSecond: Double(slice.completions) / covered * Ticks.perSecond,
        running: slice.running / covered, waiting: slice.waiting / covered,
        kvCacheUse: slice.cache / covered / Double(replicas),
        ttftP50Ms: quantile(slice.firstToken, 0.5), ttftP95Ms: quantile(slice.firstToken, 0.95),
        tpotP50Ms: quantile(slice.perToken, 0.5), tpotP95Ms: quantile(slice.perToken, 0.95),
        e2eP50Ms: quantile(slice.endToEnd, 0.5), e2eP95Ms: quantile(slice.endToEnd, 0.95))
    }
  }

  /// The figure that an objective speaks of.
  public func value(_ objective: ServiceObjective) -> Seconds {
    let sketch =
      switch objective.metric {
      case .firstToken: timeToFirstToken
      case .perToken: timePerOutputToken
      case .endToEnd: endToEnd
      case .queueWait: queueWait
      }
    return switch objective.statistic {
    case .mean: sketch.mean
    case .share(let share): sketch.quantile(share)
    case .maximum: sketch.maximum
    }
  }

  /// Whether an objective is kept. Requests that were turned away or gave up count as late.
  public func keeps(_ objective: ServiceObjective) -> Bool {
    let completed = outcomes[.completed] ?? 0
    guard completed > 0 else { return false }
    let served = Double(completed) / Double(max(1, arrived - inFlight))
    switch objective.statistic {
    case .mean, .maximum: return served == 1 && value(objective) <= objective.limit
    case .share(let share):
      guard served >= share else { return false }
      // The share of those that were served at which all of the promise is kept.
      var of = objective
      of.statistic = .share(min(1, share / served))
      return value(of) <= objective.limit
    }
  }
}
