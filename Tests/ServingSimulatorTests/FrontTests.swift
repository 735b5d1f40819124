import PerformanceModel
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct FrontTests {
  private let traffic = Traffic(
    .poisson(rate: 6), input: .logNormal(mean: 500, cv: 0.5),
    output: .logNormal(mean: 100, cv: 0.5))

  private func group(_ hardware: String, _ replicas: Int, weight: Double = 1) throws
    -> ReplicaGroup
  {
    ReplicaGroup(
      Forecaster(
        try deployment("llama-3.1-8b", hardware), coefficients: builtIn.coefficients),
      policy: .vllmV1, replicas: replicas, weight: weight)
  }

  private func run(
    _ front: Front, _ traffic: Traffic? = nil,
    _ change: (inout SimulationSettings) -> Void = { _ in },
    onRequest: ((RequestRecord) -> Void)? = nil
  ) throws -> SimulationResult {
    var settings = SimulationSettings(routing: .weighted, requests: 3_000)
    settings.front = front
    change(&settings)
    return simulation(
      try deployment("llama-3.1-8b", "H100-SXM-80GB"), traffic ?? self.traffic, settings
    ).run(onRequest: onRequest)
  }

  @Test func onePoolIsTheSameAsNoFront() throws {
    let settings = SimulationSettings(replicas: 2, requests: 3_000)
    let plain = simulation(try deployment("llama-3.1-8b", "H100-SXM-80GB"), traffic, settings).run()
    let front = Front(tiers: [
      ServingTier(name: "all", share: 1, service: .replicas([try group("H100-SXM-80GB", 2)]))
    ])
    let fronted = try run(front) { $0.routing = .roundRobin }
    #expect(fronted.endToEnd == plain.endToEnd)
    #expect(fronted.energy == plain.energy)
    #expect(fronted.tiers.first?.completed == 3_000)
  }

  @Test func unlikePoolsTakeTheirShare() throws {
    var counts = [0, 0, 0]
    let result = try run(
      Front(tiers: [
        ServingTier(
          name: "all", share: 1,
          service: .replicas([
            try group("H100-SXM-80GB", 1, weight: 4), try group("L40S", 2, weight: 1),
          ]))
      ]), onRequest: { counts[$0.replica] += 1 })
    #expect(counts == [2_000, 500, 500])
    #expect(result.outcomes[.completed] == 3_000)
    // Slower devices are slower: the pool lies between both.
    let fast = try run(
      Front(tiers: [
        ServingTier(name: "all", share: 1, service: .replicas([try group("H100-SXM-80GB", 3)]))
      ]))
    #expect(result.timePerOutputToken.mean > fast.timePerOutputToken.mean)
  }

  @Test func tiersApisAndACacheServeTheirShares() throws {
    let api = APIService(firstToken: Seconds(0.5), perToken: Seconds(0.01), variation: 0.3)
    let front = Front(
      tiers: [
        ServingTier(name: "simple", share: 6, service: .replicas([try group("L40S", 2)])),
        ServingTier(name: "medium", share: 3, service: .replicas([try group("H100-SXM-80GB", 1)])),
        ServingTier(name: "complex", share: 1, service: .api(api)),
      ], cacheShare: 0.2, cacheTime: Seconds(0.01))
    var seen: [Int: Int] = [:]
    let result = try run(front, onRequest: { seen[$0.tier, default: 0] += 1 })
    #expect(result.outcomes[.completed] == 3_000 && result.inFlight == 0)
    #expect(abs(Double(result.cachedAnswers) / 600 - 1) < 0.1)
    for (tier, share) in [(0, 0.48), (1, 0.24), (2, 0.08)] {
      #expect(abs(Double(seen[tier] ?? 0) / 3_000 - share) < 0.025, "\(tier)")
      #expect(result.tiers[tier].completed == seen[tier])
      #expect(result.tiers[tier].diverted == 0)
    }
    #expect(abs(result.tiers[2].timeToFirstToken.mean.value / 0.5 - 1) < 0.05)
    #expect(abs(result.timeToFirstToken.quantile(0.1).value - 0.01) < 1e-4)
  }

  @Test func whoWaitsTooLongGoesToTheCloud() throws {
    // An edge device that is far too small.
    let edge = ServingTier(name: "edge", share: 1, service: .replicas([try group("L4", 1)]))
    let cloud = ServingTier(
      name: "cloud", share: 0, service: .replicas([try group("H100-SXM-80GB", 2)]))
    let alone = try run(Front(tiers: [edge]))
    let byTime = try run(Front(tiers: [edge, cloud], fallbackWait: Seconds(2)))
    let byQueue = try run(Front(tiers: [edge, cloud], fallbackQueue: 4))
    for result in [byTime, byQueue] {
      #expect(result.outcomes[.completed] == 3_000 && result.inFlight == 0)
      #expect(result.tiers[1].diverted == result.tiers[1].completed)
      #expect(result.tiers[0].completed > 500 && result.tiers[1].completed > 500)
      #expect(result.timeToFirstToken.quantile(0.99) < alone.timeToFirstToken.quantile(0.99))
    }
    #expect(byTime.timeToFirstToken.maximum.value < 4)
    #expect(byTime.timeToFirstToken.maximum.value > 2)
  }

  @Test func capacityIsThatOfTheTierThatIsFullFirst() throws {
    func capacity(_ front: Front) throws -> Double {
      var settings = SimulationSettings()
      settings.front = front
      return simulation(try deployment("llama-3.1-8b", "L40S"), traffic, settings).capacity()
    }
    let own = ServingTier(name: "own", share: 3, service: .replicas([try group("L40S", 1)]))
    let rented = ServingTier(
      name: "rented", share: 1, service: .replicas([try group("L40S", 1)]))
    let api = ServingTier(
      name: "api", share: 1,
      service: .api(APIService(firstToken: Seconds(1), perToken: Seconds(0.01))))
    let one = try capacity(Front(tiers: [own]))
    #expect(abs(try capacity(Front(tiers: [own, rented])) / (one / 0.75) - 1) < 1e-9)
    #expect(
      abs(try capacity(Front(tiers: [own, rented], fallbackQueue: 5)) / (2 * one) - 1) < 1e-9)
    #expect(try capacity(Front(tiers: [own, api], fallbackQueue: 5)).isInfinite)
    #expect(abs(try capacity(Front(tiers: [own], cacheShare: 0.5)) / (2 * one) - 1) < 1e-9)
  }

  /// Whatever the front, interruptions and clients do, each request ends once.
  @Test func nothingIsLost() throws {
    let front = Front(
      tiers: [
        ServingTier(
          name: "a", share: 2, service: .replicas([try group("L4", 1), try group("L40S", 1)])),
        ServingTier(name: "b", share: 1, service: .replicas([try group("L40S", 1)])),
        ServingTier(
          name: "c", share: 1,
          service: .api(APIService(firstToken: Seconds(1), perToken: Seconds(0.02)))),
      ], cacheShare: 0.1, cacheTime: Seconds(0.02), fallbackQueue: 20, fallbackWait: Seconds(3))
    for seed in 0..<20 {
      var ends: [Int: Int] = [:]
      let arrivals: ArrivalProcess =
        seed % 2 == 0 ? .gamma(rate: 9, cv: 3) : .closedLoop(concurrency: 60)
      let result = try run(
        front,
        Traffic(
          arrivals, input: traffic.input, output: traffic.output,
          meanPatience: seed % 3 == 0 ? Seconds(20) : nil),
        {
          $0.seed = UInt64(seed)
          $0.requests = 600
          $0.routing = Routing.allCases[seed % Routing.allCases.count]
          if seed % 4 == 0 {
            $0.interruptions = Interruptions(
              meanTimeBetween: Seconds(40), recovery: Seconds(10))
          }
        }, onRequest: { ends[$0.id, default: 0] += 1 })
      #expect(ends.count == 600 && ends.values.allSatisfy { $0 == 1 }, "\(seed)")
      #expect(result.inFlight == 0)
    }
  }
}

