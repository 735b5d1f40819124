import PerformanceModel
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

/// The test that matters most: skipping steps gives the schedule of playing each of them.
@Suite struct FastForwardTests {
  private static let costs: [StepCosts] = {
    let subjects = [
      try? deployment("llama-2-7b-hf", "A100-SXM-80GB"),
      try? deployment("gemma-3-27b", "H100-SXM-80GB"),
      try? deployment("qwen3-30b-a3b", "H100-SXM-80GB"),
      try? deployment("deepseek-v3", "H100-SXM-80GB", weights: "fp8"),
      try? deployment(
        "llama-3.1-70b", "H100-SXM-80GB", parallelism: Parallelism(tensor: 2, pipeline: 2)),
    ]
    return subjects.compactMap { $0 }.map {
      StepCosts(
        Forecaster($0, coefficients: builtIn.coefficients).steps, tokenLimit: 64)
    }
  }()

  @Test func subjectsExist() { #expect(Self.costs.count == 5) }

  @Test func matchesEverySingleStep() throws {
    var generator = SeededGenerator(seed: 20_261_121)
    var preemptions = 0, swaps = 0, drafted = 0, outcomes: [Outcome: Int] = [:]
    for scenario in 0..<2_500 {
      let costs = try #require(Self.costs.randomElement(using: &generator))
      let (limits, cache) = Self.engine(&generator)
      let requests = Self.requests(&generator)

      var reference = StepwiseReference(limits: limits, cache: cache, costs: costs)
      reference.run(requests)
      let found = Self.play(requests, limits, cache, costs)

      let expected = reference.ends.sorted { $0.id < $1.id }
      #expect(found == expected, "scenario \(scenario): \(limits.policy)")
      guard found == expected else { return }
      swaps += reference.swaps
      if limits.drafts != nil { drafted += 1 }
      for end in expected {
        preemptions += end.preemptions
        outcomes[end.outcome, default: 0] += 1
      }
    }
    // The scenarios reach what they are meant to test.
    #expect(preemptions > 500)
    #expect(swaps > 100)
    #expect(drafted > 300)
    for outcome in Outcome.allCases { #expect((outcomes[outcome] ?? 0) > 100, "\(outcome)") }
  }

  private static func engine(
    _ generator: inout SeededGenerator
  ) -> (ReplicaLimits, CacheGeometry) {
    var policy = SchedulerPolicy.all.randomElement(using: &generator) ?? .vllmV1
    if Bool.random(using: &generator) { policy.isChunked.toggle() }
    let cache = CacheGeometry(
      blocks: Int.random(in: 8...80, using: &generator),
      blockTokens: [1, 2, 4, 16].randomElement(using: &generator) ?? 4)
    let sequences = Int.random(in: 1...12, using: &generator)
    var limits = ReplicaLimits(
      policy: policy, sequences: sequences,
      tokens: max(sequences, Int.random(in: 4...64, using: &generator)))
    limits.overhead = Int.random(in: 0...3, using: &generator) * 10_000_000_000
    if Int.random(in: 0..<3, using: &generator) == 0 {
      limits.queueLimit = Int.random(in: 0...5, using: &generator)
    }
    limits.watermarkBytes = Int(Double(cache.pool) * policy.watermark)
    if Bool.random(using: &generator) {
      limits.swapBytes = Int.random(in: 0...100, using: &generator)
      limits.swapRate = Double.random(in: 10...10_000, using: &generator)
    }
    if policy.batching == .continuous, Int.random(in: 0..<3, using: &generator) == 0 {
      let speculation = Speculation(
        draftTokens: Int.random(in: 1...5, using: &generator),
        acceptance: Double.random(in: 0...1, using: &generator))
      limits.drafts = DraftDraws(speculation, seed: generator.next())
      limits.tokens = max(limits.tokens, sequences * (1 + limits.lookahead))
    }
    return (limits, cache)
  }

  private static func requests(_ generator: inout SeededGenerator) -> [Request] {
    var time = 0
    let gap = [0, 20_000_000_000, 200_000_000_000].randomElement(using: &generator) ?? 0
    let gives = Int.random(in: 0..<3, using: &generator)
    return (0..<Int.random(in: 1...40, using: &generator)).map { id in
      time += Int.random(in: 0...max(1, gap), using: &generator)
      var request = Request(
        id: id, arrival: time, input: Int32.random(in: 1...90, using: &generator),
        output: Int32.random(in: 1...60, using: &generator))
      if gives == 0 {
        request.deadline =
          time + Int.random(in: 10_000_000_000...3_000_000_000_000, using: &generator)
        request.isCancellation = Bool.random(using: &generator)
      }
      return request
    }
  }

  private static func play(
    _ requests: [Request], _ limits: ReplicaLimits, _ cache: CacheGeometry, _ costs: StepCosts
  ) -> [StepwiseReference.End] {
    var ends: [StepwiseReference.End] = []
    func ticks(_ seconds: Seconds?) -> Int { seconds.map { Ticks(seconds: $0.value) } ?? -1 }
    var recorder = Recorder(
      hashes: [], targets: .init(), overhead: limits.overhead, warmUp: 0,
      onRequest: { record in
        ends.append(
          .init(
            id: record.id, outcome: record.outcome, scheduled: ticks(record.scheduled),
            firstToken: ticks(record.firstToken), end: ticks(record.end),
            generated: record.generatedTokens, preemptions: record.preemptions))
      }, collectsEnds: false)
    var replica = Replica(index: 0, limits: limits, costs: costs, cache: cache)
    var rest = requests[...]
    while true {
      if let next = rest.first, next.arrival + limits.overhead <= replica.nextEvent {
        rest.removeFirst()
        replica.arrive(next, at: next.arrival + limits.overhead, &recorder)
      } else if replica.nextEvent != .never {
        replica.advance(&recorder)
      } else {
        break
      }
    }
    #expect(recorder.tally.peakCache <= 1)
    #expect(replica.used == 0, "every block is returned")
    #expect(replica.inFlight == 0)
    #expect(replica.context == 0)
    #expect(replica.hostUsed == 0)
    return ends.sorted { $0.id < $1.id }
  }
}
