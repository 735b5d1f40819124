import Glibc
import PerformanceModel
import Quantities
import ServingSimulator
import TestSupport
import Testing

/// The simulator in limits whose answers are known.
@Suite struct TheoryTests {
  /// One request at a time: a single server.
  private func server() throws -> Deployment {
    try deployment(
      "llama-3.1-8b", "H100-SXM-80GB", settings: EngineSettings(maximumSequences: 1))
  }

  /// Waits in a single server under Poisson arrivals, after Pollaczek and Khinchine:
  /// `λ E[S²] / (2 (1 − ρ))`.
  @Test(arguments: [0.3, 0.6, 0.8])
  func waitsLikeAQueueOfOneServer(load: Double) throws {
    let subject = try server()
    for output in [
      LengthDistribution.fixed(1), .fixed(40), .logNormal(mean: 40, cv: 1),
    ] {
      let probe = simulation(
        subject, Traffic(.constant(rate: 0.1), input: .fixed(512), output: output),
        SimulationSettings(requests: 2_000)
      ).run()
      let service =
        (probe.endToEnd.mean - probe.timeToFirstToken.mean).value
        + (probe.timeToFirstToken.mean.value
          - Forecaster(subject, coefficients: builtIn.coefficients).steps.requestOverhead)
      var first = 0.0, second = 0.0, count = 0.0
      let result = simulation(
        subject, Traffic(.poisson(rate: load / service), input: .fixed(512), output: output),
        SimulationSettings(requests: 150_000)
      ).run(onRequest: { request in
        guard let start = request.scheduled else { return }
        let time = (request.end - start).value
        first += time
        second += time * time
        count += 1
      })
      let rate = result.requestsPerSecond
      let expected = rate * (second / count) / (2 * (1 - rate * first / count))
      let found = result.queueWait.mean.value
      #expect(abs(found / expected - 1) < 0.06, "\(output): \(found) against \(expected)")
    }
  }

  /// Waits where c requests run at once, each as long as alone: Erlang's C formula,
  /// `C(c, a) / (c μ − λ)`.
  @Test(arguments: [(1, 0.6), (4, 0.7), (16, 0.85)])
  func waitsLikeAQueueOfManyServers(servers: Int, load: Double) throws {
    let subject = try deployment(
      "llama-3.1-8b", "H100-SXM-80GB", settings: EngineSettings(maximumSequences: servers))
    // Every step takes 1 ms whoever is in it; answers are exponential, 1,000 steps on average.
    let step = 1e-3, mean = 1_000.0
    var settings = SimulationSettings(requests: 200_000)
    settings.profile = try MeasuredProfile(
      bytes: Array(
        "prefill_tokens,decode_batch,context_tokens,step_ms\n0,1,0,1\n1,0,0,1\n1,1,0,1\n".utf8),
      name: "flat")
    let lengths = (0..<5_000).map { Int((-mean * log((Double($0) + 0.5) / 5_000)).rounded(.up)) }
    let service = Double(lengths.reduce(0, +)) / 5_000 * step
    let offered = load * Double(servers)
    let result = simulation(
      subject,
      Traffic(
        .poisson(rate: offered / service), input: .fixed(1), output: .empirical(lengths)), settings
    ).run()
    // Erlang B by its recursion, then C.
    var blocked = 1.0
    for count in 1...servers {
      blocked = offered * blocked / (Double(count) + offered * blocked)
    }
    let waits = blocked / (1 - load * (1 - blocked))
    let expected = waits * service / (Double(servers) * (1 - load))
    let found = result.queueWait.mean.value
    #expect(abs(found / expected - 1) < 0.08, "\(found) against \(expected)")
  }

