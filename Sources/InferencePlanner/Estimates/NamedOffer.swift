import Catalog

/// What a request's `offer` means: the first catalog of prices that knows the name.
enum NamedOffer {
  case rental(Rental)
  case serverless(ServerlessOffer)
  case api(APIPrice)

  /// Finds the offer called `name`.
  /// - Throws: ``PlannerError/catalog(_:)`` for a name that no catalog or several rentals answer
  ///   to, ``PlannerError/fields(_:)`` for a rental of other hardware than `device`.
  init(_ name: String, for device: Accelerator, _ prices: PriceTables) throws(PlannerError) {
    do throws(CatalogError) {
      self = .rental(try Rental.find(name, among: prices.rentals()))
    } catch {
      if case .ambiguous = error { throw .catalog(error) }
      if let worker = try? ServerlessOffer.find(name, among: prices.serverless()) {
        self = .serverless(worker)
      } else if let price = try? APIPrice.find(name, among: prices.apiPrices()) {
        self = .api(price)
      } else {
        throw .catalog(error)
      }
    }
    if case .rental(let rental) = self, let rented = rental.accelerator, rented != device.id {
      throw .fields(
        "offer \(rental.id) rents out \(rental.acceleratorName), not \(device.name): "
          + "the hardware would be \(rented)")
    }
  }
}
