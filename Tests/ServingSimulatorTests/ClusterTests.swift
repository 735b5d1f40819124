import PerformanceModel
import Quantities
import ServingSimulator
import TestSupport
import Testing

@Suite struct ClusterTests {
  private let shape = (input: LengthDistribution.fixed(512), output: LengthDistribution.fixed(128))

  /// Whatever replicas and clients do, each request ends once and every figure is finite.
  @Test func everyRequestEndsOnceInAnyCluster() throws {
    var generator = SeededGenerator(seed: 77)
    let subject = try deployment("llama-3.1-8b", "L40S")
    for scenario in 0..<60 {
      var settings = SimulationSettings(
        replicas: Int.random(in: 1...4, using: &generator),
        routing: Routing.allCases.randomElement(using: &generator) ?? .roundRobin, requests: 400,
        seed: UInt64(scenario))
      settings.policy = SchedulerPolicy.all.randomElement(using: &generator)
      if Bool.random(using: &generator) {
        settings.scaling = Autoscaling(
          0...5, target: 10, coldStart: Seconds(20), patience: Seconds(30))
      }
      if Bool.random(using: &generator) {
        settings.interruptions = Interruptions(
          meanTimeBetween: Seconds(60), recovery: Seconds(15))
      }
      if Bool.random(using: &generator) {
        settings.disaggregation = Disaggregation(prefillReplicas: 2, bytesPerSecond: 2e10)
      }
      if Bool.random(using: &generator) { settings.timeout = Seconds(30) }
      if Bool.random(using: &generator) { settings.queueLimit = 10 }
      let arrivals = [
        ArrivalProcess.poisson(rate: 6), .gamma(rate: 6, cv: 3), .closedLoop(concurrency: 30),
      ].randomElement(using: &generator)
      let traffic = Traffic(
        arrivals ?? .poisson(rate: 1), input: .logNormal(mean: 700, cv: 1),
        output: .logNormal(mean: 120, cv: 1),
        meanPatience: Bool.random(using: &generator) ? Seconds(40) : nil)
      var seen: [Int: Int] = [:]
      var isOrdered = true
      let result = simulation(subject, traffic, settings).run(onRequest: { request in
        seen[request.id, default: 0] += 1
        guard request.outcome == .completed else { return }
        guard let start = request.scheduled, let first = request.firstToken,
          request.arrival <= start, start < first, first <= request.end
        else {
          isOrdered = false
          return
        }
      })
      #expect(
        seen.count == 400 && seen.values.allSatisfy { $0 == 1 },
        "\(result.inFlight), \(settings), \(traffic), scenario \(scenario)")
      #expect(isOrdered, "\(settings), scenario \(scenario)")
      #expect(result.inFlight == 0 && result.arrived == 400)
      #expect(result.peakCacheUse <= 1)
      // Little's law, where nobody is between replicas or has to start again.
      let isPlain =
        settings.disaggregation == nil && settings.interruptions == nil && settings.scaling == nil
      if isPlain, settings.policy?.batching == .continuous {
        #expect(
          abs(result.occupancyRatio - 1) < 0.02, "\(result.occupancyRatio), scenario \(scenario)")
      }
      #expect(result.energy.value.isFinite && result.replicaTime.value > 0)
      #expect(result.timeline.allSatisfy { $0.running.isFinite && $0.kvCacheUse.isFinite })
    }
  }

  @Test func replicasComeAndGoWithTheLoad() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    var settings = SimulationSettings(replicas: 1, duration: Seconds(7_200))
    settings.scaling = Autoscaling(1...6, target: 20, coldStart: Seconds(60))
    let traffic = Traffic(
      .daily(rate: 8, peakFactor: 2, period: Seconds(3_600)), input: shape.input,
      output: shape.output)
    let scaled = simulation(subject, traffic, settings).run()
    settings.scaling = nil
    settings.replicas = 6
    let fixed = simulation(subject, traffic, settings).run()
    #expect(scaled.largestPool > 2)
    #expect(scaled.replicaTime < fixed.replicaTime * 0.8)
    #expect(scaled.endToEnd.mean > fixed.endToEnd.mean)
  }

  @Test func whatAnInterruptedReplicaHadIsSentAgain() throws {
    let subject = try deployment("llama-3.1-8b", "L40S")
    var settings = SimulationSettings(replicas: 3, duration: Seconds(20_000))
    settings.interruptions = Interruptions(
      meanTimeBetween: Seconds(900), recovery: Seconds(100))
    let traffic = Traffic(.poisson(rate: 5), input: shape.input, output: shape.output)
    let result = simulation(subject, traffic, settings).run()
    #expect(result.resent > 0)
    #expect(result.outcomes[.completed] == result.arrived)
    // Three replicas, each with lives of 900 s and pauses of 100 s.
    #expect((40...80).contains(result.interruptions))
    #expect(abs(result.replicaTime.value / (3 * 20_000 * 0.9) - 1) < 0.1)
  }

  @Test func decodingApartIsSteadierAndALinkTakesItsTime() throws {
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    func run(_ settings: SimulationSettings) -> SimulationResult {
      simulation(
        subject, Traffic(.poisson(rate: 8), input: .fixed(3_000), output: .fixed(200)), settings
      ).run()
    }
    var apart = SimulationSettings(replicas: 2, requests: 3_000)
    apart.disaggregation = Disaggregation(prefillReplicas: 1, bytesPerSecond: 5e10)
    let together = run(SimulationSettings(replicas: 3, requests: 3_000))
    let separate = run(apart)
    // No prompt stands between two tokens.
    #expect(
      separate.timePerOutputToken.quantile(0.99).value
        / separate.timePerOutputToken.quantile(0.5).value
        < together.timePerOutputToken.quantile(0.99).value
        / together.timePerOutputToken.quantile(0.5).value)
    apart.disaggregation = Disaggregation(prefillReplicas: 1, bytesPerSecond: 5e9)
    // 3,000 tokens of 131,072 bytes: 79 ms at 5 GB/s, 8 ms at ten times that, and a queue.
    let slow = run(apart)
    #expect(slow.timeToFirstToken.mean.value - separate.timeToFirstToken.mean.value > 0.07)
  }

  @Test func conversationsFindWhatTheySaid() throws {
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    func run(_ routing: Routing, _ caches: Bool = true) -> (SimulationResult, [Int]) {
      var settings = SimulationSettings(replicas: 4, routing: routing, requests: 4_000)
      settings.cachesPrefixes = caches
      var inputs: [Int] = []
      let traffic = Traffic(
        .poisson(rate: 8), input: .fixed(200), output: .fixed(56),
        sessions: Traffic.Sessions(turns: 5, meanThink: Seconds(10)))
      let result = simulation(subject, traffic, settings).run(onRequest: {
        inputs.append($0.inputTokens)
      })
      return (result, inputs)
    }
    let (near, inputs) = run(.prefixAffinity)
    #expect(Set(inputs) == [200, 456, 712, 968, 1_224])
    // Turns come at the rate, each conversation on one replica: all but what is new is found, in
    // blocks of 64.
    #expect(abs(near.requestsPerSecond / 8 - 1) < 0.1)
    #expect((0.6...0.75).contains(near.cacheHitRate))
    #expect(run(.roundRobin).0.cacheHitRate < near.cacheHitRate)
    #expect(run(.prefixAffinity, false).0.cacheHitRate == 0)
  }
}
