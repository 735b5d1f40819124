import Catalog

/// How a deployment is paid for.
public enum Payment: String, CaseIterable, Sendable, Codable {
  case onDemand = "on-demand"
  case spot
  case reservedOneYear = "reserved-1yr"
  case reservedThreeYears = "reserved-3yr"
  case serverless
  /// Hardware that is bought, written off over its life.
  case owned
  /// Hardware that is there already: only electricity counts.
  case inHand = "in-hand"
  case api

  /// The price column of a rental that this means; `nil` for what is no rental.
  public var rental: RentalPricing? {
    switch self {
    case .onDemand: .onDemand
    case .spot: .spot
    case .reservedOneYear: .reserved(.oneYearNoUpfront)
    case .reservedThreeYears: .reserved(.threeYearsNoUpfront)
    case .serverless, .owned, .inHand, .api: nil
    }
  }

  /// Whether prompts stay on hardware of one's own.
  public var staysInHouse: Bool { self == .owned || self == .inHand }
}
