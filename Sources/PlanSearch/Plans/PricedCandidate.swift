import Catalog
import Confidence
import Economics
import PerformanceModel
import Quality
import Quantities

/// A capability with a way to pay for it, sized for the traffic.
///
/// There are tens of thousands of these, so they hold places instead of what is there.
public struct PricedCandidate: Sendable {
  public var means: Means
  public var payment: Payment
  public var replicas: Int
  /// 0 for a service.
  public var devicesPerReplica: Int
  public var machines: Int
  public var spares: Int
  /// US dollars a month, and at once.
  public var monthly: Double
  public var purchase: Double
  /// Of the task, 0…100; `nil` where nobody measured it.
  public var quality: ExpectedQuality?
  /// Seconds of a request on the idle replica; `nil` where nobody promises one.
  public var latency: Double?
  /// How well measurements know the deployment; `nil` for a service.
  public var tier: ConfidenceTier?

  /// What answers the requests.
  public enum Means: Sendable {
    /// A deployment, and the offer it is rented by; without one it is owned.
    case deployment(Int, offer: Int?)
    /// The place of the service in the question.
    case service(Int)
  }
}

/// A score with its standard error: what ranking needs of a ``QualityScore``.
public struct ExpectedQuality: Hashable, Sendable {
  public var value: Double
  public var standardError: Double

  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }

  init(_ score: QualityScore) {
    self.init(value: score.value, standardError: score.standardError)
  }
}

/// Prices and sizes capabilities for a question.
public struct Pricing {
  public let question: PlanQuestion
  public let book: OfferBook
  private let isInHand: Bool
  private let availabilities: (rented: Double, spot: Double, owned: Double)

  /// What is known of a device, looked up by its name once.
  private struct Desk {
    var device: ObjectIdentifier
    /// Places of its offers in the book.
    var offers: [Int]
    /// Accelerators of the smallest machine that is sold.
    var smallest: Int
    /// What machines of so many of it cost to own.
    var owned: [(devices: Int, rates: OfferBook.Ownership.Rates?)] = []
  }
  private var desks: [Desk] = []
  private var places: [ObjectIdentifier: Int] = [:]
  /// The desk of the last capability: mostly that of the next one too.
  private var place = 0

  public init(_ question: PlanQuestion, _ book: OfferBook) {
    self.question = question
    self.book = book
    isInHand = if case .inHand = question.hardware { true } else { false }
    func assumed(_ key: String) -> Double { book.assumptions[key]?.value ?? 1 }
    availabilities = (
      assumed("instance_availability"), assumed("spot_availability"), assumed("owned_availability")
    )
  }

  /// Turns to the desk of a capability's device.
  private mutating func turn(to deployment: Deployment) {
    let device = deployment.acceleratorIdentity
    if desks.indices.contains(place), desks[place].device == device { return }
    if let known = places[device] {
      place = known
      return
    }
    place = desks.count
    places[device] = place
    let id = deployment.accelerator.id
    desks.append(
      Desk(
        device: device, offers: book.offers(id), smallest: book.smallestMachines[id] ?? 1))
  }

  /// What machines of `devices` of the desk's device cost their owner.
  private mutating func ownership(
    _ deployment: Deployment, devices: Int
  ) -> OfferBook.Ownership.Rates? {
    if let known = desks[place].owned.first(where: { $0.devices == devices }) {
      return known.rates
    }
    let found = book.ownershipRates(deployment.accelerator, devices: devices, isInHand: isInHand)
    desks[place].owned.append((devices, found))
    return found
  }

