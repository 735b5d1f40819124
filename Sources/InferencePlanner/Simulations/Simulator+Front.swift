import Catalog
import PerformanceModel
import Quantities
import ServingSimulator

extension Simulator {
  /// What tiers cost: machines by time, APIs by the token.
  public struct TierCost: Sendable {
    public var name: String
    /// US dollars an hour of all its replicas; `nil` without a price, or where it is paid by the token.
    public var perHour: USDollars?
    /// US dollars a token of prompts and of answers.
    public var perInputToken: USDollars?
    public var perOutputToken: USDollars?

    /// US dollars of a run.
    func cost(_ result: SimulationResult.TierResult, over duration: Seconds) -> USDollars? {
      if let perHour { return perHour * (duration.value / 3600) }
      guard let perInputToken, let perOutputToken else { return nil }
      return perInputToken * Double(result.promptTokens)
        + perOutputToken * Double(result.generatedTokens)
    }
  }

  /// Resolves the names of tiers and pools.
  func front(
    _ request: FrontRequest, _ asked: EstimateRequest, _ traffic: Traffic,
    _ settings: SimulationSettings, _ assumptions: inout [String]
  ) throws(PlannerError) -> (front: Front, costs: [TierCost]) {
    var tiers: [ServingTier] = []
    var costs: [TierCost] = []
    for tier in request.tiers {
      let service: ServingTier.Service
      var cost = TierCost(name: tier.name)
      switch tier.service {
      case .pools(let pools):
        var groups: [ReplicaGroup] = []
        var perHour: USDollars? = .zero
        for pool in pools {
          let (group, price) = try self.group(pool, asked, traffic, settings, &assumptions)
          groups.append(group)
          perHour = perHour.flatMap { sum in price.map { sum + $0 } }
        }
        service = .replicas(groups)
        cost.perHour = perHour
      case .api(let api):
        let price = try PlannerError.fromCatalog { () throws(CatalogError) in
          try APIPrice.find(api.offer, among: APIPrice.load(estimator.catalog.files))
        }
        cost.perInputToken = price.input.map { $0 * 1e-6 }
        cost.perOutputToken = price.output.map { $0 * 1e-6 }
        service = .api(api.service)
      }
      tiers.append(ServingTier(name: tier.name, share: tier.share, service: service))
      costs.append(cost)
    }
    if request.cacheShare > 0, request.cacheTime == nil {
      assumptions.append("the response cache answers in \(Words.time(Self.cacheTime))")
    }
    return (
      Front(
        tiers: tiers, cacheShare: request.cacheShare,
        cacheTime: request.cacheTime ?? Self.cacheTime, fallbackQueue: request.fallbackQueue,
        fallbackWait: request.fallbackWait), costs
    )
  }

  /// A look-up in a store of the same data centre, embedding of the prompt included: an assumption.
  private static let cacheTime = Seconds(0.02)

  private func group(
    _ pool: FrontRequest.Pool, _ asked: EstimateRequest, _ traffic: Traffic,
    _ settings: SimulationSettings, _ assumptions: inout [String]
  ) throws(PlannerError) -> (ReplicaGroup, USDollars?) {
    var request = pool.deployment
    request.input = asked.input
    request.output = asked.output
    request.cachedInput = 0
    request.requestsPerHour = nil
    let estimate = try estimator.estimate(request)
    let deployment = estimate.deployment
    guard estimate.capacity.runs else {
      throw .cannotRun(
        "not one request of \(asked.input) tokens in and \(asked.output) out fits in the memory of "
          + "\(deployment.accelerator.name) beside the weights of \(deployment.model.id)")
    }
    var group = ReplicaGroup(
      estimate.forecaster, policy: settings.policy ?? SchedulerPolicy(deployment.engine),
      replicas: request.replicas)
    if let weight = pool.weight {
      group.weight = weight
    } else {
      let alone = Simulation(
        deployment, coefficients: estimator.coefficients, traffic: traffic, settings: settings)
      group.weight = max(alone.saturation(), 1e-6)
      assumptions.append(
        "a replica of \(deployment.model.id) on \(deployment.accelerator.name) serves "
          + "\(Words.number(group.weight)) requests/s at most")
    }
    return (group, estimate.cost?.perHour)
  }
}
