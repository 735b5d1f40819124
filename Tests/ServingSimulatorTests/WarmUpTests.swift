import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct WarmUpTests {
  private func rule(_ count: Int, _ value: (Int, inout RandomSource) -> Double) -> WarmUp {
    var random = RandomSource(seed: 4)
    var rule = TruncationRule()
    for index in 0..<count { rule.add(value(index, &random) * Ticks.perSecond) }
    return rule.warmUp
  }

  @Test(arguments: [2_000, 50_000, 1_000_000])
  func findsWhereAStartEnds(count: Int) {
    let end = count / 5
    let found = rule(count) { index, random in
      (index < end ? 20 : 10) + random.normal()
    }
    #expect(found.isSteady)
    // To a few batches, which grow with the run.
    #expect(abs(found.requests - end) <= max(10, count / 100))
    #expect(abs(found.mean - 10) < 0.1)
  }

  @Test func aSteadySeriesHasHardlyAny() {
    let found = rule(20_000) { _, random in 10 + random.normal() }
    #expect(found.isSteady && found.requests < 4_000)
  }

  @Test func aGrowingQueueIsNeverSteady() {
    let found = rule(20_000) { index, random in Double(index) + random.normal() }
    #expect(!found.isSteady)
    #expect(!rule(7) { _, _ in 1 }.isSteady)
  }

  @Test func aRunThatStartsEmptyIsSteadyLater() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    let result = simulation(
      subject, Traffic(.poisson(rate: 3), input: .fixed(512), output: .fixed(256)),
      SimulationSettings(requests: 5_000)
    ).run()
    #expect(result.warmUp.isSteady)
    #expect(result.warmUp.requests < 2_500)
    #expect(result.warmUp.mean >= result.endToEnd.mean.value * 0.98)
  }
}
