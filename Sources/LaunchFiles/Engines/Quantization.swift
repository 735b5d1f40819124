/// What an engine has to be told about weights.
///
/// Formats that an engine makes at start from the published weights get their option. Formats that
/// need a checkpoint get one too while no checkpoint is named, although engines read the method from
/// the checkpoint: the published weights then fail at start instead of filling the memory that the
/// forecast counted on. A named checkpoint speaks for itself.
enum Quantization {
  /// The value of `--quantization` of vLLM
  /// (https://docs.vllm.ai/en/latest/features/quantization); `nil` for none.
  static func vllm(_ server: PlannedServer, hasCheckpoint: Bool) -> String? {
    if server.weightsAreNative == true || hasCheckpoint { return nil }
    return switch server.weights {
    case "fp8": "fp8"
    case "awq-int4": "awq"
    case "gptq-int4", "gptq-int8": "gptq"
    case "w8a8-int8", "fp8-block", "int4-experts": "compressed-tensors"
    case "nvfp4": "modelopt_fp4"
    case "mxfp4": "mxfp4"
    default: nil
    }
  }

  /// The value of `--quantization` of SGLang
  /// (https://docs.sglang.ai/advanced_features/quantization.html); `nil` for none.
  static func sglang(_ server: PlannedServer, hasCheckpoint: Bool) -> String? {
    if server.weightsAreNative == true || hasCheckpoint { return nil }
    return switch vllm(server, hasCheckpoint: hasCheckpoint) {
    case nil where ["nf4", "bnb-int8"].contains(server.weights): "bitsandbytes"
    case "compressed-tensors" where server.weights == "fp8-block": "fp8"
    case "compressed-tensors" where server.weights == "w8a8-int8": "w8a8_int8"
    case let method: method
    }
  }

  /// What of a plan's weights vLLM has no code for, in the words of its makers; `nil` where it has.
  /// Both left its tree for plug-ins before the version that exports are checked against.
  static func missingInVLLM(_ server: PlannedServer) -> String? {
    if GGUFName.isGGUF(server.weights) { return "GGUF files" }
    return ["nf4", "bnb-int8"].contains(server.weights) ? "weights of bitsandbytes" : nil
  }

  /// Whether the weights have to be found as a checkpoint of their own; published ones and those
  /// that vLLM and SGLang make at start do not.
  static func needsCheckpoint(_ server: PlannedServer) -> Bool {
    if server.weightsAreNative == true { return false }
    let isMade = ["fp8", "nf4", "bnb-int8"].contains(server.weights)
    if isMade { return !["vllm", "sglang"].contains(server.engine) }
    return !["bf16", "fp16", "fp32"].contains(server.weights)
  }
}
