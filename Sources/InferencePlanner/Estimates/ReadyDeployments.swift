import PerformanceModel
import Synchronization

/// A deployment with all that its forecasts begin with.
final class ReadyDeployment: Sendable {
  let resolution: DeploymentResolver.Resolution
  let forecaster: Forecaster
  let bound: HardwareBound
  /// Which of the user's own measurements speak of it.
  let profile: [String]
  /// The key of those that are closest, which intervals of this machine have; `nil` without any.
  let profileKey: String?

  init(_ resolution: DeploymentResolver.Resolution, coefficients: Coefficients) {
    self.resolution = resolution
    let deployment = resolution.deployment
    let forecaster = Forecaster(deployment, coefficients: coefficients)
    self.forecaster = forecaster
    bound = HardwareBound(
      deployment, inventory: forecaster.inventory, weights: forecaster.memory.modelBytes)
    profile = LocalProfile.words(coefficients, deployment)
    profileKey = LocalProfile.key(coefficients, deployment)
  }
}

/// Deployments that were asked about lately: people change prompts, users and prices far more often
/// than what runs where, and to prepare a deployment takes longer than its forecasts.
final class ReadyDeployments: Sendable {
  private let known = Mutex<[EstimateRequest: ReadyDeployment]>([:])
  /// How many are kept, and with names of how many bytes: people use few and short ones, and whoever
  /// makes up more gains nothing.
  private static let most = 256
  private static let longestNames = 400

  /// The deployment of a request, kept or made. An error is not kept, nor is a model's file, which
  /// may change.
  func deployment(
    of request: EstimateRequest, _ make: () throws(PlannerError) -> ReadyDeployment
  ) throws(PlannerError) -> ReadyDeployment {
    guard case .named(let model) = request.model,
      [model, request.weights, request.kvCache, request.hardware, request.engine]
        .reduce(0, { $0 + ($1?.utf8.count ?? 0) }) <= Self.longestNames
    else { return try make() }
    let key = request.deploymentPart
    if let prepared = known.withLock({ $0[key] }) { return prepared }
    let prepared = try make()
    known.withLock { known in
      if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
      known[key] = prepared
    }
    return prepared
  }
}

extension EstimateRequest {
  /// The request without what a deployment does not depend on: workload and costs.
  var deploymentPart: EstimateRequest {
    var part = self
    part.replicas = 1
    part.input = 1
    part.cachedInput = 0
    part.output = 1
    part.concurrency = 1
    part.requestsPerHour = nil
    part.offer = nil
    part.pricing = nil
    part.purchasePrice = nil
    part.electricityPrice = nil
    part.pue = nil
    part.country = nil
    part.hoursPerMonth = nil
    return part
  }
}
