import Catalog
import Economics
import Quantities
import Synchronization

/// What can be rented or bought, prepared so that pricing a candidate is a little arithmetic.
///
/// The figures are those of ``RentalCost`` and ``OwnedCost``, which show their lines for the plans
/// that are kept.
public struct OfferBook: Sendable {
  /// One way to get machines of a device.
  public struct Offer: Sendable {
    public var source: Source
    public var payment: Payment
    /// US dollars a machine and hour.
    public var perMachineHour: Double
    /// Accelerators of a machine; below 1 where a device is shared.
    public var devices: Double

    public enum Source: Sendable {
      case rental(Rental)
      case serverless(ServerlessOffer)
    }
  }

  /// What a machine of one's own costs, whatever it serves.
  public struct Ownership: Sendable {
    public var machine: OwnedMachine
    public var terms: OwnershipTerms
    public var rates: Rates

    /// The figures alone, in US dollars.
    public struct Rates: Hashable, Sendable {
      /// At once.
      public var purchase: Double
      /// An hour of a month's hours, idle; and what a busy hour adds.
      public var idlePerHour: Double
      public var busyExtraPerHour: Double
    }
  }

  public let assumptions: Assumptions
  /// Every offer; others speak of them by place.
  public let all: [Offer]
  /// The figures of the offers alone: a search reads them a million times.
  let rates: [Rate]

  /// What pricing needs of an offer.
  struct Rate: Sendable {
    var payment: Payment
    var perMachineHour: Double
    var devices: Double
    /// Billed only while there are requests.
    var scalesToZero: Bool
  }
  private let places: [String: [Int]]
  /// Accelerators of the smallest machine of a device that is sold.
  let smallestMachines: [String: Int]
  private let hoursPerMonth: Double
  private let offersOwned: Bool
  private let housesServers: Bool
  private let ownerships = OwnershipRates()

  /// - Parameter question: its payments, providers, region and hours decide what is offered.
  public init(
    rentals: [Rental], serverless: [ServerlessOffer], assumptions: Assumptions,
    accelerators: [Accelerator], question: PlanQuestion
  ) {
    self.assumptions = assumptions
    smallestMachines = Dictionary(
      accelerators.map { ($0.id, $0.devicesOfSmallestMachine) },
      uniquingKeysWith: { _, later in later })
    hoursPerMonth = question.hoursPerMonth
    offersOwned = question.payments.contains(.owned)
    housesServers = question.housesServers
    var offers: [String: [Offer]] = [:]
    let payments = Payment.allCases.filter { question.payments.contains($0) }
    for rental in rentals {
      guard let device = rental.accelerator, rental.acceleratorCount.value > 0,
        Self.admits(question.providers, rental.provider),
        question.region.map({ Self.lies(rental.region, in: $0) }) ?? true
      else { continue }
      for payment in payments {
        guard let pricing = payment.rental,
          let price = rental.price(pricing, assumptions)?.amount.value, price > 0
        else { continue }
        offers[device, default: []].append(
          Offer(
            source: .rental(rental), payment: payment, perMachineHour: price,
            devices: rental.acceleratorCount.value))
      }
    }
    if question.payments.contains(.serverless), question.region == nil {
      for worker in serverless {
        guard let device = worker.accelerator, Self.admits(question.providers, worker.provider)
        else { continue }
        offers[device, default: []].append(
          Offer(
            source: .serverless(worker), payment: .serverless,
            perMachineHour: worker.perSecond.value * 3600, devices: worker.acceleratorCount.value))
      }
    }
    var all: [Offer] = []
    var places: [String: [Int]] = [:]
    for (device, found) in offers.sorted(by: { $0.key < $1.key }) {
      // A dated price comes before one that nobody can check; of two for the same machine only the
      // cheaper one can be the answer.
      var cheapest: [Kind: Offer] = [:]
      for offer in found
      where offer.isDated || !found.contains(where: { $0.isDated && $0.payment == offer.payment }) {
        let kind = Kind(payment: offer.payment, devices: offer.devices, provider: offer.provider)
        if let known = cheapest[kind], known.perMachineHour <= offer.perMachineHour { continue }
        cheapest[kind] = offer
      }
      let kept = cheapest.values.sorted {
        $0.perMachineHour != $1.perMachineHour
          ? $0.perMachineHour < $1.perMachineHour : $0.id < $1.id
      }
      places[device] = Array(all.count..<(all.count + kept.count))
      all += kept
    }
    self.all = all
    rates = all.map { offer in
      let scales =
        if case .serverless(let worker) = offer.source { worker.scalesToZero } else { false }
      return Rate(
        payment: offer.payment, perMachineHour: offer.perMachineHour, devices: offer.devices,
        scalesToZero: scales)
    }
    self.places = places
  }

