import Catalog
import Economics
import Quantities
import Testing

@Suite("Tokens sold by providers")
struct APICostTests {
  let price = APIPrice(
    id: "model", provider: "cloud", input: USDollars(10), output: USDollars(50),
    cachedInput: USDollars(1), cacheWrite: USDollars(12.5), batchInput: USDollars(5),
    batchOutput: USDollars(25), contextTokens: 100_000, maximumOutputTokens: 1000,
    provenance: Samples.provenance)

  @Test("Cached input, cache writes and batches, by hand")
  func golden() throws {
    let load = Samples.load(100, cached: 400, written: 100, output: 500)
    let cost = try APICost(price, load: load)
    // (500 × 10 + 400 × 1 + 100 × 12.5 + 500 × 50) ÷ 10⁶
    #expect(near(cost.perRequest, 0.03165))
    #expect(try APICost.perRequest(price, load: load) == cost.perRequest)
    #expect(near(cost.perMonth, 0.03165 * 73_000))
    #expect(near(cost.unit.perMillionOutputTokens, 63.3))
    #expect(near(cost.unit.perMillionTotalTokens, 21.1))
    #expect(cost.lines.prefix(4).allSatisfy { $0.basis == [Samples.provenance] })
    // (1000 × 5 + 500 × 25) ÷ 10⁶
    #expect(near(try APICost(price, load: load, isBatch: true).perRequest, 0.0175))
  }

  @Test("Without a price for cached input it costs full price; without a batch price, an error")
  func missing() throws {
    let plain = APIPrice(
      id: "plain", provider: "cloud", input: USDollars(1), output: nil,
      provenance: Samples.provenance)
    let cost = try APICost(plain, load: Samples.load(nil, cached: 500, output: 0))
    #expect(near(cost.perRequest, 0.001))
    #expect(cost.unit.perMillionOutputTokens == nil && cost.perMonth == nil)
    #expect(!cost.remarks.isEmpty)
    #expect(throws: EconomicsError.notOffered(offer: "plain", what: "price for output tokens")) {
      try APICost(plain, load: Samples.load(1))
    }
    #expect(throws: EconomicsError.self) {
      try APICost(plain, load: Samples.load(1, output: 0), isBatch: true)
    }
  }

  @Test("Limits that the load passes and zero prices are remarked on")
  func remarks() throws {
    let long = try APICost(price, load: Samples.load(1, input: 200_000, output: 2000))
    #expect(long.remarks.count == 2)
    let free = APIPrice(
      id: "free", provider: "cloud", input: .zero, output: .zero, provenance: Samples.provenance)
    #expect(try APICost(free, load: Samples.load(1)).remarks.count == 1)
    let nothing = try APICost(price, load: Samples.load(0, input: 0, output: 0))
    #expect(nothing.perRequest == .zero && nothing.perMonth == .zero)
    #expect(nothing.unit.perMillionTotalTokens == nil)
  }

  @Test("Every model of the catalog gives finite amounts, or says which price it lacks")
  func catalog() throws {
    var priced = 0
    for model in try APIPrice.load(CatalogFiles()) {
      guard let cost = try? APICost(model, load: Samples.load(10, cached: 100)) else { continue }
      priced += 1
      for line in cost.lines { #expect(line.amount.value.isFinite && line.amount >= .zero) }
    }
    #expect(priced > 2200)
  }
}
