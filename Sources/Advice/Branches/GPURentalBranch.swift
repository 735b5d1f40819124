import Catalog
import Economics
import Presentation
import Quantities
import StructuredText

/// Rented GPUs within a budget, each offer with its date, and what a job costs that can be
/// interrupted.
struct GPURentalBranch: AdviceBranch {
  func concerns(_ path: FlowPath) -> Bool { path.passes("gpu-rental") }

  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding] {
    let market = try RentalMarket(input.adviser.catalog)
    let offers = try market.offers(input.details)
    var findings = [offerTable(offers, input.details, nearest: try nearest(offers, market, input))]
    if let hours = input.details.jobHours {
      findings.append(try JobArithmetic(market: market).finding(hours, input.details))
    }
    return findings
  }

  /// Where nothing is within the budget, what comes closest and by how much it misses.
  private func nearest(
    _ offers: [RentalMarket.Offer], _ market: RentalMarket, _ input: BranchInput
  ) throws(AdviceError) -> String? {
    guard offers.isEmpty, let limit = RentalMarket.hourlyLimit(input.details) else { return nil }
    var details = input.details
    details.budget = nil
    details.hourlyBudget = nil
    guard let best = try market.offers(details).first, let price = best.onDemand else {
      return nil
    }
    return "nothing is offered at this price; the nearest is \(best.rental.id), "
      + "\(best.device.name) at \(NumberFormat.money(price)) an hour: "
      + "\(NumberFormat.money(price - limit)) more"
  }

  private func offerTable(
    _ offers: [RentalMarket.Offer], _ details: AdviceDetails, nearest: String?
  ) -> Finding {
    let limit = RentalMarket.hourlyLimit(details)
    return Finding(
      key: "rentals", title: "Cheapest dated offers for one device",
      words: [
        limit.map { "At most \(NumberFormat.money($0)) an hour and device." }
          ?? "Of each device the cheapest offer; --budget or --hourly-budget sets a limit."
      ],
      columns: [
        .init("device", "Device", priority: 2), .init("offer", "Offer"),
        .init("devices", "Devices", .trailing),
        .init("usd_per_device_hour", "USD an hour", .trailing),
        .init("spot_usd_per_device_hour", "Spot", .trailing),
        .init("usd_per_month", "USD a month", .trailing), .init("as_of", "Price of"),
      ],
      rows: offers.prefix(RentalMarket.shown).map { offer in
        [
          .init(offer.device.name), .init(offer.rental.id),
          .init(offer.rental.acceleratorCount.value) { NumberFormat.significant($0, digits: 2) },
          .init(offer.onDemand?.value) { NumberFormat.significant($0, digits: 3) },
          .init(offer.spot?.value) { NumberFormat.significant($0, digits: 3) },
          .init(offer.perMonth?.value) { NumberFormat.count($0) },
          .init(offer.rental.provenance.date),
        ]
      },
      notes: offers.isEmpty
        ? [nearest ?? "nothing is offered"]
        : ["a machine is rented whole: a price per device of eight is paid for all eight"])
  }
}
