import Catalog
import Quantities

/// A cost per hour as a function of the load: so much for every group of machines that is needed,
/// and so much for every request.
public struct CostCurve: Hashable, Sendable {
  public var label: String
  /// US dollars per hour for one group of machines without load.
  public var fixedPerHour: USDollars
  /// US dollars that a request adds.
  public var perRequest: USDollars
  /// Requests per hour that one group serves; `nil` when one serves any load.
  public var capacityPerHour: Double?

  public init(
    label: String, fixedPerHour: USDollars, perRequest: USDollars, capacityPerHour: Double?
  ) {
    self.label = label
    self.fixedPerHour = fixedPerHour
    self.perRequest = perRequest
    self.capacityPerHour = capacityPerHour
  }

  /// Groups of machines that a load needs; one even without load.
  public func groups(at requestsPerHour: Double) -> Double {
    guard let capacityPerHour, capacityPerHour > 0 else { return 1 }
    let exact = requestsPerHour / capacityPerHour
    // A quotient that should be whole may exceed it in the last digits.
    let nearest = exact.rounded()
    let whole = (exact - nearest).magnitude <= 1e-9 * max(1, exact) ? nearest : exact.rounded(.up)
    return max(1, whole)
  }

  /// US dollars per hour at a load of at least 0.
  public func perHour(at requestsPerHour: Double) -> USDollars {
    fixedPerHour * groups(at: requestsPerHour) + perRequest * requestsPerHour
  }

  /// US dollars per request that a large load tends to.
  public var perRequestAtFullLoad: USDollars {
    guard let capacityPerHour, capacityPerHour > 0 else { return perRequest }
    return perRequest + fixedPerHour / capacityPerHour
  }

  /// The smallest set of machines that carries whole replicas, and what it serves.
  static func group(of plan: CapacityPlan) -> (machines: Double, capacityPerHour: Double) {
    plan.replicasPerMachine > 0
      ? (1, Double(plan.replicasPerMachine) * plan.requestsPerHourPerReplica)
      : (Double(plan.machinesPerReplica), plan.requestsPerHourPerReplica)
  }
}

extension RentalCost {
  /// The rent as a function of the load: instances are added as it grows.
  public var curve: CostCurve {
    let group = CostCurve.group(of: plan)
    return CostCurve(
      label: "rented \(rental)", fixedPerHour: perInstanceHour * group.machines,
      perRequest: .zero, capacityPerHour: group.capacityPerHour)
  }
}

extension APICost {
  /// The price of tokens as a function of the load: nothing without load, and no limit.
  public var curve: CostCurve {
    CostCurve(
      label: "API \(model)", fixedPerHour: .zero, perRequest: perRequest, capacityPerHour: nil)
  }
}
