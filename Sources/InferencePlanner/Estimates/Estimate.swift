import Catalog
import Economics
import PerformanceModel
import Quantities

/// The calculator's answer: one deployment under one workload, with everything it was made from.
public struct Estimate: Sendable {
  public var request: EstimateRequest
  public var deployment: Deployment
  public var workload: Workload
  public var forecaster: Forecaster
  /// Under the workload.
  public var forecast: Forecast
  /// At the largest batch that memory and engine allow.
  public var capacity: Forecast
  /// The longest context with which the workload's concurrency fits, in tokens.
  public var longestContext: Int
  public var bound: HardwareBound
  /// `nil` where nothing can be said; ``costRemark`` has the reason.
  public var cost: CostEstimate?
  public var costRemark: String?
  public var carbon: CarbonEstimate?
  public var compatibility: Compatibility
  /// How far the figures may be off.
  public var confidence: EstimateConfidence
  /// Choices that the request left open.
  public var assumptions: [String]
  /// What a careful reader should know, of rows and files behind the figures and of the price.
  public var warnings: [String]

  /// Devices of all replicas together.
  public var devices: Int { deployment.parallelism.devices * request.replicas }
}

/// What a deployment costs, whichever way it is paid for.
public enum CostEstimate: Hashable, Sendable {
  case rental(RentalCost)
  case serverless(ServerlessCost)
  case owned(OwnedCost)
  case api(APICost)

  /// What is paid for, in words.
  public var title: String {
    switch self {
    case .rental(let cost): "\(cost.rental), \(cost.pricing)"
    case .serverless(let cost): "\(cost.offer), per second"
    case .owned(let cost): "\(cost.machine), owned"
    case .api(let cost): "\(cost.model), per token"
    }
  }

  /// US dollars an hour; `nil` where the load decides and is unknown.
  public var perHour: USDollars? {
    switch self {
    case .rental(let cost): cost.perHour
    case .serverless(let cost): cost.perHour
    case .owned(let cost): cost.perHour
    case .api(let cost): cost.perHour
    }
  }

  public var perMonth: USDollars? {
    switch self {
    case .rental(let cost): cost.perMonth
    case .serverless(let cost): cost.perMonth
    case .owned(let cost): cost.perMonth
    case .api(let cost): cost.perMonth
    }
  }

  public var atOfferedLoad: UnitCost? {
    switch self {
    case .rental(let cost): cost.atOfferedLoad
    case .serverless(let cost): cost.atOfferedLoad
    case .owned(let cost): cost.atOfferedLoad
    case .api(let cost): cost.unit
    }
  }

  public var atFullLoad: UnitCost? {
    switch self {
    case .rental(let cost): cost.atFullLoad
    case .serverless(let cost): cost.atFullLoad
    case .owned(let cost): cost.atFullLoad
    case .api(let cost): cost.unit
    }
  }

  /// Every amount with its arithmetic.
  public var lines: [CostLine] {
    switch self {
    case .rental(let cost): cost.lines
    case .serverless(let cost): cost.lines
    case .owned(let cost): cost.lines
    case .api(let cost): cost.lines
    }
  }

  public var remarks: [String] {
    switch self {
    case .rental(let cost): cost.remarks
    case .serverless(let cost): cost.remarks
    case .owned(let cost): cost.remarks
    case .api(let cost): cost.remarks
    }
  }

  /// The plan of machines; `nil` for APIs.
  public var plan: CapacityPlan? {
    switch self {
    case .rental(let cost): cost.plan
    case .serverless(let cost): cost.plan
    case .owned(let cost): cost.plan
    case .api: nil
    }
  }

  /// The date of the price, as its source gives it.
  public var priceDate: String {
    lines.lazy.flatMap(\.basis).first?.date ?? "undated"
  }
}
