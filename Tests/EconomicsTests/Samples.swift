import Catalog
import Economics
import Quantities
import TestSupport

/// Offers and loads with round numbers.
enum Samples {
  static let provenance = Provenance(source: "a test", asOf: "2026-11-01")

  static func rental(
    _ onDemand: Double? = 8, spot: Double? = nil, count: Fraction = Fraction(8),
    provider: String = "cloud"
  ) -> Rental {
    Rental(
      provider: provider, instance: "box", acceleratorName: "GPU", acceleratorCount: count,
      onDemand: onDemand.map { USDollars($0) }, spot: spot.map { USDollars($0) },
      provenance: provenance)
  }

  static func load(
    _ requestsPerHour: Double?, input: Double = 1000, cached: Double = 0, written: Double = 0,
    output: Double = 200, hours: Double = 730
  ) -> LoadProfile {
    LoadProfile(
      requestsPerHour: requestsPerHour, inputTokens: input, cachedInputTokens: cached,
      cacheWriteTokens: written, outputTokens: output, hoursPerMonth: hours)
  }

  static let assumptions = Assumptions([
    row("commit_discount_cloud_1yr_no_upfront", 0.25),
    row("commit_discount_cloud_3yr_no_upfront", 0.5),
  ])

  static func row(_ key: String, _ value: Double) -> Assumption {
    Assumption(key: key, value: value, unit: "", provenance: provenance)
  }

  static func terms(
    multiplier: Double = 1, residual: Double = 0.2, years: Double = 3, kilowattHour: Double = 0.2,
    pue: Double = 1, hosting: Double? = nil, maintenance: Double = 0
  ) -> OwnershipTerms {
    OwnershipTerms(
      capexMultiplier: row("multiplier", multiplier), residualFraction: row("residual", residual),
      amortisationYears: row("years", years), electricity: row("kWh", kilowattHour),
      pue: row("pue", pue), hosting: hosting.map { row("hosting", $0) },
      maintenance: row("maintenance", maintenance))
  }

  static func machine(
    price: Double = 1599, accelerators: Int = 1, idle: Double = 100, busy: Double = 500
  ) -> OwnedMachine {
    OwnedMachine(
      name: "box", accelerators: accelerators, acceleratorPrice: USDollars(price),
      power: PowerDraw(idle: Watts(idle), busy: Watts(busy)), provenance: provenance)
  }

  /// A number from 10^low to 10^high, every order of magnitude alike.
  static func magnitude(
    _ low: Int, _ high: Int, using generator: inout SeededGenerator
  ) -> Double {
    var value = Double.random(in: 1..<10, using: &generator)
    let power = Int.random(in: low..<high, using: &generator)
    for _ in 0..<power.magnitude { value *= power > 0 ? 10 : 0.1 }
    return value
  }
}

/// Whether two numbers agree to nine digits.
func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  (a - b).magnitude <= tolerance * max(1e-12, a.magnitude, b.magnitude)
}

func near(_ a: USDollars?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  a.map { near($0.value, b, tolerance) } ?? false
}
