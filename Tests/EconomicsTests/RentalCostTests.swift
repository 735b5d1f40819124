import Catalog
import Economics
import Quantities
import TestSupport
import Testing

@Suite("Rented machines")
struct RentalCostTests {
  @Test("An eight-accelerator instance of the catalog, by hand")
  func golden() throws {
    let files = try CatalogFiles()
    let rental = try Rental.find("aws:p5.48xlarge", among: Rental.load(files))
    let cost = try RentalCost(
      rental, load: Samples.load(9000),
      rate: ServingRate(requestsPerSecondAtFullLoad: 5, acceleratorsPerReplica: 2),
      assumptions: Assumptions(files))
    #expect(cost.instances == 1)
    #expect(cost.plan.replicas == 1 && cost.plan.replicasThatFit == 4)
    #expect(cost.perHour == USDollars(55.04))
    // 55.04 × 730
    #expect(near(cost.perMonth, 40179.2))
    // 55.04 ÷ 9000; × 10⁶ ÷ 200; × 10⁶ ÷ 1200
    #expect(near(cost.atOfferedLoad?.perRequest, 0.00611555555555556))
    #expect(near(cost.atOfferedLoad?.perMillionOutputTokens, 30.5777777777778))
    #expect(near(cost.atOfferedLoad?.perMillionTotalTokens, 5.0962962962963))
    // Four replicas of 18,000 requests an hour.
    #expect(near(cost.atFullLoad?.perRequest, 55.04 / 72000))
    #expect(cost.plan.utilisation == 0.5 && cost.plan.machineUtilisation == 0.125)
    #expect(cost.lines.first?.basis.first?.date == "2026-07-20")
    #expect(cost.lines.contains { $0.arithmetic == "55.04 USD/h × 730 h" })
  }

  @Test("A load beyond one replica adds replicas, and instances when they are full")
  func scaling() throws {
    let rate = ServingRate(requestsPerSecondAtFullLoad: 5, acceleratorsPerReplica: 2)
    for (load, replicas, instances) in [
      (0.0, 1, 1), (18000, 1, 1), (18001, 2, 1), (72000, 4, 1), (72001, 5, 2), (100_000, 6, 2),
    ] {
      let cost = try RentalCost(
        Samples.rental(), load: Samples.load(load), rate: rate, assumptions: Samples.assumptions)
      #expect(cost.plan.replicas == replicas && cost.instances == instances, "\(load)")
      #expect(cost.perHour == USDollars(8 * Double(instances)))
      #expect(cost.remarks.contains { $0.contains("needs \(replicas) replicas") } == (load > 18000))
    }
  }

  @Test("A replica larger than an instance spans several")
  func spanning() throws {
    let cost = try RentalCost(
      Samples.rental(), load: Samples.load(4000),
      rate: ServingRate(requestsPerSecondAtFullLoad: 1, acceleratorsPerReplica: 16),
      assumptions: Samples.assumptions)
    #expect(cost.plan.machinesPerReplica == 2 && cost.plan.replicas == 2 && cost.instances == 4)
    #expect(cost.plan.replicasThatFit == 2)
    #expect(near(cost.atFullLoad?.perRequest, 32.0 / 7200))
  }