@Suite struct AutoscalingTests {
  private func run(_ scaling: Autoscaling) throws -> SimulationResult {
    var settings = SimulationSettings(replicas: 1, duration: Seconds(4 * 3_600))
    settings.scaling = scaling
    // Two days of two hours each.
    let traffic = Traffic(
      .daily(rate: 5, peakFactor: 2, period: Seconds(7_200)), input: .fixed(512),
      output: .fixed(128))
    return simulation(try deployment("llama-3.1-8b", "L40S"), traffic, settings).run()
  }

  @Test func whoKnowsTheLoadIsReadyForIt() throws {
    let reactive = try run(Autoscaling(1...8, target: 16, coldStart: Seconds(240)))
    let predictive = try run(
      Autoscaling(1...8, target: 16, coldStart: Seconds(240), isPredictive: true))
    let scheduled = try run(
      Autoscaling(
        1...8, target: 16, coldStart: Seconds(240),
        schedule: [
          .init(time: Seconds(1_200), replicas: 4), .init(time: Seconds(6_000), replicas: 1),
        ], period: Seconds(7_200)))
    for result in [predictive, scheduled] {
      #expect(
        result.timeToFirstToken.quantile(0.99) < reactive.timeToFirstToken.quantile(0.99))
      #expect(result.replicaTime > reactive.replicaTime * 0.8)
    }
  }

  @Test func schedulesRepeat() {
    let scaling = Autoscaling(
      0...9, target: 1, coldStart: Seconds(1),
      schedule: [.init(time: Seconds(20), replicas: 2), .init(time: Seconds(10), replicas: 5)],
      period: Seconds(30))
    #expect(
      [0, 9, 10, 19, 20, 29, 31, 41].map { scaling.scheduled(at: $0) } == [2, 2, 5, 5, 2, 2, 2, 5])
  }
}
