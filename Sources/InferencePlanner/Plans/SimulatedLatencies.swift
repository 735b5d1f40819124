import PerformanceModel
import PlanSearch
import Quantities
import ServingSimulator

/// Latencies of a plan as the simulator plays it: the same step function, request by request,
/// where the search has a queueing approximation.
public struct SimulatedLatencies: Sendable {
  /// Requests that were played, on so many replicas at their share of the busiest time.
  public var requests: Int
  public var replicas: Int
  public var timeToFirstToken: LatencySketch
  public var timePerOutputToken: LatencySketch
  public var endToEnd: LatencySketch

  /// Enough for a p95 that another seed moves by a few percent; a plan takes milliseconds.
  private static let playedRequests = 4000
  private static let playedReplicas = 4

  /// Plays `plan` under the traffic of `question`; `nil` where prompts are cached in part, which
  /// requests without a past cannot be, or where nothing is served.
  init?(_ plan: PlanDetail, _ question: PlanQuestion) {
    guard let serving = plan.serving, question.workload.cachedTokens == 0 else { return nil }
    let played = min(plan.candidate.replicas, Self.playedReplicas)
    let rate = question.traffic.peakRate * Double(played) / Double(plan.candidate.replicas)
    let arrivals: ArrivalProcess =
      question.traffic.variation == 1
      ? .poisson(rate: rate) : .gamma(rate: rate, cv: max(0.01, question.traffic.variation))
    var settings = SimulationSettings(
      replicas: played * (serving.split?.decodeWorkers ?? 1), routing: .leastConnections,
      requests: Self.playedRequests)
    if let split = serving.split, let bandwidth = serving.forecaster.handOverBandwidth {
      settings.disaggregation = Disaggregation(
        prefillReplicas: played * split.prefillWorkers, bytesPerSecond: bandwidth)
    }
    let result = Simulation(
      serving.forecaster,
      traffic: ServingSimulator.Traffic(
        arrivals, input: .fixed(Int(question.workload.inputTokens)),
        output: .fixed(Int(question.workload.outputTokens))),
      settings: settings,
      policy: SchedulerPolicy(serving.deployment.engine)
    ).run()
    requests = result.arrived
    replicas = played
    timeToFirstToken = result.timeToFirstToken
    timePerOutputToken = result.timePerOutputToken
    endToEnd = result.endToEnd
  }

  /// The latency that a share of the requests did not exceed; `nil` is the mean.
  public func latency(_ metric: ServiceLevel.Metric, _ share: Double?) -> Seconds {
    let sketch =
      switch metric {
      case .ttft: timeToFirstToken
      case .tpot: timePerOutputToken
      case .e2e: endToEnd
      }
    return share.map(sketch.quantile) ?? sketch.mean
  }
}
