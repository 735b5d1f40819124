import Catalog
import Quantities
import StructuredText
import Testing

@Suite("The offers that are built in")
struct OfferDataTests {
  let files: CatalogFiles

  init() throws { files = try CatalogFiles() }

  @Test("Rentals: twelve providers, a price each, spot below on demand, known accelerators")
  func rentals() throws {
    let rentals = try Rental.load(files)
    #expect(rentals.count == 634)
    #expect(Set(rentals.map(\.provider)).count >= 12)
    let known = try acceleratorIDs()
    for rental in rentals {
      #expect(!rental.provenance.source.isEmpty)
      #expect(rental.onDemand != nil || rental.spot != nil, "\(rental.id)")
      if let spot = rental.spot, let onDemand = rental.onDemand {
        #expect(spot <= onDemand, "\(rental.id)")
      }
      if let accelerator = rental.accelerator {
        #expect(known.contains(accelerator), "\(rental.id): \(accelerator)")
      }
    }
    let unmapped = Set(rentals.filter { $0.accelerator == nil }.map(\.acceleratorName))
    #expect(
      unmapped == ["T4G", "rtx-pro-4500", "Radeon Pro V520", "Gaudi 1", "Quadro RTX 6000", "A16"])
  }

  @Test("Serverless offers: a rate each, known accelerators")
  func serverless() throws {
    let offers = try ServerlessOffer.load(files)
    #expect(offers.count == 63)
    let known = try acceleratorIDs()
    for offer in offers {
      #expect(offer.perSecond > .zero)
      #expect(!offer.provenance.source.isEmpty)
      #expect(offer.accelerator.map { known.contains($0) } ?? false, "\(offer.id)")
    }
  }

  @Test("API prices: more than two thousand, none negative, zeros and slips are remarked on")
  func apiPrices() throws {
    let prices = try APIPrice.load(files)
    #expect(prices.count == 2269)
    for price in prices {
      #expect(!price.provenance.source.isEmpty)
      if price.isListedAtZero { #expect(price.provenance.notes != nil, "\(price.id)") }
      if let input = price.input, let cached = price.cachedInput, input > .zero {
        #expect(cached <= input, "\(price.id)")
      }
    }
    #expect(prices.filter { !$0.isListedAtZero }.count > 2200)
  }

  @Test("Assumptions, countries, tools and claims all load and say where they come from")
  func rest() throws {
    let assumptions = try Assumption.load(files)
    #expect(assumptions.count >= 47)
    for row in assumptions { #expect(!row.provenance.source.isEmpty, "\(row.key)") }
    let countries = try CarbonIntensity.load(files)
    #expect(countries.count >= 200)
    for country in countries {
      #expect(!country.provenance.source.isEmpty && country.provenance.asOf != nil)
      #expect((0...2000).contains(country.gramsPerKilowattHour), "\(country.name)")
    }
    let tools = try Tool.load(files)
    #expect(tools.count >= 143)
    for tool in tools { #expect(!tool.provenance.source.isEmpty && tool.status != nil) }
    #expect(tools.filter { !$0.isStatusVerified }.count <= 43)
    let claims = try SeedClaim.load(files)
    #expect(claims.count == 42)
  }

  /// The rows of a table are as many as its ids: nothing overrides anything in what is built in.
  @Test(
    "Ids are unique",
    arguments: [
      (CatalogFile.rentals, "id"), (.serverless, "id"), (.apiPrices, "model"),
      (.assumptions, "key"), (.carbonIntensity, "country"), (.tools, "id"), (.claims, "id"),
    ])
  func unique(_ file: CatalogFile, _ column: String) throws {
    for table in try files.tables(file) {
      let ids = table.rows.compactMap { $0[column] }
      #expect(ids.count == table.count)
      #expect(Set(ids).count == ids.count)
    }
  }

  private func acceleratorIDs() throws -> Set<String> {
    Set(try files.tables(.accelerators).flatMap { $0.rows.compactMap { $0["id"] } })
  }
}
