import Catalog
import Economics
import PerformanceModel
import Quality
import Quantities

/// A capability with a way to pay for it, sized for the traffic.
public struct PricedCandidate: Sendable {
  public var means: Means
  public var payment: Payment
  public var replicas: Int
  public var machines: Int
  public var spares: Int
  /// US dollars a month, and at once.
  public var monthly: Double
  public var purchase: Double
  public var quality: QualityScore?
  /// Seconds of a request on the idle replica; `nil` where nobody promises one.
  public var latency: Double?

  /// What answers the requests.
  public enum Means: Sendable {
    /// A deployment, and the offer it is rented by; without one it is owned.
    case deployment(Int, OfferBook.Offer?)
    case service(CandidateService)
  }
}

/// Prices and sizes capabilities for a question.
public struct Pricing {
  public let question: PlanQuestion
  public let book: OfferBook
  /// What machines of so many of a device cost to own, computed once each.
  private var owned: [String: OfferBook.Ownership?] = [:]
  private let availabilities: (rented: Double, spot: Double, owned: Double)

  public init(_ question: PlanQuestion, _ book: OfferBook) {
    self.question = question
    self.book = book
    func assumed(_ key: String) -> Double { book.assumptions[key]?.value ?? 1 }
    availabilities = (
      assumed("instance_availability"), assumed("spot_availability"), assumed("owned_availability")
    )
  }

  /// What machines of `devices` of the capability's device cost their owner.
  mutating func ownership(_ capability: Capability) -> OfferBook.Ownership? {
    let device = capability.deployment.accelerator
    let devices = machineDevices(capability)
    let key = "\(devices) \(device.id)"
    if let known = owned[key] { return known }
    let found: OfferBook.Ownership? =
      if case .inHand = question.hardware {
        book.inHand(device, devices: devices)
      } else {
        book.ownership(device, devices: devices)
      }
    owned[key] = .some(found)
    return found
  }

  /// Accelerators of a machine of one's own: those of a replica, or of the least that is sold.
  private func machineDevices(_ capability: Capability) -> Int {
    let replica = capability.deployment.parallelism.devices
    if case .inHand = question.hardware { return replica }
    return max(replica, capability.deployment.accelerator.devicesOfSmallestMachine)
  }

  /// The cheapest way to pay for a capability, of each kind there is.
  public mutating func candidates(_ index: Int, _ capability: Capability) -> [PricedCandidate] {
    let traffic = question.traffic
    let devices = Double(capability.deployment.parallelism.devices)
    var best: [Payment: PricedCandidate] = [:]
    func offer(_ candidate: PricedCandidate) {
      if let known = best[candidate.payment], known.monthly <= candidate.monthly { return }
      best[candidate.payment] = candidate
    }
    func priced(
      _ sizing: Sizing, _ payment: Payment, _ source: OfferBook.Offer?, monthly: Double,
      purchase: Double = 0
    ) -> PricedCandidate {
      PricedCandidate(
        means: .deployment(index, source), payment: payment, replicas: Int(sizing.replicas),
        machines: Int(sizing.machines), spares: Int(sizing.spares),
        monthly: monthly * question.priceFactor, purchase: purchase * question.priceFactor,
        quality: capability.quality, latency: capability.alone.endToEnd.value)
    }
    let isInHand = if case .inHand = question.hardware { true } else { false }
    if !isInHand {
      for source in book.offers(capability.deployment.accelerator.id) {
        guard
          let sizing = Sizing(
            rate: traffic.peakRate, perReplica: capability.maximumRate, devices: devices,
            perMachine: source.devices, availability: question.availability,
            machineAvailability: source.payment == .spot
              ? availabilities.spot : availabilities.rented)
        else { continue }
        let machines = sizing.machines + sizing.spares
        var hourly = machines * source.perMachineHour
        if case .serverless(let worker) = source.source, worker.scalesToZero {
          hourly =
            sizing.machines * source.perMachineHour
            * ServerlessCost.billedFraction(
              worker, arrivals: traffic.meanRate / sizing.machines,
              utilisation: min(
                1, traffic.meanRate / (sizing.replicas * capability.maximumRate)),
              alone: capability.alone.endToEnd.value)
        }
        offer(priced(sizing, source.payment, source, monthly: hourly * question.hoursPerMonth))
      }
    }
    if let machine = ownership(capability),
      let sizing = Sizing(
        rate: traffic.peakRate, perReplica: capability.maximumRate, devices: devices,
        perMachine: Double(machineDevices(capability)), availability: isInHand ? nil : question.availability,
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
    return Payment.allCases.compactMap { best[$0] }
  }

  /// A service at its price; `nil` where it has none for such requests.
  func candidate(_ service: CandidateService) -> PricedCandidate? {
    guard let cost = cost(service), let month = cost.perMonth else { return nil }
    return PricedCandidate(
      means: .service(service), payment: .api, replicas: 0, machines: 0, spares: 0,
      monthly: month.value * question.priceFactor, purchase: 0, quality: service.quality,
      latency: nil)
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
