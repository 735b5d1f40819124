import Catalog
import PerformanceModel
import Quality
import Quantities

/// The whole question, names resolved: what runs, for whom, within which limits.
public struct PlanQuestion: Sendable {
  /// Tokens of one request; its concurrency is not used.
  public var workload: Workload
  public var traffic: Traffic
  public var levels: [ServiceLevel]
  /// Most that a month may cost.
  public var monthlyBudget: USDollars?
  /// Most that may be paid at once, for hardware that is bought.
  public var purchaseBudget: USDollars?

  public var models: [CandidateModel]
  /// Models that quality already ruled out, by reason.
  public var excludedModels: [Constraint: Int]
  /// API prices whose model is good enough.
  public var services: [CandidateService]
  public var hardware: HardwareChoice
  /// `nil` for every engine of the catalog.
  public var engines: Set<String>?
  public var payments: Set<Payment>
  /// Providers to rent from, folded; `nil` for all.
  public var providers: Set<String>?
  /// Part of a region's name, such as `eu`; `nil` for all.
  public var region: String?
  /// Share of the time in which the service has to be up; `nil` for no spare machines.
  public var availability: Double?
  /// Hours of operation in a month.
  public var hoursPerMonth: Double
  public var preference: Preference
  /// Plans to return.
  public var count: Int
  /// Somebody asked for the service levels; otherwise they are what such a use is known to need.
  public var levelsAreStated = false
  /// The chance with which a plan has to keep each service level, as far as forecasts can be off.
  public var confidence = 0.7
  /// There is a place for servers that are bought: racks, cooling, and power for them.
  public var housesServers = true
  /// Factor on every price, for what-if questions.
  public var priceFactor = 1.0

  public init(
    workload: Workload, traffic: Traffic, levels: [ServiceLevel] = [],
    monthlyBudget: USDollars? = nil, purchaseBudget: USDollars? = nil, models: [CandidateModel],
    excludedModels: [Constraint: Int] = [:], services: [CandidateService] = [],
    hardware: HardwareChoice = .any, engines: Set<String>? = nil,
    payments: Set<Payment> = Set(Payment.allCases).subtracting([.inHand]),
    providers: Set<String>? = nil, region: String? = nil, availability: Double? = nil,
    hoursPerMonth: Double = 730, preference: Preference = .balanced, count: Int = 5
  ) {
    self.workload = workload
    self.traffic = traffic
    self.levels = levels
    self.monthlyBudget = monthlyBudget
    self.purchaseBudget = purchaseBudget
    self.models = models
    self.excludedModels = excludedModels
    self.services = services
    self.hardware = hardware
    self.engines = engines
    self.payments = payments
    self.providers = providers
    self.region = region
    self.availability = availability
    self.hoursPerMonth = hoursPerMonth
    self.preference = preference
    self.count = count
  }

  /// What to put first among plans that meet every requirement.
  public enum Preference: String, CaseIterable, Sendable, Codable {
    case balanced, cost, latency, quality
  }
}

/// Requests over time.
public struct Traffic: Hashable, Sendable {
  /// Requests a second at the busiest time: what the deployment is sized for.
  public var peakRate: Double
  /// Requests a second on average over the hours of operation: what is paid for by the token.
  public var meanRate: Double
  /// Coefficient of variation of the gaps between arrivals; 1 for Poisson.
  public var variation: Double

  public init(peakRate: Double, meanRate: Double? = nil, variation: Double = 1) {
    self.peakRate = peakRate
    self.meanRate = min(meanRate ?? peakRate, peakRate)
    self.variation = variation
  }

  /// So many times as many requests, at all times.
  public func scaled(_ factor: Double) -> Traffic {
    Traffic(peakRate: peakRate * factor, meanRate: meanRate * factor, variation: variation)
  }
}

/// A model that is good enough, with the formats in which it may run.
public struct CandidateModel: Sendable {
  public var architecture: ModelArchitecture
  /// Score of the task by weight format; a format that is missing has no known score.
  public var formats: [Candidate]
  /// The person asked for this model: no other may take its place.
  public var isNamed: Bool

  /// A weight format and what the model is worth in it.
  public struct Candidate: Sendable {
    public var format: WeightFormat
    public var kvTypes: [TensorType]
    public var quality: QualityScore?

    public init(format: WeightFormat, kvTypes: [TensorType], quality: QualityScore?) {
      self.format = format
      self.kvTypes = kvTypes
      self.quality = quality
    }
  }

  public init(architecture: ModelArchitecture, formats: [Candidate], isNamed: Bool) {
    self.architecture = architecture
    self.formats = formats
    self.isNamed = isNamed
  }
}

/// A model that is sold by the token and is good enough.
public struct CandidateService: Sendable {
  public var price: APIPrice
  public var quality: QualityScore?

  public init(price: APIPrice, quality: QualityScore?) {
    self.price = price
    self.quality = quality
  }
}

/// The devices to choose from.
public enum HardwareChoice: Sendable {
  /// Whatever can be rented or bought.
  case any
  /// Only these kinds of device.
  case among([Accelerator])
  /// So many of a device, there already.
  case inHand(Accelerator, count: Int)
}

/// What a candidate can fail.
public enum Constraint: Hashable, Sendable {
  case quality, unknownQuality
  /// The model was not made for so long a context.
  case context
  case memory
  case engine
  case level(ServiceLevel)
  case throughput
  case offer
  case budget, purchaseBudget
}
