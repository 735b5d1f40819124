import Catalog
import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What it costs to serve a load with workers that are billed by the second.
///
/// Where workers scale to zero, requests are taken to arrive at random (a Poisson process of rate
/// λ at each worker). A worker is busy for a part B of the time, the larger of its utilisation
/// (M/G/1) and 1 − e^(−λL), the busy part of an M/G/∞ station whose requests take L alone and
/// overlap freely. Idle periods then begin λ(1 − B) times a second and last an exponential time
/// with mean 1/λ (Kleinrock, *Queueing Systems* I, 1975, §5.9), of which the idle timeout T bills
/// the first T: a part (1 − B)(1 − e^(−λT)) of the time. The others end in a cold start.
public struct ServerlessCost: Hashable, Sendable {
  /// The id of the offer.
  public let offer: String
  public let plan: CapacityPlan
  /// US dollars per second of a running worker.
  public let perSecond: USDollars
  /// The part of the time for which workers are billed, cold starts included; may pass 1 by them.
  /// `nil` when the load is unknown and workers scale to zero.
  public let billedFraction: Double?
  /// US dollars for the time a request keeps a worker busy when it is alone, and no more.
  public let perBusyRequest: USDollars
  /// US dollars for a request that finds no worker and is followed by none: cold start, its own
  /// time and the idle timeout, rounded up to the billing step. `nil` for endpoints that always run.
  public let perLoneRequest: USDollars?
  /// US dollars per hour; `nil` when the load is unknown and workers scale to zero.
  public let perHour: USDollars?
  /// US dollars per month of ``LoadProfile/hoursPerMonth``.
  public let perMonth: USDollars?
  /// `nil` when the load is unknown or zero.
  public let atOfferedLoad: UnitCost?
  public let atFullLoad: UnitCost?
  /// Every amount with its arithmetic, in the order of the calculation.
  public let lines: [CostLine]
  /// What a reader should know.
  public let remarks: [String]

  /// Forecasts the cost of serving `load` with workers of `offer`.
  /// - Throws: ``EconomicsError/doesNotFit(offer:needed:available:)`` when a replica is larger than
  ///   a worker, and what ``CapacityPlan/init(load:rate:perMachine:named:minimumReplicas:)`` throws.
  public init(_ offer: ServerlessOffer, load: LoadProfile, rate: ServingRate)
    throws(EconomicsError)
  {
    try check(offer.perSecond.value, "the price of \(offer.id)")
    try check(offer.coldStart?.value ?? 0, "the cold start of \(offer.id) in seconds")
    try check(offer.idleTimeout?.value ?? 0, "the idle timeout of \(offer.id) in seconds")
    try check(offer.billingStep?.value ?? 0, "the billing step of \(offer.id) in seconds")
    let size = offer.acceleratorCount.value
    let plan = try CapacityPlan(load: load, rate: rate, perMachine: size, named: offer.id)
    guard plan.machinesPerReplica == 1 else {
      throw .doesNotFit(
        offer: offer.id, needed: rate.acceleratorsPerReplica, available: size)
    }
    self.offer = offer.id
    self.plan = plan
    perSecond = offer.perSecond
    let workers = Double(plan.machines)
    let alone = rate.requestTime?.value ?? 1 / rate.requestsPerSecondAtFullLoad
    let timeout = offer.idleTimeout?.value ?? 0
    let coldStart = offer.coldStart?.value ?? 0

    perBusyRequest = offer.perSecond * alone
    var billed: Double? = 1
    var lone: Double?
    if offer.scalesToZero {
      let step = offer.billingStep?.value ?? 0
      let span = coldStart + alone + timeout
      lone = step > 0 ? (span / step).rounded(.up) * step : span
      billed = load.requestsPerHour.map { requests in
        Self.billedFraction(
          offer, arrivals: requests / 3600 / workers,
          utilisation: min(1, plan.machineUtilisation ?? 0), alone: alone)
      }
    }
    perLoneRequest = lone.map { offer.perSecond * $0 }
    billedFraction = billed
    let running = offer.perSecond * (3600 * workers)
    let perHour = billed.map { running * $0 }
    self.perHour = perHour
    perMonth = perHour.map { $0 * load.hoursPerMonth }
    atOfferedLoad = perHour.flatMap {
      UnitCost(perHour: $0, requestsPerHour: load.requestsPerHour, load: load)
    }
    atFullLoad = UnitCost(
      perHour: running, requestsPerHour: plan.requestsPerHourAtFullLoad, load: load)

    let price = "\(Words.number(offer.perSecond.value)) USD/s"
    var lines = [
      CostLine(
        label: "worker per second", amount: offer.perSecond, arithmetic: offer.id,
        basis: [offer.provenance]),
      CostLine(
        label: "per request, its own time only", amount: perBusyRequest,
        arithmetic: "\(Words.number(alone)) s × \(price)"),
    ]
    if let perLoneRequest, let lone {
      lines.append(
        CostLine(
          label: "per request that comes alone", amount: perLoneRequest,
          arithmetic: "\(Words.number(coldStart)) s cold start + \(Words.number(alone)) s + "
            + "\(Words.number(timeout)) s idle timeout, billed as \(Words.number(lone)) s × "
            + price))
    }
    if let perHour, let billed, let perMonth {
      lines.append(
        CostLine(
          label: "workers per hour", amount: perHour,
          arithmetic: "\(Words.count(plan.machines, "worker")) × 3600 s × "
            + "\(Words.number(billed)) of the time billed × \(price)"))
      lines.append(
        CostLine(
          label: "workers per month", amount: perMonth,
          arithmetic: "\(Words.number(perHour.value)) USD/h × "
            + "\(Words.number(load.hoursPerMonth)) h"))
      if let atOfferedLoad, let offered = load.requestsPerHour {
        lines += atOfferedLoad.lines(
          "at the offered load", perHour: perHour, requestsPerHour: offered, load: load)
      }
    }
    if let atFullLoad {
      lines += atFullLoad.lines(
        "at full load", perHour: running, requestsPerHour: plan.requestsPerHourAtFullLoad,
        load: load)
    }
    self.lines = lines

    var remarks = plan.remarks(machine: "worker")
    if !offer.scalesToZero { remarks.append("the endpoint is billed while it stands idle, too") }
    if offer.scalesToZero, offer.coldStart == nil {
      remarks.append("no cold start time is known: none is counted")
    }
    if let notes = offer.provenance.notes { remarks.append(notes) }
    if offer.provenance.asOf == nil { remarks.append("the price is undated") }
    self.remarks = remarks
  }

  /// The part of the time for which a worker that scales to zero is billed; see the type.
  /// - Parameters:
  ///   - arrivals: requests a second at one worker.
  ///   - utilisation: the part of the time in which a worker that is always there would be busy.
  ///   - alone: seconds of a request that is alone.
  public static func billedFraction(
    _ offer: ServerlessOffer, arrivals: Double, utilisation: Double, alone: Double
  ) -> Double {
    let busy = max(utilisation, 1 - exp(-arrivals * alone))
    let kept = 1 - exp(-arrivals * (offer.idleTimeout?.value ?? 0))
    let starts = (offer.coldStart?.value ?? 0) * arrivals * (1 - busy) * (1 - kept)
    return busy + (1 - busy) * kept + starts
  }
}
