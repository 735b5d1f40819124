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
  /// What machines of so many of a device cost to own, computed once each.
  private var owned: [OwnedKey: OfferBook.Ownership.Rates?] = [:]

  private struct OwnedKey: Hashable {
    var device: String
    var count: Int
  }
  private let smallestMachines: [String: Int]
  private let availabilities: (rented: Double, spot: Double, owned: Double)

  public init(_ question: PlanQuestion, _ book: OfferBook) {
    self.question = question
    self.book = book
    smallestMachines = book.smallestMachines
    func assumed(_ key: String) -> Double { book.assumptions[key]?.value ?? 1 }
    availabilities = (
      assumed("instance_availability"), assumed("spot_availability"), assumed("owned_availability")
    )
  }

  /// What machines of `devices` of the capability's device cost their owner.
  private mutating func ownership(_ capability: Capability) -> OfferBook.Ownership.Rates? {
    let devices = machineDevices(capability)
    let key = OwnedKey(device: capability.prepared.deployment.accelerator.id, count: devices)
    if let known = owned[key] { return known }
    let device = capability.prepared.deployment.accelerator
    let isInHand = if case .inHand = question.hardware { true } else { false }
    let found = book.ownershipRates(device, devices: devices, isInHand: isInHand)
    owned[key] = .some(found)
    return found
  }

  /// Accelerators of a machine of one's own: those of a replica, or of the least that is sold.
  private func machineDevices(_ capability: Capability) -> Int {
    let replica = capability.prepared.devices
    if case .inHand = question.hardware { return replica }
    let id = capability.prepared.deployment.accelerator.id
    let least = smallestMachines[id] ?? 1
    return max(replica, least)
  }

  /// The cheapest way to pay for a capability, of each kind there is.
  public mutating func candidates(_ index: Int, _ capability: Capability) -> [PricedCandidate] {
    let traffic = question.traffic
    let prepared = capability.prepared
    let devices = Double(prepared.devices)
    let quality = prepared.quality.map(ExpectedQuality.init)
    var best: [PricedCandidate] = []
    func offer(_ candidate: PricedCandidate) {
      guard let place = best.firstIndex(where: { $0.payment == candidate.payment }) else {
        best.append(candidate)
        return
      }
      if candidate.monthly < best[place].monthly { best[place] = candidate }
    }
    func priced(
      _ sizing: Sizing, _ payment: Payment, _ offer: Int?, monthly: Double,
      purchase: Double = 0
    ) -> PricedCandidate {
      PricedCandidate(
        means: .deployment(index, offer: offer), payment: payment, replicas: Int(sizing.replicas),
        devicesPerReplica: Int(devices),
        machines: Int(sizing.machines), spares: Int(sizing.spares),
        monthly: monthly * question.priceFactor, purchase: purchase * question.priceFactor,
        quality: quality, latency: capability.aloneTime.value, tier: capability.tier)
    }
    let isInHand = if case .inHand = question.hardware { true } else { false }
    if !isInHand {
      for place in book.offers(prepared.deployment.accelerator.id) {
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
        offer(priced(sizing, source.payment, place, monthly: hourly * question.hoursPerMonth))
      }
    }
    if let machine = ownership(capability),
      let sizing = Sizing(
        rate: traffic.peakRate, perReplica: capability.maximumRate, devices: devices,
        perMachine: Double(machineDevices(capability)),
        availability: isInHand ? nil : question.availability,
        machineAvailability: availabilities.owned)
    {
      let machines = sizing.machines + sizing.spares
      let replicas = (Double(machineDevices(capability)) / devices).rounded(.down)
      let busy = min(1, traffic.meanRate / (machines * replicas * capability.maximumRate))
      let hourly = machines * (machine.idlePerHour + busy * machine.busyExtraPerHour)
      if case .inHand(_, let count) = question.hardware,
        machines * devices > Double(count)
      {
        // More than there is.
      } else {
        offer(
          priced(
            sizing, isInHand ? .inHand : .owned, nil, monthly: hourly * question.hoursPerMonth,
            purchase: machine.purchase * machines))
      }
    }
    return best
  }

  /// A service at its price; `nil` where it has none for such requests.
  func candidate(_ place: Int, _ service: CandidateService) -> PricedCandidate? {
    guard let cost = cost(service), let month = cost.perMonth else { return nil }
    return PricedCandidate(
      means: .service(place), payment: .api, replicas: 0, devicesPerReplica: 0, machines: 0,
      spares: 0,
      monthly: month.value * question.priceFactor, purchase: 0,
      quality: service.quality.map(ExpectedQuality.init),
      latency: nil, tier: nil)
  }

  func cost(_ service: CandidateService) -> APICost? {
    let workload = question.workload
    return try? APICost(
      service.price,
      load: LoadProfile(
        requestsPerHour: question.traffic.meanRate * 3600, inputTokens: workload.inputTokens,
        cachedInputTokens: workload.cachedTokens, outputTokens: workload.outputTokens,
        hoursPerMonth: question.hoursPerMonth))
  }
}
