import PerformanceModel
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct SpeculationTests {
  @Test(arguments: [(1, 0.6), (4, 0.8), (8, 0.3), (3, 0), (5, 1)])
  func yieldsWhatTheFormulaSays(tokens: Int, acceptance: Double) {
    let speculation = Speculation(draftTokens: tokens, acceptance: acceptance)
    let draws = DraftDraws(speculation, seed: 3)
    let request = Request(id: 9, arrival: 0, input: 1, output: 60_000)
    let steps = draws.steps(request, generated: 0)
    #expect(abs(60_000 / Double(steps) / speculation.tokensPerStep - 1) < 0.02)
    // Leviathan et al., equation 1.
    if acceptance < 1 {
      var power = 1.0
      for _ in 0...tokens { power *= acceptance }
      #expect(abs(speculation.tokensPerStep - (1 - power) / (1 - acceptance)) < 1e-12)
    }
  }

  private func run(
    _ speculation: Speculation?, concurrency: Int, output: Int = 256
  ) throws -> SimulationResult {
    let subject = try deployment("llama-3.1-70b", "H100-SXM-80GB", parallelism: .init(tensor: 4))
    var settings = SimulationSettings(requests: 8 * concurrency)
    settings.speculation = speculation
    return simulation(
      subject,
      Traffic(
        .closedLoop(concurrency: concurrency), input: .fixed(200), output: .fixed(output)), settings
    ).run()
  }

  /// One user on a large model waits for weights: rows that are verified beside cost nearly nothing.
  @Test func paysForOneUserAndNotForMany() throws {
    let small = Forecaster(
      try deployment("llama-3.2-1b", "H100-SXM-80GB", parallelism: .init(tensor: 4)),
      coefficients: builtIn.coefficients)
    let draft = Speculation(draftTokens: 4, acceptance: 0.8, draft: small)
    let lookedUp = Speculation(draftTokens: 4, acceptance: 0.8)
    let plain = try run(nil, concurrency: 1).timePerOutputToken.mean
    let free = try run(lookedUp, concurrency: 1).timePerOutputToken.mean
    let paid = try run(draft, concurrency: 1).timePerOutputToken.mean
    #expect(free < paid && paid < plain)
    #expect(plain / free < lookedUp.tokensPerStep && plain / free > 0.8 * lookedUp.tokensPerStep)
    // Rejected rows are computed as well: where computing is what limits, they cost.
    let hopeless = Speculation(draftTokens: 8, acceptance: 0.1, draft: small)
    #expect(
      try run(hopeless, concurrency: 256, output: 64).outputTokensPerSecond
        < run(nil, concurrency: 256, output: 64).outputTokensPerSecond)
  }

  @Test func aDraftModelTakesMemory() throws {
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    let small = Forecaster(
      try deployment("llama-3.2-1b", "H100-SXM-80GB"), coefficients: builtIn.coefficients)
    var with = simulation(subject, Traffic(.poisson(rate: 1)), SimulationSettings())
    let plain = with.cache
    with.settings.speculation = Speculation(draftTokens: 3, acceptance: 0.7, draft: small)
    #expect(plain.pool - with.cache.pool == Int(small.memory.weights.value))
    #expect(with.cache.blockBytes > plain.blockBytes)
  }

  @Test func noAcceptanceIsNoSpeedAndTheSeedDecides() throws {
    let none = try run(Speculation(draftTokens: 1, acceptance: 0), concurrency: 4)
    let plain = try run(nil, concurrency: 4)
    #expect(none.timePerOutputToken.mean >= plain.timePerOutputToken.mean)
    #expect(none.steps == plain.steps)
    let some = Speculation(draftTokens: 3, acceptance: 0.7)
    #expect(
      try run(some, concurrency: 4).endToEnd == run(some, concurrency: 4).endToEnd)
  }
}

@Suite struct SwappingTests {
  @Test func aFastLinkSparesWhatIsComputedAnew() throws {
    // A cache that overflows all the time.
    let subject = try deployment("llama-3.1-8b", "L4", settings: .init(maximumSequences: 64))
    func run(_ swapping: Swapping?) -> SimulationResult {
      var settings = SimulationSettings(requests: 400)
      settings.swapping = swapping
      return simulation(
        subject, Traffic(.closedLoop(concurrency: 64), input: .fixed(1_000), output: .fixed(800)),
        settings
      ).run()
    }
    let anew = run(nil)
    #expect(anew.preemptions > 50)
    let swapped = run(Swapping(bytes: 64e9, bytesPerSecond: 32e9))
    let slow = run(Swapping(bytes: 64e9, bytesPerSecond: 1e8))
    let none = run(Swapping(bytes: 0, bytesPerSecond: 32e9))
    #expect(none.endToEnd == anew.endToEnd)
    #expect(swapped.duration < anew.duration)
    #expect(slow.duration > anew.duration)
    for result in [anew, swapped, slow] {
      #expect(result.outcomes[.completed] == 400)
      #expect(result.peakCacheUse <= 1)
    }
  }
}
