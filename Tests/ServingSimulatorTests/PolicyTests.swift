import PerformanceModel
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

/// Batches by hand: what each scheduler puts into each step.
@Suite struct PolicyTests {
  /// Chunks of prompts (tokens after so many of the same prompt), whether one ends, and the tokens that
  /// each decoding sequence attends to.
  struct Batch {
    var chunks: [(tokens: Int, past: Int)] = []
    var finished = 0
    var decodes: [Int] = []
  }

  /// Two prompts of 10 and 5 tokens at the start, one of 16 during the third step; answers of 4, 4 and
  /// 2 tokens; steps of 8 tokens.
  private static let mixed: [Batch] = [
    Batch(chunks: [(8, 0)]),
    Batch(chunks: [(2, 8), (5, 0)], finished: 2),
    Batch(decodes: [11, 6]),
    Batch(chunks: [(6, 0)], decodes: [12, 7]),
    Batch(chunks: [(6, 6)], decodes: [13, 8]),
    Batch(chunks: [(4, 12)], finished: 1),
    Batch(decodes: [17]),
  ]

  private static let cases: [(SchedulerPolicy, [Batch])] = [
    (.vllmV1, mixed), (.tensorRT, mixed), (.slots, mixed),
    (
      .sglang,
      [
        Batch(chunks: [(8, 0)]),
        Batch(chunks: [(2, 8), (5, 0)], finished: 2),
        Batch(decodes: [11, 6]),
        Batch(chunks: [(8, 0)]),
        Batch(chunks: [(8, 8)], finished: 1),
        Batch(decodes: [12, 7, 17]),
        Batch(decodes: [13, 8]),
      ]
    ),
    (
      .vllmV0,
      [
        Batch(chunks: [(10, 0)], finished: 1),
        Batch(chunks: [(5, 0)], finished: 1),
        Batch(decodes: [11, 6]),
        Batch(chunks: [(16, 0)], finished: 1),
        Batch(decodes: [12, 7, 17]),
        Batch(decodes: [13, 8]),
      ]
    ),
    (
      .staticBatch,
      [
        Batch(chunks: [(10, 0), (5, 0)], finished: 2),
        Batch(decodes: [11, 6]),
        Batch(decodes: [12, 7]),
        Batch(decodes: [13, 8]),
        Batch(chunks: [(16, 0)], finished: 1),
        Batch(decodes: [17]),
      ]
    ),
  ]

  @Test func batchesAreThoseOfTheEngine() throws {
    let subject = try deployment("llama-2-7b-hf", "A100-SXM-80GB")
    let costs = StepCosts(
      Forecaster(subject, coefficients: builtIn.coefficients).steps, tokenLimit: 8)
    for (policy, batches) in Self.cases {
      var model = costs
      let boundaries = batches.reduce(into: [0]) { times, batch in
        times.append((times.last ?? 0) + Self.ticks(batch, &model))
      }
      // The third comes in the middle of the third step.
      let third = (boundaries[2] + boundaries[3]) / 2
      let requests = [(0, 10, 4), (0, 5, 4), (third, 16, 2)].enumerated().map { id, request in
        Request(
          id: id, arrival: request.0, input: Int32(request.1), output: Int32(request.2))
      }
      var ends: [Int: Ticks] = [:]
      var recorder = Recorder(
        hashes: [], targets: .init(), overhead: 0, warmUp: 0,
        onRequest: { ends[$0.id] = Ticks(seconds: $0.end.value) }, collectsEnds: false)
      var limits = ReplicaLimits(policy: policy, sequences: 8, tokens: 8)
      limits.watermarkBytes = 0
      var replica = Replica(
        index: 0, limits: limits, costs: costs, cache: CacheGeometry(blocks: 100, blockTokens: 4))
      var rest = requests[...]
      while rest.first != nil || replica.nextEvent != .never {
        if let next = rest.first, next.arrival <= replica.nextEvent {
          rest.removeFirst()
          replica.arrive(next, at: next.arrival, &recorder)
        } else {
          replica.advance(&recorder)
        }
      }
      #expect(recorder.tally.steps == batches.count, "\(policy.name)")
      #expect(ends.values.max() == boundaries.last, "\(policy.name)")
    }
  }

  private static func ticks(_ batch: Batch, _ costs: inout StepCosts) -> Ticks {
    let context = batch.decodes.reduce(0, +)
    guard !batch.chunks.isEmpty else {
      return costs.piece(sequences: batch.decodes.count, context: context).ticks(context)
    }
    let pairs = batch.chunks.reduce(0) { sum, chunk in
      sum + (1...chunk.tokens).reduce(0) { $0 + chunk.past + $1 }
    }
    return costs.ticks(
      Step(
        prefillTokens: Double(batch.chunks.reduce(0) { $0 + $1.tokens }),
        prefillContext: Double(pairs), decodeSequences: Double(batch.decodes.count),
        decodeContext: Double(context), finishedPrompts: Double(batch.finished))
    ).total
  }
}
