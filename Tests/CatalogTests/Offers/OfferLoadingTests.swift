import Catalog
import Foundation
import Quantities
import Testing

@Suite("A user's offers")
struct OfferLoadingTests {
  @Test("A row with a known id replaces the built-in row in place, a new one is added")
  func override() throws {
    let rentals = try withFolder([
      "rentals.csv": """
      provider,instance_type,gpu,gpu_count,region,on_demand_usd_h
      aws,p5.48xlarge,H100 SXM,8,us-east-1,10
      home,box,RTX 4090,2,,0.5
      """
    ]) { try Rental.load($0) }
    #expect(rentals.count == 635)
    let own = try Rental.find("p5.48xlarge", among: rentals)
    #expect(own.onDemand == USDollars(10))
    #expect(own.provenance.verification == .user)
    #expect(try Rental.find("home:box", among: rentals).acceleratorCount == Fraction(2))
  }

  @Test(
    "A row that cannot be read names its column",
    arguments: [
      ("gpu_count", "a,b,c,1/0,us,1,"), ("on_demand_usd_h", "a,b,c,1,us,0,"),
      ("on_demand_usd_h", "a,b,c,1,us,,"), ("on_demand_usd_h", "a,b,c,1,us,nan,"),
      ("provider", ",b,c,1,us,1,"), ("spot_usd_h", "a,b,c,1,us,1,-1"),
    ])
  func badRow(_ column: String, _ row: String) {
    let error = #expect(throws: CatalogError.self) {
      try withFolder([
        "rentals.csv": "provider,instance_type,gpu,gpu_count,region,on_demand_usd_h,spot_usd_h\n"
          + row
      ]) { try Rental.load($0) }
    }
    guard case .row(_, 2, column, _, _)? = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
  }

  @Test("Assumptions are replaced by key and asked for by name")
  func assumptions() throws {
    let assumptions = try Assumptions(CatalogFiles())
    #expect(try assumptions.required("hours_per_month").value == 730)
    #expect(throws: CatalogError.self) { try assumptions.required("hours_per_moth") }
    let own = assumptions.replacing([.given("hours_per_month", 720, unit: "h")])
    #expect(try own.required("hours_per_month").value == 720)
    #expect(own.rows.count == assumptions.rows.count)
  }

  @Test("Reserved prices are on demand less the assumed discount, and say so")
  func reserved() throws {
    let assumptions = try Assumptions(CatalogFiles())
    let rentals = try Rental.load(CatalogFiles())
    let aws = try Rental.find("p5.48xlarge", among: rentals)
    let price = try #require(aws.price(.reserved(.oneYearNoUpfront), assumptions))
    #expect(abs(price.amount.value - 55.04 * 0.68) < 1e-12)
    #expect(price.discount?.fraction == 0.32 && price.basis.count == 2)
    let other = try Rental.find("lambda:8x H100 SXM", among: rentals)
    #expect(other.price(.reserved(.oneYearNoUpfront), assumptions) == nil)
    #expect(other.price(.spot, assumptions) == nil)
    #expect(other.price(.onDemand, assumptions)?.amount == USDollars(31.92))
    for rental in rentals {
      guard let onDemand = rental.price(.onDemand, assumptions) else { continue }
      for pricing in RentalPricing.all {
        guard let price = rental.price(pricing, assumptions) else { continue }
        #expect(price.amount <= onDemand.amount && price.amount > .zero)
      }
    }
  }

  private func withFolder<T>(
    _ texts: [String: String], _ body: (CatalogFiles) throws -> T
  ) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in texts {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return try body(CatalogFiles(userFolder: folder.path))
  }
}
