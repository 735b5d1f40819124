import Catalog
import Economics
import Foundation
import Quantities
import TestSupport
import Testing

@Suite("Workers billed by the second")
struct ServerlessCostTests {
  func offer(
    timeout: Double? = 5, coldStart: Double? = 10, step: Double? = 1, scalesToZero: Bool = true
  ) -> ServerlessOffer {
    ServerlessOffer(
      provider: "cloud", acceleratorName: "GPU", perSecond: USDollars(0.001),
      scalesToZero: scalesToZero, billingStep: step.map { Seconds($0) },
      idleTimeout: timeout.map { Seconds($0) }, coldStart: coldStart.map { Seconds($0) },
      provenance: Samples.provenance)
  }

  let rate = ServingRate(requestsPerSecondAtFullLoad: 2, requestTime: Seconds(2.5))

  @Test("A request alone pays cold start, its time and the idle timeout, in whole steps")
  func alone() throws {
    let cost = try ServerlessCost(offer(), load: Samples.load(nil), rate: rate)
    // 10 + 2.5 + 5 = 17.5, billed as 18 s.
    #expect(near(cost.perLoneRequest, 0.018))
    #expect(near(cost.perBusyRequest, 0.0025))
    #expect(cost.perHour == nil && cost.perMonth == nil && cost.atOfferedLoad == nil)
    // 0.001 × 3600 ÷ 7200
    #expect(near(cost.atFullLoad?.perRequest, 0.0005))
  }

  @Test("Without cold start and timeout, a light load pays its own seconds")
  func light() throws {
    let cost = try ServerlessCost(
      offer(timeout: nil, coldStart: nil), load: Samples.load(1), rate: rate)
    #expect(near(cost.atOfferedLoad?.perRequest, 0.0025, 1e-3))
    let none = try ServerlessCost(offer(), load: Samples.load(0), rate: rate)
    #expect(none.perMonth == .zero && none.atOfferedLoad == nil)
  }

  @Test("An endpoint that does not scale to zero is billed all the time")
  func endpoint() throws {
    let cost = try ServerlessCost(
      offer(scalesToZero: false), load: Samples.load(60), rate: rate)
    #expect(near(cost.perMonth, 0.001 * 3600 * 730))
    #expect(near(cost.atOfferedLoad?.perRequest, 0.06))
    #expect(cost.perLoneRequest == nil)
  }

  @Test("The billed time is that of a simulated worker", arguments: [20.0, 300, 900, 2400])
  func simulation(_ requestsPerHour: Double) throws {
    // Requests of 2.5 s overlap freely: the station that the light-load formula describes.
    let cost = try ServerlessCost(
      offer(), load: Samples.load(requestsPerHour),
      rate: ServingRate(requestsPerSecondAtFullLoad: 1000, requestTime: Seconds(2.5)))
    var generator = SeededGenerator(seed: 7)
    var now = 0.0
    var busyUntil = 0.0
    var billed = 0.0
    for index in 0..<200_000 {
      now += -log(1 - Double.random(in: 0..<1, using: &generator)) / (requestsPerHour / 3600)
      let idle = now - busyUntil
      if idle > 0 {
        if index > 0 { billed += min(idle, 5) + (idle > 5 ? 10 : 0) }
        billed += 2.5
      } else {
        billed += now + 2.5 - busyUntil
      }
      busyUntil = now + 2.5
    }
    #expect(near(cost.billedFraction ?? 0, billed / now, 0.01))
  }

  @Test("The cost of a request falls with the load and never under that of full load")
  func monotonic() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<200 {
      let worker = offer(
        timeout: Samples.magnitude(-1, 2, using: &generator),
        coldStart: Samples.magnitude(-1, 2, using: &generator))
      let perSecond = Samples.magnitude(-2, 2, using: &generator)
      let rate = ServingRate(
        requestsPerSecondAtFullLoad: perSecond,
        requestTime: Seconds(Double.random(in: 1...20, using: &generator) / perSecond))
      var last = Double.infinity
      for part in [0.001, 0.01, 0.1, 0.3, 0.6, 1] {
        let cost = try ServerlessCost(
          worker, load: Samples.load(perSecond * 3600 * part), rate: rate)
        let now = try #require(cost.atOfferedLoad).perRequest.value
        #expect(now < last * (1 + 1e-12))
        #expect(now >= (try #require(cost.atFullLoad).perRequest.value) * (1 - 1e-12))
        last = now
      }
    }
  }

  @Test("A replica larger than a worker does not fit")
  func large() {
    #expect(throws: EconomicsError.self) {
      try ServerlessCost(
        offer(), load: Samples.load(1),
        rate: ServingRate(requestsPerSecondAtFullLoad: 1, acceleratorsPerReplica: 2))
    }
  }

  @Test("Every offer of the catalog gives finite amounts")
  func catalog() throws {
    for offer in try ServerlessOffer.load(CatalogFiles()) {
      for load in [nil, 0.0, 1, 1e6] {
        let cost = try ServerlessCost(offer, load: Samples.load(load), rate: rate)
        for line in cost.lines { #expect(line.amount.value.isFinite && line.amount >= .zero) }
      }
    }
  }
}