  private struct Kind: Hashable {
    var payment: Payment
    var devices: Double
    var provider: String
  }

  /// The places of what can be rented of a device.
  public func offers(_ accelerator: String) -> [Int] { places[accelerator] ?? [] }

  /// Whether a device could be bought: it has a price, and there is a place for it.
  public func mayOwn(_ device: Accelerator) -> Bool {
    offersOwned && device.price != nil && (housesServers || device.kind != .datacenterGPU)
  }

  /// What a machine of `devices` accelerators costs to own; `nil` without a price.
  public func ownership(_ device: Accelerator, devices: Int) -> Ownership? {
    guard mayOwn(device), let price = device.price else { return nil }
    return Self.ownership(
      device, devices: devices, price: price.amount, assumptions, hoursPerMonth: hoursPerMonth,
      provenance: Provenance(
        source: [price.basis ?? "list price", device.provenance.source].joined(separator: "; "),
        asOf: price.date, verification: device.provenance.verification))
  }

  /// What a machine that is there already costs to run: its electricity.
  public func inHand(_ device: Accelerator, devices: Int) -> Ownership? {
    Self.ownership(
      device, devices: devices, price: .zero, assumptions, hoursPerMonth: hoursPerMonth,
      provenance: Provenance(
        source: "hardware in hand: nothing to buy", asOf: nil, verification: .user))
  }

  /// What a machine costs to own, or to run where it is there already; computed once for each kind
  /// of machine, however many selections are made from this book.
  func ownershipRates(
    _ device: Accelerator, devices: Int, isInHand: Bool
  ) -> Ownership.Rates? {
    ownerships.rates(OwnershipRates.Key(device: device.id, count: devices, isInHand: isInHand)) {
      isInHand
        ? inHand(device, devices: devices)?.rates : ownership(device, devices: devices)?.rates
    }
  }

  private static func ownership(
    _ device: Accelerator, devices: Int, price: USDollars, _ assumptions: Assumptions,
    hoursPerMonth: Double, provenance: Provenance
  ) -> Ownership? {
    guard
      var (machine, terms) = try? OwnedMachine.planned(
        device, devices: devices, price: price, provenance: provenance, assumptions)
    else { return nil }
    if price == .zero {
      // Space and power lines of hardware in hand are there as well.
      terms.hosting = nil
      machine.name += ", in hand"
    }
    let load = LoadProfile(
      requestsPerHour: 0, inputTokens: 1, outputTokens: 1, hoursPerMonth: hoursPerMonth)
    guard
      let cost = try? OwnedCost(
        machine, terms: terms, load: load,
        rate: ServingRate(
          requestsPerSecondAtFullLoad: 1, acceleratorsPerReplica: Double(devices)))
    else { return nil }
    let curve = cost.curve
    return Ownership(
      machine: machine, terms: terms,
      rates: Ownership.Rates(
        purchase: cost.purchase.value, idlePerHour: curve.fixedPerHour.value,
        busyExtraPerHour: curve.perRequest.value * (curve.capacityPerHour ?? 0)))
  }

  private static func admits(_ providers: Set<String>?, _ name: String) -> Bool {
    providers?.contains(name.lowercased()) ?? true
  }

  /// Regions are named in every provider's own way; a part of the name decides.
  private static func lies(_ region: String?, in wanted: String) -> Bool {
    region?.lowercased().contains(wanted.lowercased()) ?? false
  }
}

extension OfferBook.Offer {
  /// The offer's id in the catalog.
  public var id: String {
    switch source {
    case .rental(let rental): rental.id
    case .serverless(let worker): worker.id
    }
  }

  public var provider: String {
    switch source {
    case .rental(let rental): rental.provider
    case .serverless(let worker): worker.provider
    }
  }

  public var provenance: Provenance {
    switch source {
    case .rental(let rental): rental.provenance
    case .serverless(let worker): worker.provenance
    }
  }

  var isDated: Bool { provenance.asOf != nil }
}

/// What machines cost to own, as far as a book was asked.
private final class OwnershipRates: Sendable {
  struct Key: Hashable {
    var device: String
    var count: Int
    var isInHand: Bool
  }

  private let known = Mutex<[Key: OfferBook.Ownership.Rates?]>([:])

  func rates(_ key: Key, _ make: () -> OfferBook.Ownership.Rates?) -> OfferBook.Ownership.Rates? {
    if let found = known.withLock({ $0[key] }) { return found }
    let made = make()
    known.withLock { $0[key] = .some(made) }
    return made
  }
}
