import Quantities
import ServingSimulator
import Testing

@testable import LoadGenerator

@Suite("Statistics of a run")
struct StatisticsTests {
  @Test("Quantiles lie between neighbours in proportion, as numpy has them")
  func quantiles() throws {
    let sample = try #require(SampleStatistics([4, 1, 3, 2]))
    #expect(sample.quantile(0.5) == 2.5 && sample.quantile(0) == 1 && sample.quantile(1) == 4)
    #expect(abs(sample.quantile(0.9) - 3.7) < 1e-12)
    #expect(sample.mean == 2.5 && SampleStatistics([]) == nil)
    #expect(sample.quantileInterval(0.99) == nil)
  }

  @Test("The interval of the mean holds it about 95 times of 100, dependence or not")
  func coverage() {
    var random = RandomSource(seed: 5)
    var held = 0
    for _ in 0..<400 {
      // A moving average: neighbours have much in common; the mean is 0.
      var state = 0.0
      let values = (0..<400).map { _ -> Double in
        state = 0.6 * state + Double.random(in: -1...1, using: &random)
        return state
      }
      guard let sample = SampleStatistics(values), let half = sample.meanHalfWidth else { continue }
      if abs(sample.mean) <= half { held += 1 }
    }
    #expect((340...400).contains(held))
  }

  @Test("A slow start is cut away, a steady run is left whole, a drift is told")
  func warmUp() throws {
    var random = RandomSource(seed: 3)
    let steady = (0..<100).map { _ in 1 + Double.random(in: -0.05...0.05, using: &random) }
    let cut = try #require(SteadyState.warmUp(Array(repeating: 5, count: 20) + steady))
    #expect((20...40).contains(cut))
    #expect(SteadyState.warmUp(steady) != nil)
    #expect(SteadyState.warmUp((0..<100).map { Double($0) }) == nil)
    #expect(SteadyState.warmUp([1, 2, 3]) == nil)
  }

  private func request(
    _ index: Int, at time: Double, first: Double, gaps: [Float], usage: Int?,
    failure: RequestFailure? = nil
  ) -> SentRequest {
    let last = time + first + gaps.reduce(0) { $0 + Double($1) }
    return SentRequest(
      index: index, scheduled: time, sent: time, firstToken: time + first, lastToken: last,
      end: last, gaps: gaps, inputTarget: 8, outputTarget: 5, promptTokens: 10, usageTokens: usage,
      failure: failure)
  }

  @Test("TTFT, TPOT, ITL, NTPOT and end to end by their definitions")
  func definitions() throws {
    // Two chunks after the first carry four of five tokens.
    let packed = request(0, at: 0, first: 0.1, gaps: [0.04, 0.04], usage: 5)
    let summary = LoadSummary([packed], warmUp: 0)
    func mean(_ sample: SampleStatistics?) throws -> Double { try #require(sample).mean }
    #expect(abs(try mean(summary.timeToFirstToken) - 0.1) < 1e-6)
    #expect(abs(try mean(summary.timePerOutputToken) - 0.02) < 1e-6)
    #expect(abs(try mean(summary.interTokenLatency) - 0.04) < 1e-6)
    #expect(abs(try mean(summary.normalizedTime) - 0.036) < 1e-6)
    #expect(abs(try mean(summary.endToEnd) - 0.18) < 1e-6)
    #expect(summary.tokenSource == .usage)
    let counted = LoadSummary(
      [request(0, at: 0, first: 0.1, gaps: [0.04, 0.04], usage: nil)], warmUp: 0)
    #expect(counted.tokenSource == .chunks && counted.outputTokens?.mean == 3)
  }

  @Test("Latency counts from when a request was due, though the client sent it late")
  func coordinatedOmission() {
    var late = request(0, at: 1, first: 0.1, gaps: [0.1], usage: 2)
    late.scheduled = 0
    #expect(abs((LoadSummary([late], warmUp: 0).timeToFirstToken?.mean ?? 0) - 1.1) < 1e-6)
  }

  @Test("Goodput counts whole requests that keep every limit by themselves")
  func goodput() throws {
    let objectives = [ServiceObjective(.firstToken, .share(0.95), limit: Seconds(0.2))]
    let requests =
      (0..<10).map { place in
        request(place, at: Double(place), first: place < 6 ? 0.1 : 0.5, gaps: [0.5], usage: 2)
      } + [request(10, at: 9, first: 0.1, gaps: [], usage: nil, failure: .dropped)]
    let summary = LoadSummary(requests, duration: 10, warmUp: 0, objectives: objectives)
    #expect(abs(try #require(summary.goodput) - 0.6) < 0.01)
    #expect(abs(try #require(summary.goodShare) - 6.0 / 11) < 1e-9)
    #expect(!summary.keepsObjectives && summary.failures.first?.failure == .dropped)
  }

  @Test("Every kind of failure has a name that is read back")
  func names() {
    let all: [RequestFailure] = [
      .connect, .timeout, .stall, .neverFinished, .status(429), .notStreamed, .malformed, .reported,
      .dropped, .empty, .interrupted,
    ]
    for failure in all { #expect(RequestFailure(name: failure.name) == failure) }
    #expect(RequestFailure(name: "nonsense") == nil)
  }
}
