import PlanSearch
import Quantities

/// Traffic split by how hard requests are: simple ones to own hardware, medium ones to rented
/// machines, complex ones to an API.
public struct HybridTiers: Sendable {
  public var tiers: [Tier]
  /// US dollars a month, and a request, of all tiers together.
  public var monthly: USDollars
  public var perRequest: USDollars
  /// The same with every request on the plan of the question.
  public var single: USDollars?

  public struct Tier: Sendable {
    public var name: String
    /// Share of the requests.
    public var share: Double
    public var plan: PlanDetail
  }
}
