import Catalog
import InferencePlanner
import PerformanceModel
import Testing

/// Names that nothing answers to, and combinations that do not exist.
@Suite struct RefusedDeploymentTests {
  struct Case {
    var fields: String
    var words: [String]
    var isInfeasible = false
  }

  static let cases: [Case] = [
    .init(
      fields: #""model": "lama-3.1-8b", "hardware": "H100""#,
      words: ["unknown model 'lama-3.1-8b'", "did you mean", "Llama-3.1-8B"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H1000""#,
      words: ["unknown accelerator 'H1000'", "did you mean"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "M2 Ultra""#,
      words: ["'M2 Ultra' is ambiguous", "m2-ultra-64", "m2-ultra-192"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "engine": "vlm""#,
      words: ["unknown engine 'vlm'", "vllm"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "weights": "q4_k_x""#,
      words: ["unknown weight format 'q4_k_x'", "q4_k"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "kv_cache": "fp7""#,
      words: ["unknown KV cache type 'fp7'", "fp8"]),
    // Engines run on platforms, and read families of weights.
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "m4 max 128gb", "engine": "tensorrt-llm""#,
      words: ["TensorRT-LLM does not run on", "metal", "llama.cpp"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "engine": "mlx-lm""#,
      words: ["MLX LM does not run on", "cuda", "vllm"]),
    .init(
      fields:
        #""model": "llama-3.1-8b", "hardware": "H100", "engine": "sglang", "weights": "q8_0""#,
      words: ["SGLang does not read weights in GGUF Q8_0", "plain"]),
    .init(
      fields:
        #""model": "llama-3.1-8b", "hardware": "H100", "engine": "vllm", "weights": "mlx-4bit""#,
      words: ["vLLM does not read weights in MLX 4-bit", "plain"]),
    // Parallel layouts.
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "tensor_parallel": 3"#,
      words: ["tensor parallelism 3", "32 attention heads"]),
    .init(
      fields: #""model": "llama-2-13b", "hardware": "H100", "tensor_parallel": 16"#,
      words: ["tensor parallelism 16", "40 attention heads"]),
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "H100", "pipeline_parallel": 33"#,
      words: ["33 pipeline stages", "32 layers"]),
    .init(
      fields:
        """
        "model": "llama-3.1-8b", "hardware": "H100", "engine": "llama.cpp",
        "tensor_parallel": 2
        """,
      words: ["llama.cpp does not split matrices", "pipeline stages"]),
    // Understood, and impossible.
    .init(
      fields: #""model": "llama-3.1-8b", "hardware": "2x m4 max 128gb""#,
      words: ["no link between several M4 Max", "2 of them"], isInfeasible: true),
    .init(
      fields: #""model": "gpt-4", "hardware": "H100""#,
      words: ["'gpt-4' are not published", "API", "USD"], isInfeasible: true),
  ]

  @Test(arguments: cases)
  func refusalsSayWhatIsWrongAndWhatWouldDo(_ one: Case) throws {
    let error = try refusal("{\(one.fields)}")
    for words in one.words { #expect(error.description.contains(words), "\(error)") }
    #expect(error.isInfeasible == one.isInfeasible)
  }

  /// Chips with on-chip memory alone run vision networks: there is nothing to compute.
  @Test func devicesWithoutMemoryHoldNoLanguageModel() throws {
    let device = try #require(
      try estimator().catalog.accelerators.first { $0.memoryBandwidth == nil })
    let error = try refusal(#"{"model": "llama-3.1-8b", "hardware": "\#(device.id)"}"#)
    #expect(error.isInfeasible)
    #expect(error.description.contains(device.name))
  }

  @Test func filesThatAreNoModelsAreRefused() throws {
    let missing = try refusal(#"{"gguf": "/nowhere/model.gguf", "hardware": "H100"}"#)
    #expect(missing.description.contains("/nowhere/model.gguf"))
    guard case .modelFile = missing else {
      Issue.record("\(missing)")
      return
    }
    let folder = try refusal(
      #"{"safetensors": "\#(DocumentedScenarios.repository)/Examples", "hardware": "H100"}"#)
    #expect(folder.description.contains("Examples"))
    #expect(!folder.isInfeasible)
  }
}
