import Economics
import PlanSearch
import Quantities

/// What the best plan of one way of paying has cost after so many years.
///
/// Hardware is paid at once and costs its running after that; nothing is taken off for what it
/// could still be sold for. Prices stay what they are: rents and token prices have fallen by a
/// third and more in a year.
public struct CostHorizon: Sendable {
  public var plan: PlanDetail
  /// US dollars after 1, 2, … 5 years.
  public var afterYears: [USDollars]

  static let years = 1...5

  init?(_ plan: PlanDetail) {
    self.plan = plan
    let once: Double, monthly: Double
    switch plan.cost {
    case .owned(let cost):
      once = plan.candidate.payment == .inHand ? 0 : cost.purchase.value
      monthly = (cost.monthly.total - cost.monthly.amortisation).value
    case .rental, .serverless, .api:
      once = 0
      monthly = plan.candidate.monthly
    case nil: return nil
    }
    afterYears = Self.years.map { USDollars(once + monthly * 12 * Double($0)) }
  }
}
