import Catalog
import Economics
import PerformanceModel
import Quantities

/// Finds the price that a request means and computes what the deployment costs at it.
struct CostEstimator {
  let prices: PriceTables

  /// The cost of `deployment` whose replica has `capacity`; a reason where there is none.
  ///
  /// Without an offer, a named way of paying takes the cheapest offer of the device; without either,
  /// datacenter devices are rented and others owned, as people have them.
  func estimate(
    _ request: EstimateRequest, deployment: Deployment, capacity: Forecast, alone: Forecast
  ) throws(PlannerError) -> (cost: CostEstimate?, remark: String?) {
    let device = deployment.accelerator
    // A name that means nothing is an error whether or not the model fits.
    let named = try request.offer.map { name throws(PlannerError) in
      try NamedOffer(name, for: device, prices)
    }
    guard capacity.requestsPerSecond > 0 else {
      return (nil, "no cost: not one request of this size fits in memory")
    }
    let assumptions = try self.assumptions(request)
    let load = try self.load(request, assumptions)
    let rate = ServingRate(
      requestsPerSecondAtFullLoad: capacity.requestsPerSecond,
      acceleratorsPerReplica: Double(deployment.parallelism.devices),
      requestTime: alone.endToEnd)
    switch named {
    case .rental(let rental):
      let pricing = request.pricing?.rental ?? .onDemand
      return (try rented(rental, pricing, request, load, rate, assumptions), nil)
    case .serverless(let worker): return (try perSecond(worker, load, rate), nil)
    case .api(let price):
      let cost = try PlannerError.fromEconomics { () throws(EconomicsError) in
        try APICost(price, load: load)
      }
      return (.api(cost), nil)
    case nil: break
    }
    switch request.pricing {
    case .onDemand, .spot, .reservedOneYear, .reservedThreeYears:
      let pricing = request.pricing?.rental ?? .onDemand
      guard let rental = try cheapest(device, deployment, pricing) else {
        return (nil, "no cost: the catalog has no \(pricing) price for \(device.name)")
      }
      return (try rented(rental, pricing, request, load, rate, assumptions), nil)
    case .serverless:
      let offers = try PlannerError.fromCatalog { () throws(CatalogError) in
        try prices.serverless()
      }.filter {
        $0.accelerator == device.id
          && $0.acceleratorCount.value >= Double(deployment.parallelism.devices)
      }
      guard let offer = offers.min(by: { $0.perSecond < $1.perSecond }) else {
        return (nil, "no cost: the catalog has no per-second price for \(device.name)")
      }
      return (try perSecond(offer, load, rate), nil)
    case .owned:
      return try owned(request, deployment, load: load, rate: rate, assumptions: assumptions)
    case .api:
      throw .fields("pricing api needs the model's offer, such as offer openai:gpt-5-mini")
    case nil:
      if device.kind == .datacenterGPU || device.kind == .npu,
        let rental = try cheapest(device, deployment, .onDemand)
      {
        return (try rented(rental, .onDemand, request, load, rate, assumptions), nil)
      }
      return try owned(request, deployment, load: load, rate: rate, assumptions: assumptions)
    }
  }

  /// The catalog's assumptions with what the request says instead.
  func assumptions(_ request: EstimateRequest) throws(PlannerError) -> Assumptions {
    let rows = try PlannerError.fromCatalog { () throws(CatalogError) in try prices.assumptions() }
    var given: [Assumption] = []
    if let price = request.electricityPrice {
      for key in ["electricity_us_industrial", "electricity_us_residential"] {
        given.append(.given(key, price, unit: "USD/kWh"))
      }
    }
    if let pue = request.pue {
      for key in ["pue_industry_average", "pue_home_or_office"] {
        given.append(.given(key, pue, unit: "ratio"))
      }
    }
    return given.isEmpty ? rows : rows.replacing(given)
  }

  func load(
    _ request: EstimateRequest, _ assumptions: Assumptions
  ) throws(PlannerError) -> LoadProfile {
    let month = try PlannerError.fromCatalog { () throws(CatalogError) in
      try assumptions.required("hours_per_month")
    }
    return LoadProfile(
      requestsPerHour: request.requestsPerHour, inputTokens: Double(request.input),
      cachedInputTokens: Double(request.cachedInput), outputTokens: Double(request.output),
      hoursPerMonth: request.hoursPerMonth ?? month.value)
  }

  private func perSecond(
    _ worker: ServerlessOffer, _ load: LoadProfile, _ rate: ServingRate
  ) throws(PlannerError) -> CostEstimate {
    .serverless(
      try PlannerError.fromEconomics { () throws(EconomicsError) in
        try ServerlessCost(worker, load: load, rate: rate)
      })
  }

  private func rented(
    _ rental: Rental, _ pricing: RentalPricing, _ request: EstimateRequest, _ load: LoadProfile,
    _ rate: ServingRate, _ assumptions: Assumptions
  ) throws(PlannerError) -> CostEstimate {
    .rental(
      try PlannerError.fromEconomics { () throws(EconomicsError) in
        try RentalCost(
          rental, pricing: pricing, load: load, rate: rate, assumptions: assumptions,
          minimumReplicas: request.replicas)
      })
  }

  /// The cheapest rental that holds a replica. What a request states itself is no discount, so the
  /// catalog's assumptions decide.
  private func cheapest(
    _ device: Accelerator, _ deployment: Deployment, _ pricing: RentalPricing
  ) throws(PlannerError) -> Rental? {
    try PlannerError.fromCatalog { () throws(CatalogError) in
      try prices.cheapestRental(
        of: device.id, pricing, holding: deployment.parallelism.devices)
    }
  }

  /// The cost of a machine of one's own.
  private func owned(
    _ request: EstimateRequest, _ deployment: Deployment, load: LoadProfile, rate: ServingRate,
    assumptions: Assumptions
  ) throws(PlannerError) -> (cost: CostEstimate?, remark: String?) {
    let device = deployment.accelerator
    let price: USDollars
    let provenance: Provenance
    if let given = request.purchasePrice {
      price = USDollars(given)
      provenance = Provenance(source: "given with the request", asOf: nil, verification: .user)
    } else if let listed = device.price {
      price = listed.amount
      provenance = Provenance(
        source: [listed.basis ?? "list price", device.provenance.source].joined(separator: "; "),
        asOf: listed.date, verification: device.provenance.verification)
    } else {
      return (
        nil,
        "no cost: the catalog has no purchase price of \(device.name); "
          + "give one with --purchase-price"
      )
    }
    let devices = deployment.parallelism.devices
    let (machine, terms) = try PlannerError.fromCatalog { () throws(CatalogError) in
      try OwnedMachine.planned(
        device, devices: devices, price: price, provenance: provenance, assumptions)
    }
    let cost = try PlannerError.fromEconomics { () throws(EconomicsError) in
      try OwnedCost(
        machine, terms: terms, load: load, rate: rate, minimumReplicas: request.replicas)
    }
    return (.owned(cost), nil)
  }
}

extension EstimateRequest.Pricing {
  /// The price column of a rental that this means; `nil` for what is no rental.
  var rental: RentalPricing? {
    switch self {
    case .onDemand: .onDemand
    case .spot: .spot
    case .reservedOneYear: .reserved(.oneYearNoUpfront)
    case .reservedThreeYears: .reserved(.threeYearsNoUpfront)
    case .serverless, .owned, .api: nil
    }
  }
}
