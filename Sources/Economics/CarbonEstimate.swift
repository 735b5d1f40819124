import Catalog
import Quantities

/// The carbon dioxide that the electricity of a deployment stands for. The making of the hardware
/// is not in it.
public struct CarbonEstimate: Hashable, Sendable {
  /// Grams of CO2 equivalent per hour: kW × PUE × g/kWh.
  public let gramsPerHour: Double
  /// Grams of CO2 equivalent per request; `nil` when the load is unknown or zero.
  public let gramsPerRequest: Double?
  /// Kilograms of CO2 equivalent per month of ``LoadProfile/hoursPerMonth``.
  public let kilogramsPerMonth: Double
  /// The arithmetic with its numbers.
  public let arithmetic: String
  /// The rows of the catalogs that went in.
  public let basis: [Provenance]

  /// - Parameters:
  ///   - power: average power at the plug, of everything that serves the load.
  ///   - pue: energy into the building over energy into the machines.
  /// - Throws: ``EconomicsError`` for inputs out of range.
  public init(power: Watts, pue: Assumption, intensity: CarbonIntensity, load: LoadProfile)
    throws(EconomicsError)
  {
    try load.checked()
    try check(power.value, "the power in watts")
    try check(pue.value, "the PUE", from: 1)
    try check(intensity.gramsPerKilowattHour, "the carbon intensity")
    gramsPerHour = power.value / 1000 * pue.value * intensity.gramsPerKilowattHour
    let perRequest = load.positiveRequestsPerHour.map { [gramsPerHour] in gramsPerHour / $0 }
    gramsPerRequest = perRequest.flatMap { $0.isFinite ? $0 : nil }
    kilogramsPerMonth = gramsPerHour * load.hoursPerMonth / 1000
    arithmetic =
      "\(Words.number(power.value / 1000)) kW × PUE \(Words.number(pue.value)) × "
      + "\(Words.number(intensity.gramsPerKilowattHour)) gCO2e/kWh in \(intensity.name)"
    basis = [pue.provenance, intensity.provenance]
  }
}
