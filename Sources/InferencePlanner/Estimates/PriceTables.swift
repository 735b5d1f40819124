import Catalog
import Quantities
import Synchronization

/// Tables of prices, each read when it is first asked for and then kept: one question needs few of
/// them, and a server thousands of times the same.
public final class PriceTables: Sendable {
  let files: CatalogFiles
  private let rentalTable = Kept<RentalTable>()
  private let serverlessTable = Kept<[ServerlessOffer]>()
  private let apiTable = Kept<[APIPrice]>()
  private let assumptionTable = Kept<Assumptions>()
  private let carbonTable = Kept<[CarbonIntensity]>()

  public init(_ files: CatalogFiles) { self.files = files }

  func rentals() throws(CatalogError) -> [Rental] { try rentalsByDevice().all }

  /// The rentals of a device, in the order of the catalog.
  func rentals(of device: String) throws(CatalogError) -> [Rental] {
    try rentalsByDevice().byDevice[device] ?? []
  }

  func serverless() throws(CatalogError) -> [ServerlessOffer] {
    try serverlessTable.get { () throws(CatalogError) in try ServerlessOffer.load(files) }
  }

  func apiPrices() throws(CatalogError) -> [APIPrice] {
    try apiTable.get { () throws(CatalogError) in try APIPrice.load(files) }
  }

  func assumptions() throws(CatalogError) -> Assumptions {
    try assumptionTable.get { () throws(CatalogError) in try Assumptions(files) }
  }

  func carbonIntensities() throws(CatalogError) -> [CarbonIntensity] {
    try carbonTable.get { () throws(CatalogError) in try CarbonIntensity.load(files) }
  }

  /// The cheapest rental that holds a replica of `devices` on one instance, dated prices before
  /// undated ones.
  func cheapestRental(
    of device: String, _ pricing: RentalPricing, holding devices: Int
  ) throws(CatalogError) -> Rental? {
    let wanted = Wanted(device: device, pricing: pricing, devices: devices)
    if let known = cheapest.withLock({ $0[wanted] }) { return known }
    let found = Self.cheapest(
      try rentals(of: device), pricing, holding: devices, try assumptions())
    cheapest.withLock { cheapest in
      if cheapest.count >= Self.mostWanted { cheapest.removeAll(keepingCapacity: true) }
      cheapest[wanted] = .some(found)
    }
    return found
  }

  private static func cheapest(
    _ rentals: [Rental], _ pricing: RentalPricing, holding devices: Int, _ assumptions: Assumptions
  ) -> Rental? {
    var best: (rental: Rental, price: Double, isDated: Bool)?
    for rental in rentals {
      guard let price = rental.price(pricing, assumptions)?.amount.value, price > 0 else {
        continue
      }
      // A replica that spans instances would need a network that the catalog does not know.
      guard rental.acceleratorCount.value >= Double(devices) else { continue }
      let isDated = rental.provenance.asOf != nil
      let isBetter = best.map { isDated != $0.isDated ? isDated : price < $0.price } ?? true
      if isBetter { best = (rental, price, isDated) }
    }
    return best?.rental
  }

  private struct Wanted: Hashable {
    var device: String
    var pricing: RentalPricing
    var devices: Int
  }

  /// What was wanted before, at most so many; `nil` where nobody rents it out.
  private let cheapest = Mutex<[Wanted: Rental?]>([:])
  private static let mostWanted = 1024

  private struct RentalTable: Sendable {
    var all: [Rental]
    var byDevice: [String: [Rental]]
  }

  private func rentalsByDevice() throws(CatalogError) -> RentalTable {
    try rentalTable.get { () throws(CatalogError) in
      let all = try Rental.load(files)
      return RentalTable(
        all: all,
        byDevice: Dictionary(grouping: all.filter { $0.accelerator != nil }) {
          $0.accelerator ?? ""
        })
    }
  }
}

/// A table that is kept once it is read. An error is not kept: the user's folder may be mended.
private final class Kept<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)

  func get(_ make: () throws(CatalogError) -> Value) throws(CatalogError) -> Value {
    if let known = state.withLock({ $0 }) { return known }
    // Two who ask at once both read; that costs less than to wait under the lock.
    let made = try make()
    state.withLock { $0 = made }
    return made
  }
}
