import Catalog
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// What is assumed of engine and weights where a request leaves them open.
@Suite struct EngineDefaultsTests {
  struct Case {
    var hardware: String
    var more = ""
    var engine: String
    var weights: String
  }

  static let cases: [Case] = [
    // A server's GPU serves the weights as they were published.
    .init(hardware: "H100", engine: "vllm", weights: "bf16"),
    .init(hardware: "4090", engine: "vllm", weights: "bf16"),
    .init(hardware: "MI300X", engine: "vllm", weights: "bf16"),
    // A Mac and a processor run llama.cpp, whose usual quantisation is Q4_K_M.
    .init(hardware: "m4 max 128gb", engine: "llama.cpp", weights: "gguf-q4_k_m"),
    .init(hardware: "EPYC 9654", engine: "llama.cpp", weights: "gguf-q4_k_m"),
    // Weights decide before the platform's usual engine does.
    .init(
      hardware: "4090", more: #", "weights": "q4_k_m""#, engine: "llama.cpp",
      weights: "gguf-q4_k_m"),
    .init(
      hardware: "m4 max 128gb", more: #", "weights": "mlx-4bit""#, engine: "mlx-lm",
      weights: "mlx-4bit"),
    .init(hardware: "H100", more: #", "weights": "fp8""#, engine: "vllm", weights: "fp8"),
    // An engine that was asked for decides what weights are usual.
    .init(
      hardware: "H100", more: #", "engine": "llama.cpp""#, engine: "llama.cpp",
      weights: "gguf-q4_k_m"),
    .init(
      hardware: "m4 max 128gb", more: #", "engine": "mlx""#, engine: "mlx-lm", weights: "mlx-4bit"),
    .init(hardware: "H100", more: #", "engine": "sglang""#, engine: "sglang", weights: "bf16"),
  ]

  @Test(arguments: cases)
  func defaultsBelongTogether(_ one: Case) throws {
    let answer = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "\#(one.hardware)"\#(one.more)}"#)
    #expect(answer.deployment.engine.id == one.engine)
    #expect(answer.deployment.weightFormat.id == one.weights)
    // Every choice that was not the reader's is said.
    let saysEngine = answer.assumptions.contains { $0.hasPrefix("engine ") }
    let saysWeights = answer.assumptions.contains { $0.hasPrefix("weights in ") }
    #expect(saysEngine == !one.more.contains("engine"))
    #expect(saysWeights == !one.more.contains("weights"))
  }

  /// MXFP4 experts are how gpt-oss was published: there is no other.
  @Test func publishedFormatsAreKept() throws {
    let answer = try estimate(#"{"model": "gpt-oss-20b", "hardware": "H100"}"#)
    #expect(answer.deployment.weightFormat.id == answer.deployment.model.nativeWeightFormat)
    #expect(answer.bitsPerWeight < 8)
  }

  @Test func theCacheIsKeptInSixteenBits() throws {
    let answer = try estimate(#"{"model": "llama-3.1-8b", "hardware": "H100"}"#)
    #expect(answer.deployment.kvType.id == "F16")
    let half = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "kv_cache": "fp8"}"#)
    #expect(isClose(half.forecast.memory.kvCache / answer.forecast.memory.kvCache, 0.5))
  }
}
