import Catalog
import Quantities

/// What it costs to rent machines for a load.
///
/// Whole instances are rented: an instance of eight accelerators costs eight, whether one is used
/// or all. Replicas share an instance where they fit, and full load means that every replica that
/// fits is there and busy.
public struct RentalCost: Hashable, Sendable {
  /// The id of the offer.
  public let rental: String
  public let pricing: RentalPricing
  public let plan: CapacityPlan
  /// US dollars per instance and hour.
  public let perInstanceHour: USDollars
  /// US dollars per hour for all instances.
  public let perHour: USDollars
  /// US dollars per month of ``LoadProfile/hoursPerMonth``.
  public let perMonth: USDollars
  /// `nil` when the load is unknown or zero.
  public let atOfferedLoad: UnitCost?
  public let atFullLoad: UnitCost?
  /// Every amount with its arithmetic, in the order of the calculation.
  public let lines: [CostLine]
  /// What a reader should know.
  public let remarks: [String]

  /// Instances that are rented.
  public var instances: Int { plan.machines }

  /// Forecasts the cost of serving `load` with replicas of `rate` on instances of `rental`.
  /// - Throws: ``EconomicsError/notOffered(offer:what:)`` when the offer has no such price, and
  ///   what ``CapacityPlan/init(load:rate:perMachine:named:minimumReplicas:)`` throws.
  public init(
    _ rental: Rental, pricing: RentalPricing = .onDemand, load: LoadProfile, rate: ServingRate,
    assumptions: Assumptions, minimumReplicas: Int = 1
  ) throws(EconomicsError) {
    guard let price = rental.price(pricing, assumptions) else {
      throw .notOffered(offer: rental.id, what: "price of this kind: \(pricing)")
    }
    try check(price.amount.value, "the price of \(rental.id)")
    let plan = try CapacityPlan(
      load: load, rate: rate, perMachine: rental.acceleratorCount.value, named: rental.id,
      minimumReplicas: minimumReplicas)
    self.rental = rental.id
    self.pricing = pricing
    self.plan = plan
    perInstanceHour = price.amount
    perHour = price.amount * Double(plan.machines)
    perMonth = perHour * load.hoursPerMonth
    atOfferedLoad = UnitCost(
      perHour: perHour, requestsPerHour: load.requestsPerHour, load: load)
    atFullLoad = UnitCost(
      perHour: perHour, requestsPerHour: plan.requestsPerHourAtFullLoad, load: load)

    let rate = Words.number(price.amount.value)
    var lines = [
      CostLine(
        label: "rent per instance and hour", amount: price.amount,
        arithmetic: price.discount.map {
          "\(Words.number($0.from.value)) USD × (1 − \(Words.number($0.fraction))), \(pricing)"
        } ?? "\(rental.id), \(pricing)",
        basis: price.basis),
      CostLine(
        label: "rent per hour", amount: perHour,
        arithmetic: "\(Words.count(plan.machines, "instance")) × \(rate) USD/h"),
      CostLine(
        label: "rent per month", amount: perMonth,
        arithmetic: "\(Words.number(perHour.value)) USD/h × \(Words.number(load.hoursPerMonth)) h"),
    ]
    if let atOfferedLoad, let offered = load.requestsPerHour {
      lines += atOfferedLoad.lines(
        "at the offered load", perHour: perHour, requestsPerHour: offered, load: load)
    }
    if let atFullLoad {
      lines += atFullLoad.lines(
        "at full load", perHour: perHour, requestsPerHour: plan.requestsPerHourAtFullLoad,
        load: load)
    }
    self.lines = lines

    var remarks = plan.remarks(machine: "instance")
    switch pricing {
    case .onDemand: break
    case .spot: remarks.append("spot instances are taken away at short notice")
    case .reserved:
      remarks.append(
        "the reserved price is the on-demand price less a discount published for general "
          + "machine families; accelerators may get less")
    }
    if rental.provenance.asOf == nil { remarks.append("the price is undated") }
    self.remarks = remarks
  }
}
