import Catalog
import PerformanceModel
import Quantities
import TestSupport
import Testing

@Suite("Memory, of random deployments") struct MemoryProperties {
  @Test("More sequences and longer ones never take less")
  func growsWithBatchAndContext() {
    for sample in samples {
      let memory = sample.forecaster.memory
      var last = 0.0
      for (sequences, tokens) in [(1.0, 1.0), (1, 700), (2, 700), (2, 5_000), (9, 5_001)] {
        let total = memory.breakdown(sequences: sequences, tokens: tokens).total.value
        #expect(total >= last, "\(sample.label): \(sequences) × \(tokens)")
        last = total
      }
    }
  }

  @Test("Parts add up, and what is free is what is not taken")
  func partsAddUp() {
    for sample in samples {
      let memory = sample.forecaster.forecast(sample.workload).memory
      let parts = memory.weights + memory.kvCache + memory.activations + memory.reserve
      #expect(memory.total == parts, "\(sample.label)")
      #expect(memory.fits == (memory.total <= memory.usable), "\(sample.label)")
      #expect(memory.usable <= memory.visible, "\(sample.label)")
    }
  }

  @Test(
    "A cache in more bits is larger",
    arguments: [("q4_0", "q8_0"), ("fp8", "fp16"), ("fp16", "fp32")])
  func growsWithCachePrecision(fewer: String, more: String) throws {
    let small = try builtIn.catalog.kvType(fewer), large = try builtIn.catalog.kvType(more)
    for sample in samples {
      let tokens = sample.workload.contextTokens
      let a = sample.with { $0.kvType = small }.forecaster.memory
      let b = sample.with { $0.kvType = large }.forecaster.memory
      let growing = a.kvCache.bytesPerToken + a.kvCache.windowedBytesPerToken
      let less = a.kvBytes(sequences: 3, tokens: tokens)
      let more = b.kvBytes(sequences: 3, tokens: tokens)
      // States of fixed size have a type of their own.
      #expect(growing > 0 ? less < more : less == more, "\(sample.label)")
    }
  }

  /// Formats of one family, each wider than the one before in every role.
  @Test(
    "Weights in more bits are larger",
    arguments: [
      ["nvfp4", "fp8", "bf16", "fp32"], ["awq-int4", "gptq-int8", "fp16"],
      ["w8a8-int8", "fp16", "fp32"], ["mlx-3bit", "mlx-4bit", "mlx-6bit", "mlx-8bit"],
      [
        "gguf-q2_k", "gguf-q3_k_m", "gguf-q4_k_m", "gguf-q5_k_m", "gguf-q6_k", "gguf-q8_0",
        "gguf-f16",
      ],
      ["gguf-q4_0", "gguf-q4_1", "gguf-q5_1", "gguf-q8_0", "gguf-f32"],
    ])
  func growsWithWeightPrecision(chain: [String]) throws {
    let formats = try chain.map { try builtIn.catalog.weightFormat($0) }
    for model in builtIn.catalog.models {
      let inventory = ParameterInventory(model)
      var last = 0.0
      for format in formats {
        let bytes = format.bytes(inventory, of: model)
        let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
        #expect(total > last, "\(model.id) in \(format.id)")
        last = total
      }
    }
  }

  @Test("Tensor parallelism copies some things and saves nothing over all devices")
  func tensorParallelismSavesNothing() {
    for sample in samples where sample.deployment.engine.supportsTensorParallelism {
      var last = 0.0
      for ranks in [1, 2, 4, 8, 16] {
        let spread = sample.with { $0.parallelism.tensor = ranks }
        guard (try? spread.deployment.check()) != nil else { continue }
        let breakdown = spread.forecaster.memory.breakdown(
          sequences: 5, tokens: sample.workload.contextTokens)
        let everywhere = breakdown.total.value * Double(spread.deployment.parallelism.devices)
        #expect(everywhere >= last * (1 - 1e-12), "\(spread.label)")
        last = everywhere
      }
    }
  }

  @Test("The largest batch fits and one more does not")
  func largestBatchIsTheEdge() {
    for sample in samples {
      let memory = sample.forecaster.memory
      let tokens = sample.workload.contextTokens
      let batch = memory.largestBatch(tokens: tokens)
      guard batch < 1e9 else { continue }
      if batch >= 1 {
        #expect(memory.breakdown(sequences: batch, tokens: tokens).fits, "\(sample.label)")
      }
      #expect(!memory.breakdown(sequences: batch + 1, tokens: tokens).fits, "\(sample.label)")
    }
  }

  @Test("The longest context fits and one more token does not")
  func longestContextIsTheEdge() {
    for sample in samples {
      let memory = sample.forecaster.memory
      let limit = 1_000_000.0
      for sequences in [1.0, sample.workload.concurrency] {
        let tokens = memory.longestContext(sequences: sequences, limit: limit)
        if tokens >= 1 {
          #expect(memory.breakdown(sequences: sequences, tokens: tokens).fits, "\(sample.label)")
        }
        guard tokens < limit else { continue }
        #expect(
          !memory.breakdown(sequences: sequences, tokens: tokens + 1).fits, "\(sample.label)")
      }
    }
  }

  @Test("The two edges agree")
  func edgesAgree() {
    for sample in samples {
      let memory = sample.forecaster.memory
      let tokens = memory.longestContext(sequences: sample.workload.concurrency, limit: 1e6)
      guard tokens >= 1 else { continue }
      #expect(
        memory.largestBatch(tokens: tokens) >= sample.workload.concurrency, "\(sample.label)")
    }
  }

  @Test("States of fixed size divide over all ranks, whatever the KV heads")
  func statesDivideOverRanks() throws {
    func state(_ ranks: Int) throws -> Double {
      let deployment = try deployment(
        "qwen3-next-80b-a3b", "h200-sxm", parallelism: Parallelism(tensor: ranks))
      let memory = forecaster(deployment).memory
      return memory.kvCache.stateBytes * memory.stateShare
    }
    #expect(try state(8) == state(1) / 8)
  }
}
