import StructuredText

/// A plan's engine as programs with arguments: the one place that knows which engines can be told
/// what a plan says.
enum EngineServer {
  /// Programs of one replica.
  /// - Throws: ``ExportError/cannotRun(_:reason:instead:)`` for an engine that nothing here starts.
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    switch server.engine {
    case "vllm": try VLLMServer.replica(job, server)
    case "sglang": try SGLangServer.replica(job, server)
    case "tensorrt-llm": try TensorRTServer.replica(job, server)
    case "llama.cpp": try LlamaServer.replica(job, server)
    default:
      throw .cannotRun(
        job.format, reason: "there is no launch of \(job.engineName(server)) in it",
        instead: "plan with --engines vllm,sglang,tensorrt-llm,llama.cpp")
    }
  }

  /// The image of the engine's makers for a platform; `nil` where they publish none.
  static func image(_ server: PlannedServer) -> String? {
    switch (server.engine, server.platform) {
    case ("vllm", "cuda"): "vllm/vllm-openai:latest"
    case ("vllm", "rocm"): "rocm/vllm:latest"
    case ("sglang", "cuda"): "lmsysorg/sglang:latest"
    case ("sglang", "rocm"): "rocm/sgl-dev:latest"
    case ("tensorrt-llm", "cuda"): "nvcr.io/nvidia/tensorrt-llm/release:latest"
    case ("llama.cpp", "cuda"): "ghcr.io/ggml-org/llama.cpp:server-cuda"
    case ("llama.cpp", "rocm"): "ghcr.io/ggml-org/llama.cpp:server-rocm"
    case ("llama.cpp", "xpu"): "ghcr.io/ggml-org/llama.cpp:server-intel"
    case ("llama.cpp", "cpu"): "ghcr.io/ggml-org/llama.cpp:server"
    case ("ollama", "cuda"), ("ollama", "cpu"): "ollama/ollama:latest"
    case ("ollama", "rocm"): "ollama/ollama:rocm"
    default: nil
    }
  }

  /// The share of sequences of each copy of the attention part, which has a limit of its own.
  static func sequences(_ server: PlannedServer) -> Int {
    let copies = max(1, server.layout.attentionData)
    return max(1, (server.settings.sequences + copies - 1) / copies)
  }

  /// Workers of both phases with their devices: prompts first.
  static func workers(_ split: PlannedServer.Layout.Split, _ layout: PlannedServer.Layout)
    -> [(name: String, isPrefill: Bool, index: Int, devices: Range<Int>)]
  {
    (0..<(split.prefill + split.decode)).map { place in
      let isPrefill = place < split.prefill
      let index = isPrefill ? place : place - split.prefill
      let first = place * layout.workerDevices
      return (
        "\(isPrefill ? "prefill" : "decode")-\(index)", isPrefill, place,
        first..<(first + layout.workerDevices)
      )
    }
  }
}
