import Catalog
import Economics
import Quantities
import TestSupport
import Testing

@Suite("Machines of one's own")
struct OwnedCostTests {
  let rate = ServingRate(requestsPerSecondAtFullLoad: 1)

  @Test("One card for 1,599 USD, by hand")
  func golden() throws {
    let cost = try OwnedCost(
      Samples.machine(), terms: Samples.terms(kilowattHour: 0.173), load: Samples.load(1800),
      rate: rate)
    #expect(cost.purchase == USDollars(1599))
    // 1599 × 0.8 ÷ 36
    #expect(near(cost.monthly.amortisation, 35.5333333333333))
    // Half busy: 300 W × 730 h × 0.173
    #expect(cost.averagePower == Watts(300))
    #expect(near(cost.monthly.electricity, 37.887))
    #expect(cost.monthly.hosting == .zero && cost.monthly.maintenance == .zero)
    #expect(near(cost.perMonth, 73.4203333333333))
    #expect(near(cost.atOfferedLoad?.perRequest, 73.4203333333333 / 730 / 1800))
    // Busy: 500 W × 730 h × 0.173 = 63.145
    #expect(near(cost.atFullLoad?.perRequest, (35.5333333333333 + 63.145) / 730 / 3600))
  }

  @Test("A server with host, maintenance, hosting and PUE, by hand")
  func server() throws {
    let cost = try OwnedCost(
      Samples.machine(price: 25_000, accelerators: 8, idle: 2000, busy: 8000),
      terms: Samples.terms(
        multiplier: 1.5, residual: 0.2, years: 4, kilowattHour: 0.1, pue: 1.5, hosting: 180,
        maintenance: 0.05),
      load: Samples.load(14_400), rate: rate)
    #expect(cost.purchase == USDollars(300_000))
    #expect(near(cost.monthly.amortisation, 5000))
    #expect(near(cost.monthly.maintenance, 1250))
    #expect(near(cost.monthly.hosting, 1440))
    // 4 of 8 replicas busy: 5 kW × 1.5 × 730 h × 0.1
    #expect(near(cost.monthly.electricity, 547.5))
    #expect(near(cost.perMonth, 8237.5))
    #expect(cost.plan.replicas == 4 && cost.plan.replicasThatFit == 8)
    #expect(cost.lines.contains { $0.label == "owned per month" && near($0.amount, 8237.5) })
  }

  @Test("The assumptions of the catalog give terms and power for both settings")
  func catalog() throws {
    let assumptions = try Assumptions(CatalogFiles())
    for setting in OwnershipTerms.Setting.allCases {
      let power = try PowerDraw.estimated(
        limit: Watts(700), accelerators: 8, setting: setting, assumptions)
      #expect(power.idle > .zero && power.idle < power.busy)
      var machine = Samples.machine(price: 25_000, accelerators: 8)
      machine.power = power
      let cost = try OwnedCost(
        machine, terms: OwnershipTerms(setting, assumptions), load: Samples.load(100), rate: rate)
      #expect((cost.monthly.hosting > .zero) == (setting == .dataCentre))
      for line in cost.lines {
        #expect(line.amount.value.isFinite && line.amount > .zero, "\(line.label)")
      }
    }
    let busy = try PowerDraw.estimated(
      limit: Watts(700), accelerators: 8, setting: .dataCentre, assumptions
    ).busy
    // (8 × 700 × 0.85 + 2600) ÷ 0.92
    #expect(near(busy.value, 8000))
  }

