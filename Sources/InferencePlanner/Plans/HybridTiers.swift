import PlanSearch
import Quantities

/// Traffic split by how hard requests are: simple ones to hardware of one's own, medium ones to
/// rented machines, complex ones to an API.
public struct HybridTiers: Sendable {
  public var tiers: [Tier]
  /// US dollars a month of all tiers together.
  public var monthly: USDollars
  /// US dollars a request, blended.
  public var perRequest: USDollars

  public struct Tier: Sendable {
    public var name: String
    /// Share of the requests.
    public var share: Double
    public var floor: String
    public var plan: PlanDetail
  }

  /// How requests split where nobody says: of most services few are hard.
  static let usualShares: [(name: String, share: Double, level: String, payments: [String])] = [
    ("simple", 0.6, "basic", ["owned"]),
    ("medium", 0.3, "intermediate", ["on-demand", "spot", "reserved-1yr"]),
    ("complex", 0.1, "professional", ["api"]),
  ]
}
