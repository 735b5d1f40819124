import Catalog
import Economics
import Quantities
import TestSupport
import Testing

@Suite("Break-even")
struct BreakEvenTests {
  @Test("A rented machine against an API, by hand")
  func rentedAgainstAPI() throws {
    let rented = CostCurve(
      label: "rented", fixedPerHour: USDollars(2), perRequest: .zero, capacityPerHour: 3600)
    let sold = CostCurve(
      label: "API", fixedPerHour: .zero, perRequest: USDollars(0.001), capacityPerHour: nil)
    let point = try #require(BreakEven.volume(of: rented, against: sold))
    #expect(near(point.requestsPerHour, 2000))
    #expect(near(point.challenger, 2) && near(point.incumbent, 2))
    #expect(point.holdsBeyond && !point.isAtStep)
    // From the first request the API is cheaper, but not for ever.
    let back = try #require(BreakEven.volume(of: sold, against: rented))
    #expect(back.requestsPerHour == 0 && !back.holdsBeyond)
    // 2 USD for 3600 requests is dearer than half of 0.001 USD each.
    let cheap = CostCurve(
      label: "API", fixedPerHour: .zero, perRequest: USDollars(0.0005), capacityPerHour: nil)
    #expect(BreakEven.volume(of: rented, against: cheap) == nil)
  }

  @Test("An owned machine wins where the rent takes a step")
  func steps() throws {
    let owned = CostCurve(
      label: "owned", fixedPerHour: USDollars(3), perRequest: .zero, capacityPerHour: 1000)
    let rented = CostCurve(
      label: "rented", fixedPerHour: USDollars(2), perRequest: .zero, capacityPerHour: 400)
    let point = try #require(BreakEven.volume(of: owned, against: rented))
    #expect(point.requestsPerHour == 400 && point.isAtStep && point.holdsBeyond)
    #expect(point.challenger == USDollars(3) && point.incumbent == USDollars(4))
  }

  @Test("Costs are equal at the point, and the challenger is dearer before it")
  func consistent() throws {
    var generator = SeededGenerator(seed: 4)
    var found = 0
    var equal = 0
    for _ in 0..<2000 {
      func curve() -> CostCurve {
        CostCurve(
          label: "", fixedPerHour: USDollars(Double.random(in: 0...10, using: &generator)),
          perRequest: USDollars(Double.random(in: 0...0.01, using: &generator)),
          capacityPerHour: Bool.random(using: &generator)
            ? Double.random(in: 100...5000, using: &generator) : nil)
      }
      let own = curve()
      let other = curve()
      guard let point = BreakEven.volume(of: own, against: other) else {
        for _ in 0..<50 {
          let load = Samples.magnitude(-1, 6, using: &generator)
          #expect(own.perHour(at: load) > other.perHour(at: load))
        }
        continue
      }
      found += 1
      let load = point.requestsPerHour
      if load > 0, !point.isAtStep {
        equal += 1
        #expect(near(own.perHour(at: load), other.perHour(at: load).value, 1e-6))
        #expect(near(point.challenger, point.incumbent.value, 1e-6))
      } else {
        #expect(point.challenger <= point.incumbent)
      }
      for _ in 0..<50 where load > 0 {
        let before = Double.random(in: 0..<0.999, using: &generator) * load
        #expect(own.perHour(at: before) > other.perHour(at: before))
      }
    }
    #expect(found > 500 && equal > 300)
  }

  @Test("Forecasts give curves that meet the forecasts, and break-even between all three")
  func forecasts() throws {
    let rate = ServingRate(requestsPerSecondAtFullLoad: 1)
    let load = Samples.load(1800)
    let rented = try RentalCost(
      Samples.rental(1, count: Fraction(1)), load: load, rate: rate,
      assumptions: Samples.assumptions)
    let owned = try OwnedCost(
      Samples.machine(price: 20_000), terms: Samples.terms(), load: load, rate: rate)
    let sold = try APICost(
      APIPrice(
        id: "m", provider: "p", input: USDollars(1), output: USDollars(2),
        provenance: Samples.provenance),
      load: load)
    #expect(near(rented.curve.perHour(at: 1800), rented.perHour.value))
    #expect(near(owned.curve.perHour(at: 1800), owned.perHour.value))
    #expect(near(sold.curve.perHour(at: 1800), sold.perHour?.value ?? 0))
    // 1 USD/h ÷ 0.0014 USD a request
    let first = try #require(BreakEven.volume(of: rented.curve, against: sold.curve))
    #expect(near(first.requestsPerHour, 1 / 0.0014))
    #expect(BreakEven.volume(of: owned.curve, against: rented.curve)?.requestsPerHour == 0)
    let busy = try #require(
      BreakEven.owningUtilisation(owned: owned.curve, rentedPerHour: rented.perHour))
    // Fixed: 20000 × 0.8 ÷ 36 ÷ 730 + 0.1 kW × 0.2; a busy hour adds 0.4 kW × 0.2.
    let fixed: Double = 16_000.0 / 36 / 730 + 0.02
    #expect(near(busy, fixed / (1 - 0.08)))
  }

  @Test("Owning never wins against a rent below its electricity")
  func never() {
    let owned = CostCurve(
      label: "", fixedPerHour: USDollars(1), perRequest: USDollars(0.001), capacityPerHour: 1000)
    #expect(BreakEven.owningUtilisation(owned: owned, rentedPerHour: USDollars(1)) == nil)
    #expect(BreakEven.owningUtilisation(owned: owned, rentedPerHour: USDollars(1.5)) == nil)
    #expect(BreakEven.owningUtilisation(owned: owned, rentedPerHour: USDollars(3)) == 0.5)
    #expect(BreakEven.owningUtilisation(owned: owned, rentedPerHour: USDollars(.nan)) == nil)
  }

  @Test("Curves that are none have no break-even", arguments: [-1, .nan, .infinity])
  func unusable(_ value: Double) {
    let good = CostCurve(
      label: "", fixedPerHour: USDollars(1), perRequest: .zero, capacityPerHour: 10)
    for bad in [
      CostCurve(label: "", fixedPerHour: USDollars(value), perRequest: .zero, capacityPerHour: nil),
      CostCurve(
        label: "", fixedPerHour: .zero, perRequest: USDollars(value), capacityPerHour: nil),
      CostCurve(label: "", fixedPerHour: .zero, perRequest: .zero, capacityPerHour: value),
    ] {
      #expect(BreakEven.volume(of: bad, against: good) == nil)
      #expect(BreakEven.volume(of: good, against: bad) == nil)
    }
  }
}