  @Test("Shares of a device carry shares, and are not joined to a whole one")
  func shares() throws {
    let third = try #require(Fraction("1/3"))
    let share = Samples.rental(1, count: third)
    let fits = try RentalCost(
      share, load: Samples.load(nil),
      rate: ServingRate(requestsPerSecondAtFullLoad: 1, acceleratorsPerReplica: 1.0 / 3),
      assumptions: Samples.assumptions)
    #expect(fits.instances == 1)
    #expect(throws: EconomicsError.doesNotFit(offer: share.id, needed: 1, available: 1.0 / 3)) {
      try RentalCost(
        share, load: Samples.load(nil), rate: ServingRate(requestsPerSecondAtFullLoad: 1),
        assumptions: Samples.assumptions)
    }
  }

  @Test("Spot and reserved prices, and an error where there is none")
  func pricings() throws {
    let rental = Samples.rental(8, spot: 3)
    func perHour(_ pricing: RentalPricing) throws -> Double {
      try RentalCost(
        rental, pricing: pricing, load: Samples.load(100),
        rate: ServingRate(requestsPerSecondAtFullLoad: 1), assumptions: Samples.assumptions
      ).perHour.value
    }
    #expect(try perHour(.onDemand) == 8)
    #expect(try perHour(.spot) == 3)
    #expect(try perHour(.reserved(.oneYearNoUpfront)) == 6)
    #expect(try perHour(.reserved(.threeYearsNoUpfront)) == 4)
    let error = #expect(throws: EconomicsError.self) { try perHour(.reserved(.oneYearAllUpfront)) }
    #expect(error?.description.contains("1 year, all upfront") ?? false)
  }

  @Test("Every rental of the catalog: spot is no dearer, amounts are finite, nothing divides by 0")
  func catalog() throws {
    let files = try CatalogFiles()
    let assumptions = try Assumptions(files)
    for rental in try Rental.load(files) {
      let rate = ServingRate(
        requestsPerSecondAtFullLoad: 2, acceleratorsPerReplica: rental.acceleratorCount.value)
      func perHour(_ pricing: RentalPricing, _ load: Double?) throws -> USDollars? {
        guard rental.price(pricing, assumptions) != nil else { return nil }
        let cost = try RentalCost(
          rental, pricing: pricing, load: Samples.load(load), rate: rate, assumptions: assumptions)
        #expect((cost.atOfferedLoad == nil) == ((load ?? 0) == 0))
        for line in cost.lines { #expect(line.amount.value.isFinite && line.amount > .zero) }
        return cost.perHour
      }
      for load in [nil, 0.0, 10, 100_000] {
        if let spot = try perHour(.spot, load), let onDemand = try perHour(.onDemand, load) {
          #expect(spot <= onDemand)
        }
      }
    }
  }

  @Test("Costs are linear in hours, and per request fall as a machine fills")
  func properties() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let rate = ServingRate(
        requestsPerSecondAtFullLoad: Samples.magnitude(-3, 3, using: &generator),
        acceleratorsPerReplica: Double(Int.random(in: 1...8, using: &generator)))
      let price = Samples.magnitude(-2, 3, using: &generator)
      func cost(_ load: Double, hours: Double = 730) throws -> RentalCost {
        try RentalCost(
          Samples.rental(price), load: Samples.load(load, hours: hours), rate: rate,
          assumptions: Samples.assumptions)
      }
      let full = try cost(1).plan.requestsPerHourAtFullLoad
      var last = USDollars(.infinity)
      for part in [0.01, 0.1, 0.3, 0.5, 0.9, 1] {
        let now = try #require(cost(full * part).atOfferedLoad)
        #expect(now.perRequest < last)
        last = now.perRequest
      }
      #expect(near(last, try cost(1).atFullLoad?.perRequest.value ?? 0))
      #expect(near(try cost(full, hours: 365).perMonth * 2, try cost(full).perMonth.value))
    }
  }

  @Test("Inputs out of range are refused by name, whatever they are")
  func refused() {
    let good = ServingRate(requestsPerSecondAtFullLoad: 1)
    let odd = [-1, .nan, .infinity, -.infinity, 1e300]
    var loads = odd.map { Samples.load($0) } + odd.map { Samples.load(1, input: $0) }
    loads += odd.map { Samples.load(1, output: $0) } + odd.map { Samples.load(1, hours: $0) }
    loads += [Samples.load(1, hours: 0), Samples.load(1, hours: 745)]
    loads += [Samples.load(1, input: 10, cached: 11), Samples.load(1e15)]
    for load in loads {
      #expect(throws: EconomicsError.self) {
        try RentalCost(
          Samples.rental(), load: load, rate: good, assumptions: Samples.assumptions)
      }
    }
    for value in odd + [0] {
      for rate in [
        ServingRate(requestsPerSecondAtFullLoad: value),
        ServingRate(requestsPerSecondAtFullLoad: 1, acceleratorsPerReplica: value),
      ] {
        #expect(throws: EconomicsError.self) {
          try RentalCost(
            Samples.rental(), load: Samples.load(1), rate: rate, assumptions: Samples.assumptions)
        }
      }
    }
    #expect(throws: EconomicsError.self) {
      try RentalCost(
        Samples.rental(), load: Samples.load(1), rate: good, assumptions: Samples.assumptions,
        minimumReplicas: 0)
    }
  }
}