  @Test("Dearer electricity, higher PUE and more load cost more; per request less with load")
  func properties() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let machine = Samples.machine(
        price: Samples.magnitude(2, 5, using: &generator),
        accelerators: Int.random(in: 1...8, using: &generator))
      let perSecond = Samples.magnitude(-2, 2, using: &generator)
      // From several replicas on a machine to one replica on several machines.
      let rate = ServingRate(
        requestsPerSecondAtFullLoad: perSecond,
        acceleratorsPerReplica: Double(Int.random(in: 1...16, using: &generator)))
      func cost(
        kilowattHour: Double = 0.2, pue: Double = 1.2, load: Double?, hours: Double = 730
      ) throws -> OwnedCost {
        try OwnedCost(
          machine, terms: Samples.terms(kilowattHour: kilowattHour, pue: pue),
          load: Samples.load(load, hours: hours), rate: rate)
      }
      let load = perSecond * 3600 * Double.random(in: 0.1...1, using: &generator)
      let base = try cost(load: load)
      #expect(try cost(kilowattHour: 0.3, load: load).perMonth > base.perMonth)
      #expect(try cost(pue: 1.3, load: load).perMonth > base.perMonth)
      #expect(try cost(load: load / 2).perMonth < base.perMonth)
      let lower = try #require(cost(load: load / 2).atOfferedLoad)
      #expect(lower.perRequest > (try #require(base.atOfferedLoad).perRequest))
      // Electricity is linear in hours, the rest does not depend on them.
      let half = try cost(load: load, hours: 365)
      #expect(near(half.monthly.electricity * 2, base.monthly.electricity.value))
      #expect(half.monthly.fixed == base.monthly.fixed)
      // The curve is the cost.
      #expect(near(base.curve.perHour(at: load), base.perHour.value))
      let many = try cost(load: load * 50)
      #expect(near(many.curve.perHour(at: load * 50), many.perHour.value))
      #expect(near(base.curve.perHour(at: 0), try cost(load: 0).perHour.value))
    }
  }

  @Test("Zero and unknown loads have no cost per request offered, and finite amounts")
  func idle() throws {
    for load in [nil, 0.0] {
      let cost = try OwnedCost(
        Samples.machine(), terms: Samples.terms(), load: Samples.load(load), rate: rate)
      #expect(cost.atOfferedLoad == nil)
      #expect(cost.perHour.value.isFinite && cost.atFullLoad != nil)
      #expect(cost.averagePower == Watts(load == nil ? 500 : 100))
    }
  }

  @Test("Terms and machines out of range are refused")
  func refused() {
    for terms in [
      Samples.terms(years: 0), Samples.terms(residual: 1.1), Samples.terms(pue: 0.9),
      Samples.terms(kilowattHour: .nan), Samples.terms(multiplier: -1),
      Samples.terms(hosting: .infinity), Samples.terms(maintenance: -0.1),
    ] {
      #expect(throws: EconomicsError.self) {
        try OwnedCost(Samples.machine(), terms: terms, load: Samples.load(1), rate: rate)
      }
    }
    for machine in [
      Samples.machine(price: -1), Samples.machine(accelerators: 0), Samples.machine(idle: 600),
      Samples.machine(busy: .nan),
    ] {
      #expect(throws: EconomicsError.self) {
        try OwnedCost(machine, terms: Samples.terms(), load: Samples.load(1), rate: rate)
      }
    }
  }

  @Test("Carbon by country, by hand")
  func carbon() throws {
    let countries = try CarbonIntensity.load(CatalogFiles())
    let germany = try CarbonIntensity.find("DEU", among: countries)
    let estimate = try CarbonEstimate(
      power: Watts(300), pue: Samples.row("pue", 1.5), intensity: germany, load: Samples.load(100))
    // 0.3 kW × 1.5 × 329.65
    #expect(near(estimate.gramsPerHour, 148.3425))
    #expect(near(estimate.gramsPerRequest ?? 0, 1.483425))
    #expect(near(estimate.kilogramsPerMonth, 108.290025))
    #expect(estimate.basis.count == 2)
    for load in [nil, 0.0] {
      let idle = try CarbonEstimate(
        power: Watts(300), pue: Samples.row("pue", 1.5), intensity: germany,
        load: Samples.load(load))
      #expect(idle.gramsPerRequest == nil)
    }
  }
}
