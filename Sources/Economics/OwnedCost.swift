import Catalog
import Quantities

/// A machine that is bought.
public struct OwnedMachine: Hashable, Sendable {
  public var name: String
  /// Accelerators in one machine.
  public var accelerators: Int
  /// US dollars for one accelerator; the rest of the machine is in
  /// ``OwnershipTerms/capexMultiplier``.
  public var acceleratorPrice: USDollars
  public var power: PowerDraw
  /// Where the price comes from.
  public var provenance: Provenance

  public init(
    name: String, accelerators: Int, acceleratorPrice: USDollars, power: PowerDraw,
    provenance: Provenance
  ) {
    self.name = name
    self.accelerators = accelerators
    self.acceleratorPrice = acceleratorPrice
    self.power = power
    self.provenance = provenance
  }
}

/// What it costs to serve a load on machines of one's own.
///
/// Amortisation, maintenance and hosting are due every month whatever the machines do; electricity
/// is due for the hours of operation. Costs per hour spread the month over those hours.
public struct OwnedCost: Hashable, Sendable {
  /// The name of the machine.
  public let machine: String
  public let plan: CapacityPlan
  /// US dollars for all machines, hosts included.
  public let purchase: USDollars
  /// US dollars per month, by part, at the offered load.
  public let monthly: Parts
  /// US dollars per month, by part, with every machine busy.
  public let monthlyAtFullLoad: Parts
  /// Watts of all machines at the plug, averaged over the hours of operation.
  public let averagePower: Watts
  /// US dollars per hour of operation.
  public let perHour: USDollars
  /// `nil` when the load is unknown or zero.
  public let atOfferedLoad: UnitCost?
  public let atFullLoad: UnitCost?
  /// Every amount with its arithmetic, in the order of the calculation.
  public let lines: [CostLine]
  /// What a reader should know.
  public let remarks: [String]

  /// Cost per month as a line of fixed and load-dependent cost; see ``CostCurve``.
  public let curve: CostCurve

  /// US dollars per month.
  public var perMonth: USDollars { monthly.total }

  /// The parts of a month's cost in US dollars.
  public struct Parts: Hashable, Sendable {
    public var amortisation: USDollars
    public var maintenance: USDollars
    public var hosting: USDollars
    public var electricity: USDollars

    public var total: USDollars { fixed + electricity }
    /// What is due even when the machines are switched off.
    public var fixed: USDollars { amortisation + maintenance + hosting }
  }

  /// Forecasts the cost of serving `load` with replicas of `rate` on machines that are bought.
  ///
  /// Where the load is unknown, electricity is counted for busy machines.
  /// - Throws: ``EconomicsError`` for inputs out of range.
  public init(
    _ machine: OwnedMachine, terms: OwnershipTerms, load: LoadProfile, rate: ServingRate,
    minimumReplicas: Int = 1
  ) throws(EconomicsError) {
    try terms.checked()
    try check(machine.acceleratorPrice.value, "the price of \(machine.name)")
    try check(machine.power.idle.value, "the idle power of \(machine.name)")
    try check(
      machine.power.busy.value, "the busy power of \(machine.name)",
      from: machine.power.idle.value)
    let plan = try CapacityPlan(
      load: load, rate: rate, perMachine: Double(machine.accelerators), named: machine.name,
      minimumReplicas: minimumReplicas)
    self.machine = machine.name
    self.plan = plan
    let machines = Double(plan.machines)
    let hours = load.hoursPerMonth
    let months = terms.amortisationYears.value * 12
    let utilisation = plan.machineUtilisation ?? 1

    purchase =
      machine.acceleratorPrice
      * (Double(machine.accelerators) * terms.capexMultiplier.value * machines)
    let residual = purchase * terms.residualFraction.value
    let busyKilowatts = machine.power.busy.value * machines / 1000
    averagePower = machine.power.average(utilisation: utilisation) * machines
    let perWatt = terms.pue.value * terms.electricity.value * hours / 1000
    let monthly = Parts(
      amortisation: (purchase - residual) / months,
      maintenance: purchase * (terms.maintenance.value / 12),
      hosting: USDollars((terms.hosting?.value ?? 0) * busyKilowatts),
      electricity: USDollars(averagePower.value * perWatt))
    var busy = monthly
    busy.electricity = USDollars(machine.power.busy.value * machines * perWatt)
    self.monthly = monthly
    monthlyAtFullLoad = busy
    perHour = monthly.total / hours
    let perHourAtFullLoad = busy.total / hours
    atOfferedLoad = UnitCost(
      perHour: perHour, requestsPerHour: load.requestsPerHour, load: load)
    atFullLoad = UnitCost(
      perHour: perHourAtFullLoad, requestsPerHour: plan.requestsPerHourAtFullLoad, load: load)

    let group = CostCurve.group(of: plan)
    let idleElectricity = machine.power.idle.value * perWatt / hours
    let swing = (machine.power.busy - machine.power.idle).value * perWatt / hours
    curve = CostCurve(
      label: "owned \(machine.name)",
      fixedPerHour: USDollars(monthly.fixed.value / machines / hours + idleElectricity)
        * group.machines,
      perRequest: USDollars(swing * group.machines / group.capacityPerHour),
      capacityPerHour: group.capacityPerHour)

    var lines = Self.lines(
      machine, terms, plan, purchase: purchase, residual: residual, months: months,
      monthly: monthly, averagePower: averagePower, utilisation: utilisation, hours: hours)
    lines.append(
      CostLine(
        label: "per hour of operation", amount: perHour,
        arithmetic: "\(Words.number(monthly.total.value)) USD ÷ \(Words.number(hours)) h"))
    if let atOfferedLoad, let offered = load.requestsPerHour {
      lines += atOfferedLoad.lines(
        "at the offered load", perHour: perHour, requestsPerHour: offered, load: load)
    }
    if let atFullLoad {
      lines += atFullLoad.lines(
        "at full load", perHour: perHourAtFullLoad,
        requestsPerHour: plan.requestsPerHourAtFullLoad, load: load)
    }
    self.lines = lines
    var remarks = plan.remarks(machine: "machine")
    if load.requestsPerHour == nil {
      remarks.append("the load is unknown: electricity is counted for busy machines")
    }
    self.remarks = remarks
  }

