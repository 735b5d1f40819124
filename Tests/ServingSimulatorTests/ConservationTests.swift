import PerformanceModel
import Quantities
import ServingSimulator
import TestSupport
import Testing

@Suite struct ConservationTests {
  @Test func everyRequestEndsOnce() throws {
    let subject = try deployment("llama-2-7b-hf", "A100-SXM-80GB")
    var settings = SimulationSettings(requests: 2_000)
    settings.timeout = Seconds(20)
    settings.queueLimit = 40
    let traffic = Traffic(
      .gamma(rate: 12, cv: 2), input: .logNormal(mean: 900, cv: 1),
      output: .logNormal(mean: 200, cv: 1), meanPatience: Seconds(60))
    var seen = Set<Int>()
    var repeated = 0
    let result = simulation(subject, traffic, settings).run(onRequest: { request in
      if !seen.insert(request.id).inserted { repeated += 1 }
    })
    #expect(result.arrived == 2_000)
    #expect(seen.count == 2_000)
    #expect(repeated == 0)
    #expect(result.outcomes.values.reduce(0, +) == 2_000)
    #expect(result.inFlight == 0)
    #expect(result.peakCacheUse <= 1)
  }
}
