import Quantities

/// How a rented machine is paid for.
public enum RentalPricing: Hashable, Sendable, CustomStringConvertible {
  /// By the hour, without a promise from either side.
  case onDemand
  /// By the hour, taken away when the provider needs it.
  case spot
  /// For a term, at a discount that is assumed from the provider's published commitments.
  case reserved(Commitment)

  /// On demand, spot and every commitment, in that order.
  public static let all: [RentalPricing] =
    [.onDemand, .spot] + Commitment.allCases.map(RentalPricing.reserved)

  public var description: String {
    switch self {
    case .onDemand: "on demand"
    case .spot: "spot"
    case .reserved(let commitment): "reserved, \(commitment)"
    }
  }
}

/// A promise to pay for a machine for a term.
public enum Commitment: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  case oneYearNoUpfront = "1yr_no_upfront"
  case oneYearAllUpfront = "1yr_all_upfront"
  case threeYearsNoUpfront = "3yr_no_upfront"
  case threeYearsAllUpfront = "3yr_all_upfront"

  public var years: Int {
    switch self {
    case .oneYearNoUpfront, .oneYearAllUpfront: 1
    case .threeYearsNoUpfront, .threeYearsAllUpfront: 3
    }
  }

  public var description: String {
    switch self {
    case .oneYearNoUpfront: "1 year, nothing upfront"
    case .oneYearAllUpfront: "1 year, all upfront"
    case .threeYearsNoUpfront: "3 years, nothing upfront"
    case .threeYearsAllUpfront: "3 years, all upfront"
    }
  }
}

/// The price of one instance for an hour, and how it came about.
public struct HourlyPrice: Hashable, Sendable {
  /// US dollars per instance and hour.
  public var amount: USDollars
  public var pricing: RentalPricing
  /// The on-demand price and the assumed fraction off it, where the price was derived from them.
  public var discount: Discount?
  /// The rows behind the price.
  public var basis: [Provenance]

  /// A price derived from another one.
  public struct Discount: Hashable, Sendable {
    /// US dollars per instance and hour on demand.
    public var from: USDollars
    /// Fraction off, 0…1.
    public var fraction: Double
  }
}

extension Rental {
  /// The price of one instance for an hour, or `nil` when the offer has none of this kind: no
  /// spot price in its row, or no commitment of its provider among the assumptions.
  ///
  /// Reserved prices are on-demand prices less the discount that the provider publishes for its
  /// general machine families. They are assumptions, and ``HourlyPrice/discount`` says so.
  public func price(_ pricing: RentalPricing, _ assumptions: Assumptions) -> HourlyPrice? {
    switch pricing {
    case .onDemand:
      guard let onDemand else { return nil }
      return HourlyPrice(amount: onDemand, pricing: pricing, discount: nil, basis: [provenance])
    case .spot:
      guard let spot else { return nil }
      return HourlyPrice(amount: spot, pricing: pricing, discount: nil, basis: [provenance])
    case .reserved(let commitment):
      guard let onDemand,
        let discount = assumptions["commit_discount_\(provider)_\(commitment.rawValue)"],
        (0..<1).contains(discount.value)
      else { return nil }
      return HourlyPrice(
        amount: onDemand * (1 - discount.value), pricing: pricing,
        discount: .init(from: onDemand, fraction: discount.value),
        basis: [provenance, discount.provenance])
    }
  }
}