  @Test(arguments: [1, 8, 32, 128])
  func agreesWithTheClosedFormInSteadyState(concurrency: Int) throws {
    let subject = try deployment("llama-2-7b-hf", "A100-SXM-80GB")
    let forecast = Forecaster(subject, coefficients: builtIn.coefficients).forecast(
      Workload(inputTokens: 512, outputTokens: 128, concurrency: Double(concurrency)))
    let result = simulation(
      subject,
      Traffic(.closedLoop(concurrency: concurrency), input: .fixed(512), output: .fixed(128)),
      SimulationSettings(requests: concurrency * 60)
    ).run()
    #expect(abs(result.endToEnd.mean.value / forecast.endToEnd.value - 1) < 0.03)
    // The last wave finds no successors.
    #expect(abs(result.requestsPerSecond / forecast.requestsPerSecond - 1) < 0.04)
  }

  @Test func keepsLittlesLaw() throws {
    let subject = try deployment("llama-2-7b-hf", "A100-SXM-80GB")
    let overhead = Forecaster(subject, coefficients: builtIn.coefficients).steps.requestOverhead
    let result = simulation(
      subject, Traffic(.poisson(rate: 7), input: .fixed(512), output: .fixed(128)),
      SimulationSettings(requests: 20_000)
    ).run()
    let expected = result.requestsPerSecond * (result.endToEnd.mean.value - overhead)
    #expect(abs(result.meanInFlight / expected - 1) < 0.01)
  }

  @Test func moreReplicasAndLowerRatesAreNeverSlower() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    func mean(_ replicas: Int, _ rate: Double) -> Double {
      let traffic = Traffic(
        .poisson(rate: rate), input: .logNormal(mean: 800, cv: 1),
        output: .logNormal(mean: 200, cv: 1))
      return simulation(subject, traffic, SimulationSettings(replicas: replicas, requests: 3_000))
        .run().endToEnd.mean.value
    }
    let byReplicas = [1, 2, 4, 8].map { mean($0, 4) }
    #expect(byReplicas == byReplicas.sorted(by: >))
    let byRate = [0.5, 1, 2, 4].map { mean(2, $0) }
    #expect(byRate == byRate.sorted())
  }

  @Test func theSameSeedGivesTheSameRun() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    func run(_ seed: UInt64) -> ([RequestRecord], Double) {
      var requests: [RequestRecord] = []
      let traffic = Traffic(
        .gamma(rate: 3, cv: 2), input: .logNormal(mean: 800, cv: 1),
        output: .normal(mean: 200, cv: 0.5))
      let settings = SimulationSettings(
        replicas: 2, routing: .leastCache, requests: 500, seed: seed)
      let result = simulation(subject, traffic, settings).run(onRequest: { requests.append($0) })
      return (requests, result.energy.value)
    }
    let first = run(7), again = run(7), other = run(8)
    #expect(first.0 == again.0)
    #expect(first.1 == again.1)
    #expect(first.0 != other.0)
  }

  @Test func routingSpreadsRequests() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    for routing in Routing.allCases {
      var counts = [0, 0, 0]
      var settings = SimulationSettings(replicas: 3, routing: routing, requests: 600)
      settings.weights = routing == .weighted ? [4, 1, 1] : []
      _ = simulation(subject, Traffic(.poisson(rate: 3)), settings).run(onRequest: {
        counts[$0.replica] += 1
      })
      #expect(counts.reduce(0, +) == 600)
      #expect(counts.allSatisfy { $0 >= 90 }, "\(routing): \(counts)")
      if routing == .weighted { #expect(counts == [400, 100, 100]) }
      if routing == .roundRobin { #expect(counts == [200, 200, 200]) }
    }
  }

  @Test func aHigherRateIsFoundWithMoreReplicas() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    var settings = SimulationSettings(requests: 1_500)
    settings.objectives = [ServiceObjective(.firstToken, .share(0.95), limit: Seconds(1))]
    let one = simulation(
      subject, Traffic(.poisson(rate: 1), input: .fixed(800), output: .fixed(200)), settings)
    let single = try #require(one.highestRate())
    let double = try #require(one.with(replicas: 2).highestRate())
    #expect(double.rate > 1.5 * single.rate)
    let needed = try #require(one.with(rate: single.rate * 3).fewestReplicas())
    #expect((2...5).contains(needed.replicas))
    #expect(needed.result.timeToFirstToken.quantile(0.95) <= Seconds(1))
  }
}
