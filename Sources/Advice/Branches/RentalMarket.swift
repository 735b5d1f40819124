import Catalog
import Economics
import Quantities

/// The offers of rented machines by the device.
struct RentalMarket {
  let catalog: Catalog
  let rentals: [Rental]
  let assumptions: Assumptions

  /// Rows that a table shows.
  static let shown = 15

  /// An offer, per device and hour.
  struct Offer {
    var device: Accelerator
    var rental: Rental
    var onDemand: USDollars?
    var spot: USDollars?
    /// On demand, for all the hours of a month, the whole machine.
    var perMonth: USDollars?

    /// The lower of both.
    var lowest: USDollars { min(onDemand ?? spot ?? .zero, spot ?? onDemand ?? .zero) }
  }

  init(_ catalog: Catalog) throws(AdviceError) {
    self.catalog = catalog
    do throws(CatalogError) {
      rentals = try Rental.load(catalog.files)
      assumptions = try Assumptions(catalog.files)
    } catch {
      throw .catalog(error)
    }
  }

  /// The most for a device and hour; a month has 730 hours.
  static func hourlyLimit(_ details: AdviceDetails) -> USDollars? {
    details.hourlyBudget ?? details.budget.map { $0 / 730 }
  }

  /// Of every device the cheapest offer within the budget, or of one device all of them.
  /// - Throws: ``AdviceError/catalog(_:)`` for a device that nobody knows.
  func offers(_ details: AdviceDetails) throws(AdviceError) -> [Offer] {
    let wanted = try details.accelerator.map { name throws(AdviceError) in
      try AdviceError.fromCatalog { () throws(CatalogError) in try catalog.accelerator(name) }
    }
    let limit = Self.hourlyLimit(details)
    var found: [Offer] = []
    let hours = assumptions["hours_per_month"]?.value ?? 730
    for rental in rentals {
      guard let device = catalog.accelerators.first(where: { $0.id == rental.accelerator }),
        wanted.map({ $0.id == device.id }) ?? true, rental.acceleratorCount.value >= 1
      else { continue }
      let count = rental.acceleratorCount.value
      let offer = Offer(
        device: device, rental: rental, onDemand: rental.onDemand.map { $0 / count },
        spot: rental.spot.map { $0 / count }, perMonth: rental.onDemand.map { $0 * hours })
      if let limit, (offer.onDemand ?? offer.lowest) > limit { continue }
      found.append(offer)
    }
    found.sort { one, other in
      let prices = (one.onDemand ?? one.lowest, other.onDemand ?? other.lowest)
      return prices.0 != prices.1 ? prices.0 < prices.1 : one.rental.id < other.rental.id
    }
    guard wanted == nil else { return found }
    let cheapest = Self.cheapest(found)
    // What a budget buys: the fastest memory within it first.
    return limit == nil
      ? cheapest
      : cheapest.sorted { ($0.device.memoryBandwidth ?? 0) > ($1.device.memoryBandwidth ?? 0) }
  }

  /// Of every device the first offer with a date, or the first without where none has one: what a
  /// price was once says little.
  static func cheapest(_ sorted: [Offer]) -> [Offer] {
    let dated = sorted.filter { $0.rental.provenance.asOf != nil }
    var seen: Set<String> = []
    return (dated + sorted.filter { $0.rental.provenance.asOf == nil })
      .filter { seen.insert($0.device.id).inserted }
      .sorted {
        let prices = ($0.onDemand ?? $0.lowest, $1.onDemand ?? $1.lowest)
        return prices.0 != prices.1 ? prices.0 < prices.1 : $0.rental.id < $1.rental.id
      }
  }

  /// Of every device the cheapest offer that has both an on-demand and a spot price.
  func interruptible(_ details: AdviceDetails) throws(AdviceError) -> [Offer] {
    let wanted = try details.accelerator.map { name throws(AdviceError) in
      try AdviceError.fromCatalog { () throws(CatalogError) in try catalog.accelerator(name) }
    }
    let limit = Self.hourlyLimit(details)
    let pairs = rentals.compactMap { rental -> Offer? in
      guard let device = catalog.accelerators.first(where: { $0.id == rental.accelerator }),
        wanted.map({ $0.id == device.id }) ?? true, rental.acceleratorCount.value >= 1,
        let onDemand = rental.onDemand, let spot = rental.spot
      else { return nil }
      let count = rental.acceleratorCount.value
      let offer = Offer(
        device: device, rental: rental, onDemand: onDemand / count, spot: spot / count,
        perMonth: nil)
      return limit.map { offer.lowest <= $0 } ?? true ? offer : nil
    }.sorted { $0.lowest != $1.lowest ? $0.lowest < $1.lowest : $0.rental.id < $1.rental.id }
    var seen: Set<String> = []
    return pairs.filter { wanted != nil || seen.insert($0.device.id).inserted }
  }
}
