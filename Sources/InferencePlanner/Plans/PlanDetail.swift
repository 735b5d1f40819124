import Catalog
import Economics
import PerformanceModel
import PlanSearch
import Quantities

/// A plan taken apart: everything that is needed to judge it, launch it and hold it to its word.
public struct PlanDetail: Sendable {
  public var candidate: PricedCandidate
  /// `nil` for a service that is paid by the token.
  public var serving: Serving?
  /// The service that is paid by the token.
  public var service: CandidateService?
  public var cost: CostEstimate?
  /// The plan against every requirement; the one with the least room is what binds.
  public var checks: [RequirementCheck]
  public var binding: RequirementCheck?
  /// Why it was chosen, in sentences made of facts.
  public var rationale: [String]
  /// Why it is not the first.
  public var lostBy: String?
  /// What a careful reader should know.
  public var remarks: [String]
  /// The latencies that the simulator finds; for the plans that are shown.
  public var simulated: SimulatedLatencies?

  /// A deployment at the load of the question.
  public struct Serving: Sendable {
    public var deployment: Deployment
    public var forecaster: Forecaster
    public var settings: Settings
    /// One replica at its share of the load at the busiest time.
    public var arrivals: ReplicaArrivals
    /// Workers of their own for prompts and for answers.
    public var split: PhaseSplit?
    /// The most that a replica carries within the service levels, requests a second.
    public var maximumRate: Double
    /// Device, or devices and how they share a replica.
    public var hardware: String
    public var offer: OfferBook.Offer?
    /// Generated tokens a second of all replicas at the busiest time.
    public var outputTokensPerSecond: Double
    public var workload: Workload
    public var confidence: PlanConfidence

    /// Latencies that a share of requests does not exceed.
    public func latency(_ share: Double?) -> OpenArrivals.Latency {
      arrivals.latency(share, forecaster, workload)
    }

    /// Memory of a device at that load, of those that decode where phases are apart.
    public var memory: MemoryBreakdown { arrivals.memory(forecaster, workload) }

    /// Mean power of all devices of a replica at that load.
    public var power: Watts { arrivals.power(forecaster, workload) }
  }

  /// What the engine has to be told.
  public struct Settings: Hashable, Sendable {
    public var maximumSequences: Int
    public var maximumBatchedTokens: Int
    public var maximumContext: Int
    public var memoryFraction: Double
    public var kvCache: String
    public var prefixCaching: Bool
  }

  /// `llama-3.1-8b FP8 on vLLM`, or the id of a service.
  public var what: String {
    guard let serving else { return service?.price.id ?? "" }
    let deployment = serving.deployment
    return "\(deployment.model.shortName) \(deployment.weightFormat.name)"
  }

  /// `2 × TP4 H100 SXM`: replicas, and the devices of each.
  public var place: String {
    guard let serving else { return service.map { "API of \($0.price.provider)" } ?? "" }
    let copies = candidate.replicas > 1 ? "\(candidate.replicas) × " : ""
    return copies + serving.hardware
  }

  /// How it is paid for, and to whom.
  public var payment: String {
    guard let serving else { return "per token" }
    return (serving.offer.map { $0.id + ", " } ?? "") + candidate.payment.rawValue
  }

  /// The latency that is promised for a share of requests; `nil` for a service.
  public func latency(_ metric: ServiceLevel.Metric, _ share: Double?) -> Seconds? {
    serving.map { ServiceLevel(metric, share: share, limit: .zero).latency($0.latency(share)) }
  }
}

extension ModelArchitecture {
  /// The name without its publisher.
  public var shortName: String {
    id.lastIndex(of: "/").map { String(id[id.index(after: $0)...]) } ?? id
  }
}

extension PlanDetail {
  /// The capability behind the plan; `nil` for a service.
  func capability(_ outcome: CandidateSearch.Outcome) -> Capability? {
    guard case .deployment(let index, _) = candidate.means else { return nil }
    return outcome.capabilities[index]
  }
}

extension PlanDetail {
  /// The plan in one line.
  public var summary: String {
    let engine = serving.map { " on \($0.deployment.engine.name)" } ?? ""
    return "\(what)\(engine), \(place), \(payment)"
  }
}
