import Catalog
import Economics
import Quantities

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
    /// US dollars at once.
    public var purchase: Double
    /// US dollars an hour of a month's hours, idle; and what a busy hour adds.
    public var idlePerHour: Double
    public var busyExtraPerHour: Double
  }

  public let assumptions: Assumptions
  private let rentals: [String: [Offer]]
  private let hoursPerMonth: Double
  private let offersOwned: Bool

  /// - Parameter question: its payments, providers, region and hours decide what is offered.
  public init(
    rentals: [Rental], serverless: [ServerlessOffer], assumptions: Assumptions,
    question: PlanQuestion
  ) {
    self.assumptions = assumptions
    hoursPerMonth = question.hoursPerMonth
    offersOwned = question.payments.contains(.owned)
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
    // A dated price comes before one that nobody can check.
    self.rentals = offers.mapValues { all in
      all.filter { offer in
        offer.isDated || !all.contains { $0.isDated && $0.payment == offer.payment }
      }
    }
  }

  /// What can be rented of a device.
  public func offers(_ accelerator: String) -> [Offer] { rentals[accelerator] ?? [] }

  /// What a machine of `devices` accelerators costs to own; `nil` without a price.
  public func ownership(_ device: Accelerator, devices: Int) -> Ownership? {
    guard offersOwned, let price = device.price else { return nil }
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
      machine: machine, terms: terms, purchase: cost.purchase.value,
      idlePerHour: curve.fixedPerHour.value,
      busyExtraPerHour: curve.perRequest.value * (curve.capacityPerHour ?? 0))
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
