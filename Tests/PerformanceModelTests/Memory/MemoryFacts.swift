import Catalog
import PerformanceModel
import Quantities
import TestSupport
import Testing

/// Sizes that others published or measured.
@Suite("Memory, as others measured it") struct MemoryFacts {
  /// Two vectors of each KV head in 16 bits; for DeepSeek-V3 576 numbers in each of 61 layers.
  @Test(
    "Bytes of cache a token",
    arguments: [
      ("meta-llama/Llama-2-7b-hf", 524_288.0), ("meta-llama/Llama-3.1-8B", 131_072),
      ("meta-llama/Llama-2-13b-hf", 819_200), ("mistralai/Mixtral-8x7B-v0.1", 131_072),
      ("deepseek-ai/DeepSeek-V3", 70_272),
    ])
  func cacheOfOneToken(model: String, bytes: Double) throws {
    let cache = KVCache(
      try builtIn.catalog.model(model), type: try builtIn.catalog.kvType("fp16"))
    #expect(cache.bytesPerToken == bytes)
    #expect(cache.bytes(tokens: 1_000, blockTokens: 1) == 1_000 * bytes)
  }

  @Test("Layers with a window stop growing at its end")
  func windowsStopGrowing() throws {
    let cache = KVCache(
      try builtIn.catalog.model("google/gemma-3-27b-it"), type: try builtIn.catalog.kvType("fp16"))
    #expect(cache.window == 1_024)
    func growth(_ from: Double, _ to: Double) -> Double {
      cache.bytes(tokens: to, blockTokens: 1) - cache.bytes(tokens: from, blockTokens: 1)
    }
    let both = cache.bytesPerToken + cache.windowedBytesPerToken
    #expect(cache.windowedBytesPerToken > 0)
    #expect(growth(512, 1_024) == 512 * both)
    #expect(growth(1_024, 8_192) == 7_168 * cache.bytesPerToken)
  }

  @Test("States of linear layers do not grow")
  func statesDoNotGrow() throws {
    let cache = KVCache(
      try builtIn.catalog.model("Qwen/Qwen3-Next-80B-A3B-Instruct"),
      type: try builtIn.catalog.kvType("fp16"))
    #expect(cache.stateBytes > 0)
    #expect(cache.bytesRead(tokens: 0) == cache.stateBytes)
  }

  /// The pool that vLLM reports at start on an H100 with 80 GB, `gpu_memory_utilization` 0.9, as
  /// the llm-d planner project measured it.
  @Test(
    "vLLM's KV pool",
    arguments: [
      ("meta-llama/Llama-3.1-8B", 1, 51.38, 0.03 * 51.38), ("Qwen/Qwen3-32B", 1, 4.45, 0.6),
      ("Qwen/Qwen3-32B", 2, 34.49, 0.6),
    ])
  func poolOfVLLM(model: String, ranks: Int, measured: Double, tolerance: Double) throws {
    let deployment = try deployment(
      model, "h100-sxm", parallelism: Parallelism(tensor: ranks),
      settings: EngineSettings(memoryFraction: 0.9))
    let pool = forecaster(deployment).memory.breakdown(sequences: 1, tokens: 1).kvPool.gibibytes
    #expect(abs(pool - measured) <= tolerance, "\(pool) GiB against \(measured) GiB")
  }

  /// llama.cpp plans its largest graph with the logits of 512 rows in FP32 and computes one.
  @Test("Logits that are set aside and never written")
  func untouchedLogits() throws {
    let served = try deployment(
      "meta-llama/Llama-3.2-1B", "m4-pro-24", engine: "llama.cpp", weights: "gguf-q4_k_m")
    let memory = forecaster(served).memory
    let rows = Double(served.batchedTokenLimit - 1)
    #expect(memory.untouchedLogits.value == rows * Double(served.model.vocabularySize) * 4)
    #expect(memory.untouchedLogits < memory.activations)
    let other = try deployment("meta-llama/Llama-3.2-1B", "h100-sxm")
    #expect(forecaster(other).memory.untouchedLogits == .zero)
  }

  /// The GGUF files of Gemma 3 come with a vision tower of 0.8 GB as a file of its own.
  @Test("A GGUF file leaves the vision tower out")
  func visionIsAFileOfItsOwn() throws {
    func vision(_ engine: String, _ weights: String) throws -> Double {
      let served = try deployment(
        "google/gemma-3-4b-it", "rtx-4090", engine: engine, weights: weights)
      return forecaster(served).memory.modelBytes[.vision]
    }
    #expect(try vision("llama.cpp", "gguf-q4_k_m") == 0)
    #expect(try vision("vllm", "bf16") > 0.7e9)
  }

  /// Mixtral's safetensors files hold 46.7 B parameters in 16 bits; llama.cpp's README lists the
  /// Q4_0 file of Llama-2-7B with 3.56 GiB.
  @Test(
    "Weights of files",
    arguments: [
      ("mistralai/Mixtral-8x7B-v0.1", "fp16", Bytes.gigabytes(93.4)),
      ("meta-llama/Llama-2-7b-hf", "gguf-q4_0", Bytes.gibibytes(3.56)),
    ])
  func weights(model: String, format: String, size: Bytes) throws {
    let architecture = try builtIn.catalog.model(model)
    let bytes = try builtIn.catalog.weightFormat(format)
      .bytes(ParameterInventory(architecture), of: architecture)
    let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    #expect(abs(total / size.value - 1) <= 0.005, "\(total)")
  }
}