  private static func lines(
    _ machine: OwnedMachine, _ terms: OwnershipTerms, _ plan: CapacityPlan, purchase: USDollars,
    residual: USDollars, months: Double, monthly: Parts, averagePower: Watts, utilisation: Double,
    hours: Double
  ) -> [CostLine] {
    let price = Words.number(purchase.value)
    let power = machine.power
    var lines = [
      CostLine(
        label: "purchase", amount: purchase,
        arithmetic: "\(Words.count(plan.machines, "machine")) × "
          + "\(Words.count(machine.accelerators, "accelerator")) × "
          + "\(Words.number(machine.acceleratorPrice.value)) USD × "
          + "\(Words.number(terms.capexMultiplier.value)) for the host",
        basis: [machine.provenance, terms.capexMultiplier.provenance]),
      CostLine(
        label: "amortisation per month", amount: monthly.amortisation,
        arithmetic: "(\(price) − \(Words.number(residual.value)) USD left at the end) ÷ "
          + "\(Words.number(months)) months",
        basis: [terms.residualFraction.provenance, terms.amortisationYears.provenance]),
      CostLine(
        label: "maintenance per month", amount: monthly.maintenance,
        arithmetic: "\(price) USD × \(Words.number(terms.maintenance.value)) a year ÷ 12",
        basis: [terms.maintenance.provenance]),
    ]
    if let hosting = terms.hosting {
      lines.append(
        CostLine(
          label: "hosting per month", amount: monthly.hosting,
          arithmetic: "\(plan.machines) × \(Words.number(power.busy.value / 1000)) kW × "
            + "\(Words.number(hosting.value)) USD per kW and month",
          basis: power.basis + [hosting.provenance]))
    }
    lines.append(
      CostLine(
        label: "electricity per month", amount: monthly.electricity,
        arithmetic: "\(plan.machines) × (\(Words.number(power.idle.value)) W idle + "
          + "(\(Words.number(power.busy.value)) − \(Words.number(power.idle.value))) W × "
          + "\(Words.number(utilisation)) utilisation) = \(Words.number(averagePower.value)) W × "
          + "PUE \(Words.number(terms.pue.value)) × \(Words.number(terms.electricity.value)) "
          + "USD/kWh × \(Words.number(hours)) h",
        basis: power.basis + [terms.pue.provenance, terms.electricity.provenance]))
    lines.append(
      CostLine(
        label: "owned per month", amount: monthly.total,
        arithmetic: "amortisation + maintenance"
          + (terms.hosting == nil ? "" : " + hosting") + " + electricity"))
    return lines
  }
}