  /// The cheapest way to pay for a capability, of each kind there is, behind what `candidates` holds.
  /// - Parameter index: the capability's place among those of the search.
  public mutating func price(
    _ capability: Capability, _ index: Int, into candidates: inout [PricedCandidate]
  ) {
    let traffic = question.traffic
    let prepared = capability.prepared
    let devices = Double(prepared.devices)
    let quality = prepared.quality.map(ExpectedQuality.init)
    let first = candidates.count
    func offer(
      _ sizing: Sizing, _ payment: Payment, _ offer: Int?, monthly: Double,
      purchase: Double = 0
    ) {
      let monthly = monthly * question.priceFactor
      let known = candidates[first...].firstIndex { $0.payment == payment }
      if let known, monthly >= candidates[known].monthly { return }
      let candidate = PricedCandidate(
        means: .deployment(index, offer: offer), payment: payment, replicas: Int(sizing.replicas),
        devicesPerReplica: Int(devices),
        machines: Int(sizing.machines), spares: Int(sizing.spares),
        monthly: monthly, purchase: purchase * question.priceFactor,
        quality: quality, latency: capability.aloneTime.value, tier: capability.tier)
      if let known { candidates[known] = candidate } else { candidates.append(candidate) }
    }
    turn(to: prepared.deployment)
    if !isInHand {
      for place in desks[place].offers {
        let source = book.rates[place]
        guard
          let sizing = Sizing(
            rate: traffic.peakRate, perReplica: capability.maximumRate, devices: devices,
            perMachine: source.devices, availability: question.availability,
            machineAvailability: source.payment == .spot
              ? availabilities.spot : availabilities.rented)
        else { continue }
        let machines = sizing.machines + sizing.spares
        var hourly = machines * source.perMachineHour
        if source.scalesToZero, case .serverless(let worker) = book.all[place].source {
          hourly =
            sizing.machines * source.perMachineHour
            * ServerlessCost.billedFraction(
              worker, arrivals: traffic.meanRate / sizing.machines,
              utilisation: min(
                1, traffic.meanRate / (sizing.replicas * capability.maximumRate)),
              alone: capability.aloneTime.value)
        }
        offer(sizing, source.payment, place, monthly: hourly * question.hoursPerMonth)
      }
    }
    // Accelerators of a machine of one's own: those of a replica, or of the least that is sold.
    let ownDevices =
      isInHand ? prepared.devices : max(prepared.devices, desks[place].smallest)
    if let machine = ownership(prepared.deployment, devices: ownDevices),
      let sizing = Sizing(
        rate: traffic.peakRate, perReplica: capability.maximumRate, devices: devices,
        perMachine: Double(ownDevices),
        availability: isInHand ? nil : question.availability,
        machineAvailability: availabilities.owned)
    {
      let machines = sizing.machines + sizing.spares
      let replicas = (Double(ownDevices) / devices).rounded(.down)
      let busy = min(1, traffic.meanRate / (machines * replicas * capability.maximumRate))
      let hourly = machines * (machine.idlePerHour + busy * machine.busyExtraPerHour)
      if case .inHand(_, let count) = question.hardware,
        machines * devices > Double(count)
      {
        // More than there is.
      } else {
        offer(
          sizing, isInHand ? .inHand : .owned, nil, monthly: hourly * question.hoursPerMonth,
          purchase: machine.purchase * machines)
      }
    }
  }

  /// A service at its price; `nil` where it has none for such requests.
  func candidate(_ place: Int, _ service: CandidateService) -> PricedCandidate? {
    let workload = question.workload
    let load = LoadProfile(
      requestsPerHour: question.traffic.meanRate * 3600, inputTokens: workload.inputTokens,
      cachedInputTokens: workload.cachedTokens, outputTokens: workload.outputTokens,
      hoursPerMonth: question.hoursPerMonth)
    guard let perRequest = try? APICost.perRequest(service.price, load: load),
      let requests = load.requestsPerMonth
    else { return nil }
    let month = perRequest * requests
    return PricedCandidate(
      means: .service(place), payment: .api, replicas: 0, devicesPerReplica: 0, machines: 0,
      spares: 0,
      monthly: month.value * question.priceFactor, purchase: 0,
      quality: service.quality.map(ExpectedQuality.init),
      latency: nil, tier: nil)
  }
}
