import Catalog

/// What owning hardware takes beyond its price.
public struct OwnershipTerms: Hashable, Sendable {
  /// Price of the whole machine over that of its accelerators.
  public var capexMultiplier: Assumption
  /// What is left of the price at the end, as a fraction of it.
  public var residualFraction: Assumption
  /// Years over which the price is written off.
  public var amortisationYears: Assumption
  /// US dollars per kWh.
  public var electricity: Assumption
  /// Energy into the building over energy into the machines.
  public var pue: Assumption
  /// US dollars per kW of busy power and month for space and power lines; `nil` for none.
  public var hosting: Assumption?
  /// Support and spares: fraction of the price a year.
  public var maintenance: Assumption

  /// Where hardware stands; decides which assumptions hold.
  public enum Setting: String, CaseIterable, Hashable, Sendable {
    case dataCentre = "data-centre"
    case workstation
  }

  public init(
    capexMultiplier: Assumption, residualFraction: Assumption, amortisationYears: Assumption,
    electricity: Assumption, pue: Assumption, hosting: Assumption?, maintenance: Assumption
  ) {
    self.capexMultiplier = capexMultiplier
    self.residualFraction = residualFraction
    self.amortisationYears = amortisationYears
    self.electricity = electricity
    self.pue = pue
    self.hosting = hosting
    self.maintenance = maintenance
  }

  /// The terms that the assumptions give for a setting: rented space, an average PUE and industrial
  /// electricity for a data centre; a household's electricity and no rent for a workstation.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when an assumption is missing.
  public init(_ setting: Setting, _ assumptions: Assumptions) throws(CatalogError) {
    capexMultiplier = try assumptions.required("capex_server_multiplier")
    residualFraction = try assumptions.required("residual_value_fraction")
    maintenance = try assumptions.required("opex_maintenance_per_year")
    switch setting {
    case .dataCentre:
      amortisationYears = try assumptions.required("amortisation_years_datacenter")
      electricity = try assumptions.required("electricity_us_industrial")
      pue = try assumptions.required("pue_industry_average")
      hosting = try assumptions.required("electricity_colo_per_kw_month")
    case .workstation:
      amortisationYears = try assumptions.required("amortisation_years_consumer")
      electricity = try assumptions.required("electricity_us_residential")
      pue = try assumptions.required("pue_home_or_office")
      hosting = nil
    }
  }

  /// Refuses terms that no formula can use.
  func checked() throws(EconomicsError) {
    try check(capexMultiplier.value, "the price multiplier of the machine")
    try check(amortisationYears.value, "the years of amortisation", from: 0.01)
    try check(electricity.value, "the electricity price")
    try check(pue.value, "the PUE", from: 1)
    if let hosting { try check(hosting.value, "the hosting price") }
    try check(maintenance.value, "the maintenance fraction")
    guard (0...1).contains(residualFraction.value) else {
      throw .unusable(
        what: "the residual value", value: residualFraction.value,
        accepted: "a fraction from 0 to 1")
    }
  }
}
