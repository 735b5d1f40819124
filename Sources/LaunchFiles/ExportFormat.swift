/// A tool that launch files are written for; the raw value is what people type.
public enum ExportFormat: String, CaseIterable, Sendable {
  case vllm
  case sglang
  case trtllm
  case llamaCpp = "llama.cpp"
  case ollama
  case mlx
  case dockerCompose = "docker-compose"
  case kubernetes
  case kserve
  case rayServe = "ray-serve"
  case skypilot
  case litellm
  case triton

  /// The tool as its makers write it.
  public var title: String {
    switch self {
    case .vllm: "vLLM"
    case .sglang: "SGLang"
    case .trtllm: "TensorRT-LLM"
    case .llamaCpp: "llama.cpp"
    case .ollama: "Ollama"
    case .mlx: "MLX LM"
    case .dockerCompose: "Docker Compose"
    case .kubernetes: "Kubernetes"
    case .kserve: "KServe"
    case .rayServe: "Ray Serve"
    case .skypilot: "SkyPilot"
    case .litellm: "LiteLLM"
    case .triton: "Triton"
    }
  }

  /// The engine that it is, as plans name it; `nil` for what starts engines or stands before them.
  var engine: String? {
    switch self {
    case .vllm: "vllm"
    case .sglang: "sglang"
    case .trtllm: "tensorrt-llm"
    case .llamaCpp: "llama.cpp"
    case .ollama: "ollama"
    case .mlx: "mlx-lm"
    default: nil
    }
  }

  /// Whether its files run engines in containers.
  var isContainerised: Bool {
    switch self {
    case .dockerCompose, .kubernetes, .kserve, .skypilot: true
    default: false
    }
  }

  /// The format that starts an engine, of the engines that one does.
  static func starting(_ engine: String) -> ExportFormat? {
    allCases.first { $0.engine == engine }
  }
}
